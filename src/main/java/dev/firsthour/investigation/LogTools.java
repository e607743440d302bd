package dev.firsthour.investigation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import dev.firsthour.diagnosis.LogTemplates;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Window;
import dev.firsthour.investigation.Shelf.Item;

/// Questions about logs. An expression of a model runs on RE2, in time linear in the text.
final class LogTools {

    private static final int SHOWN = 12;
    private static final int MOST_SHOWN = 50;
    private static final int MINUTES = 20;
    private static final int MOST_TEMPLATES = 40;

    private LogTools() {}

    static ToolAnswer search(Shelf shelf, Arguments arguments) {
        String service = arguments.text("service");
        String level = arguments.text("level");
        Window window = arguments.window("from", "to");
        String words = arguments.text("words");
        String pattern = arguments.text("pattern");
        int limit = Math.max(1, arguments.number("limit", SHOWN, MOST_SHOWN));
        Predicate<String> matches = matching(words, pattern);
        String asked = "search_logs" + given("words", words) + given("pattern", pattern) + given("service", service)
                + given("level", level) + over(window);
        List<Item<LogRecord>> all = shelf.logs();
        List<Item<LogRecord>> found = all.stream().filter(item -> Shelf.isOf(service, item.value().service()))
                .filter(item -> holds(window, item.value().at()))
                .filter(item -> level == null || level.equalsIgnoreCase(item.value().severityText()))
                .filter(item -> matches.test(item.value().body())).sorted(BY_TIME).toList();
        if (found.isEmpty()) {
            return ToolAnswer.nothing(asked,
                    Shelf.why("log records", all, LogRecord::service, log -> Shelf.of(log.at()), service, window));
        }
        List<Item<LogRecord>> shown = ends(found, limit);
        List<String> lines = new ArrayList<>();
        if (found.size() > shown.size()) lines.add("per minute: " + minutes(found));
        shown.forEach(item -> lines.add("[" + item.id() + "] " + line(item.value())));
        return ToolAnswer.of(asked + ": " + found.size() + " of " + all.size() + " log records match, in "
                + ToolAnswer.ids(found.stream().map(Item::id).toList())
                + (shown.size() < found.size() ? "; shown are the first and the last, " + shown.size() + " in all" : "") + ".", lines);
    }

    private static final Comparator<Item<LogRecord>> BY_TIME = Comparator.comparing(item -> item.value().at(),
            Comparator.nullsLast(Comparator.naturalOrder()));

    private static Predicate<String> matching(@Nullable String words, @Nullable String pattern) {
        Predicate<String> matches = _ -> true;
        if (words != null) {
            List<String> all = List.of(words.toLowerCase(Locale.ROOT).split("\\s+"));
            matches = body -> {
                String lower = body.toLowerCase(Locale.ROOT);
                return all.stream().allMatch(lower::contains);
            };
        }
        if (pattern != null) {
            try {
                Pattern compiled = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
                matches = matches.and(body -> compiled.matcher(body).find());
            } catch (PatternSyntaxException broken) {
                throw new Arguments.Unusable("pattern '" + pattern + "' is no expression of RE2 (" + broken.getDescription()
                        + "): write it without look-around and back references, or use words");
            }
        }
        return matches;
    }

    private static String minutes(List<Item<LogRecord>> found) {
        TreeMap<Instant, Integer> minutes = new TreeMap<>();
        for (Item<LogRecord> item : found) {
            Instant at = item.value().at();
            if (at != null) minutes.merge(at.truncatedTo(ChronoUnit.MINUTES), 1, Integer::sum);
        }
        String shown = minutes.entrySet().stream().limit(MINUTES).map(entry -> clock(entry.getKey()) + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return minutes.size() > MINUTES ? shown + ", … (" + minutes.size() + " minutes in all)" : shown;
    }

    /// The first and the last of many: what began it, and how it stands.
    static <T> List<T> ends(List<T> all, int limit) {
        if (all.size() <= limit) return all;
        List<T> ends = new ArrayList<>(all.subList(0, (limit + 1) / 2));
        ends.addAll(all.subList(all.size() - limit / 2, all.size()));
        return ends;
    }

    static String line(LogRecord log) {
        return (log.at() == null ? "" : log.at() + " ") + (log.service() == null ? "" : log.service() + " ")
                + (log.severityText() == null ? "" : log.severityText() + " ") + log.body();
    }

    static ToolAnswer templates(Shelf shelf, Arguments arguments) {
        String service = arguments.text("service");
        Window window = arguments.window("from", "to");
        int limit = Math.max(1, arguments.number("limit", SHOWN, MOST_TEMPLATES));
        String asked = "log_templates" + given("service", service) + over(window);
        List<Item<LogRecord>> all = shelf.logs();
        List<Item<LogRecord>> found = all.stream().filter(item -> Shelf.isOf(service, item.value().service()))
                .filter(item -> holds(window, item.value().at())).sorted(BY_TIME).toList();
        if (found.isEmpty()) {
            return ToolAnswer.nothing(asked,
                    Shelf.why("log records", all, LogRecord::service, log -> Shelf.of(log.at()), service, window));
        }
        LogTemplates templates = new LogTemplates();
        List<Integer> learnt = found.stream().map(item -> templates.learnLine(item.value().body())).toList();
        Map<Integer, Group> groups = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            groups.computeIfAbsent(templates.resolve(learnt.get(i)), Group::new).add(found.get(i), arguments.start());
        }
        List<String> lines = groups.values().stream()
                .sorted(Comparator.comparingInt((Group group) -> group.after - group.before).reversed()).limit(limit)
                .map(group -> group.line(templates)).toList();
        return ToolAnswer.of(asked + ": " + found.size() + " log records of " + groups.size() + " templates; counted before and after "
                + arguments.start() + ", " + lines.size() + " shown, those that rose most first.", lines);
    }

    private static final class Group {

        private final int number;
        private int before;
        private int after;
        private @Nullable Instant first;
        private final List<EvidenceId> ids = new ArrayList<>();

        Group(int number) {
            this.number = number;
        }

        void add(Item<LogRecord> item, Instant start) {
            Instant at = item.value().at();
            if (at != null && at.isBefore(start)) {
                before++;
            } else {
                after++;
            }
            if (first == null) first = at;
            if (ids.isEmpty() || !ids.getLast().equals(item.id())) ids.add(item.id());
        }

        String line(LogTemplates templates) {
            return ToolAnswer.ids(ids) + " before " + before + ", after " + after + (first == null ? "" : ", first at " + clock(first))
                    + ": " + templates.text(number);
        }
    }

    static boolean holds(Window window, @Nullable Instant at) {
        return at == null || window.holds(at);
    }

    static String given(String name, @Nullable String value) {
        return value == null ? "" : " " + name + "='" + value + "'";
    }

    static String over(Window window) {
        return " from " + window.from() + " to " + window.to();
    }

    /// The time of day, which is what changes within an incident.
    static String clock(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().substring(11);
    }
}
