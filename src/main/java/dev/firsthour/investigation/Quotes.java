package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.Signal;

/// What an analysis puts between quotation marks or backticks, checked against what there was to read: evidence, findings and the alert.
///
/// A quote holds if its words stand in one text in this order, in any case and however the white space is broken; an ellipsis or a placeholder of a
/// template, as in `<number>`, stands for anything. A plain word or two in quotation marks are emphasis, not a quote. Cost: (texts x quotes still open), at most
/// [#MOST] quotes.
///
/// @param quoted how many quotes there are
/// @param unfounded those that stand nowhere
record Quotes(int quoted, List<String> unfounded) {

    /// More are not checked one by one; an analysis has a dozen.
    private static final int MOST = 60;
    private static final int LONGEST = 400;
    private static final int SHORTEST_PART = 2;
    private static final Pattern QUOTE = Pattern.compile("\"([^\"\\n]{3,400})\"|“([^”\\n]{3,400})”|`([^`\\n]{2,400})`");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z]+(?: [A-Za-z]+)?[.,]?");
    private static final Pattern ANYTHING = Pattern.compile("…|\\.\\.\\.|<[a-z*][a-z _*-]{0,20}>");

    Quotes { unfounded = List.copyOf(unfounded); }

    /// The share of quotes that hold, 0 to 1; 1 if nothing is quoted.
    double held() {
        return quoted == 0 ? 1 : 1 - (double) unfounded.size() / quoted;
    }

    static Quotes of(List<String> texts, Matter matter) {
        Map<String, List<String>> open = new LinkedHashMap<>();
        for (String text : texts) {
            Matcher matcher = QUOTE.matcher(text);
            while (matcher.find() && open.size() < MOST) {
                String ticked = matcher.group(3);
                String quote = ticked != null ? ticked : matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
                if (quote == null || (ticked == null && PLAIN.matches(quote.strip()))) continue;
                List<String> parts = Arrays.stream(ANYTHING.split(quote)).map(Quotes::normal).filter(part -> part.length() >= SHORTEST_PART)
                        .toList();
                if (!parts.isEmpty()) open.put(quote, parts);
            }
        }
        int quoted = open.size();
        // Reading ends with the last quote found: most stand in the findings, which are read before the evidence.
        boolean allHold = quoted == 0 || texts(matter).map(Quotes::normal).anyMatch(text -> {
            open.values().removeIf(parts -> holds(text, parts));
            return open.isEmpty();
        });
        return new Quotes(quoted, allHold ? List.of() : new ArrayList<>(open.keySet()));
    }

    private static boolean holds(String text, List<String> parts) {
        int from = 0;
        for (String part : parts) {
            int at = text.indexOf(part, from);
            if (at < 0) return false;
            from = at + part.length();
        }
        return true;
    }

    /// Lower case, one space for any white space, no mark at the end: who quotes ends a sentence within the quotation marks.
    private static String normal(String text) {
        StringBuilder normal = new StringBuilder(Math.min(text.length(), LONGEST));
        boolean space = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                if (!space) normal.append(' ');
                space = true;
            } else {
                normal.append(c);
                space = false;
            }
        }
        String lower = normal.toString().toLowerCase(Locale.ROOT).strip();
        return lower.endsWith(".") || lower.endsWith(",") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static Stream<String> texts(Matter matter) {
        Stream<String> incident = Stream.of(matter.incident().title(), matter.incident().description(),
                String.valueOf(matter.incident().service()), matter.incident().labels().toString());
        Stream<String> found = matter.diagnosis().findings().stream().flatMap(finding -> Stream.concat(Stream.of(finding.statement()),
                finding.signal() instanceof Signal.LogShift shift ? Stream.of(shift.template(), shift.example()) : Stream.empty()));
        Stream<String> supposed = matter.diagnosis().hypotheses().stream().map(hypothesis -> hypothesis.statement());
        Stream<String> past = Stream.concat(matter.recalled().incidents().stream().map(Desk::line),
                matter.recalled().runbooks().stream().map(one -> Recollection.told(one.passage())));
        Stream<String> evidence = matter.evidence().stream()
                .flatMap(piece -> Stream.concat(Stream.of(piece.title()), texts(piece.content())));
        return Stream.of(incident, found, supposed, past, evidence).flatMap(part -> part);
    }

    private static Stream<String> texts(Content content) {
        return switch (content) {
            case Content.Logs(var records) -> records.stream().map(log -> LogTools.line(log)
                    + (log.attributes().isEmpty() ? "" : " " + log.attributes()));
            case Content.Metrics(var series) -> series.stream().map(one -> one.title());
            case Content.Traces(var spans) -> spans.stream().map(span -> words(span.service(), span.name(), span.statusMessage(),
                    span.attributes().toString()));
            case Content.Changes(var changes) ->
                changes.stream().flatMap(change -> Stream.of(ChangeTools.line(change), words(change.author(),
                        change.commit(), String.join(" ", change.files())), words(change.diff()), undecorated(change.diff())));
            case Content.Topology(var edges) -> edges.stream().map(edge -> edge.caller() + " " + edge.callee());
            case Content.Notices(var notices) -> notices.stream().map(ChangeTools::line);
        };
    }

    /// A diff's lines without the marks before them: nobody quotes those.
    private static String undecorated(@Nullable String diff) {
        return diff == null ? "" : diff.lines().map(line -> line.isEmpty() ? line : line.substring(1)).collect(Collectors.joining("\n"));
    }

    private static String words(@Nullable String... words) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            if (word != null) text.append(word).append(' ');
        }
        return text.toString();
    }
}
