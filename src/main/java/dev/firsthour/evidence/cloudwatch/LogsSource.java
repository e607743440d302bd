package dev.firsthour.evidence.cloudwatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.aws.AwsSignature;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.Remembered;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Logs by the API of CloudWatch Logs: `DescribeLogGroups` finds a service's groups by their names, `FilterLogEvents` reads them.
///
/// It gives the oldest lines of a range, page by page, and pages may be empty though more follow. So a group is read in [#SLICES] parts of the window,
/// each with its share of the bound: no time is missing, though of a busy part only the beginning is seen. What went beyond its share is told by the title,
/// and lines of errors are asked for once more by themselves. (Logs Insights could sort and count, but is paid for by what it scans and has to be waited for.)
final class LogsSource extends AmazonSource {

    /// The service in trouble and its nearest neighbours.
    static final int MOST_SERVICES = 4;
    /// Of one service: its own, and that of what runs beside it.
    static final int MOST_GROUPS = 3;
    static final int SLICES = 5;
    /// Of one part of the window. An empty page is one too.
    static final int MOST_PAGES = 5;
    /// The most that the API gives at once.
    private static final int MOST_LINES_OF_PAGE = 10_000;
    /// Groups that could not be read at all: the right to read may be given for some, but whoever is refused or held back twice asks no further.
    private static final int MOST_BROKEN = 2;
    private static final int GROUPS_OF_PAGE = 50;
    private static final int MOST_PAGES_OF_GROUPS = 4;
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 1000;
    /// What the API takes as a part of a group's name.
    private static final String PART = "[A-Za-z0-9._/#-]{3,512}";
    /// Any of these words, in CloudWatch's own pattern language; it minds their case.
    private static final String LOUD = "?ERROR ?Error ?error ?FATAL ?Fatal ?CRITICAL ?SEVERE ?Exception ?panic ?Traceback ?\"timed out\"";

    private final CloudwatchProperties properties;
    private final Remembered<List<@Nullable String>, List<String>> groups = new Remembered<>(MOST_REMEMBERED, REMEMBERED);

    LogsSource(CloudwatchProperties properties, AwsSignature signature) {
        super("cloudwatch_logs", "logs", "Logs_20140328", "1.1", properties, properties.logsUrl(), signature);
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        Optional<JsonNode> body = round.ask(groups(null, null), LogsSource::isGroups);
        if (body.isEmpty()) return unreachable(round);
        List<String> names = names(body.get());
        var facts = new ArrayList<String>();
        facts.add(names.size()
                + (body.get().path("nextToken").isString() ? " log groups or more" : names.size() == 1 ? " log group" : " log groups"));
        names.stream().findFirst().ifPresent(name -> {
            ObjectNode first = JsonMapper.shared().createObjectNode().put("logGroupName", name).put("limit", 1);
            boolean read = round.tryTo(request("FilterLogEvents", first), LogsSource::isEvents).isPresent();
            facts.add(read ? "lines can be read" : "lines cannot be read: " + round.trouble().orElse("it did not answer"));
        });
        return reachable(null, facts, names.stream().map(name -> name.substring(name.lastIndexOf('/') + 1)).toList());
    }

    /// @param part what the name has to hold; null for any
    private Request groups(@Nullable String part, @Nullable String token) {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("limit", GROUPS_OF_PAGE);
        if (part != null) body.put("logGroupNamePattern", part);
        if (token != null) body.put("nextToken", token);
        return request("DescribeLogGroups", body);
    }

    /// Lists that are empty may be left out.
    private static boolean isGroups(JsonNode body) {
        return body.path("logGroups").isArray() || (body.isObject() && body.isEmpty());
    }

    private static boolean isEvents(JsonNode body) {
        return body.path("events").isArray() || (body.isObject() && (body.isEmpty() || body.has("searchedLogStreams")));
    }

    private static List<String> names(JsonNode body) {
        return body.path("logGroups").valueStream().map(group -> group.path("logGroupName").asString("")).filter(name -> !name.isEmpty())
                .toList();
    }

    /// What was read so far of one part of the window.
    private static final class Slice {

        private final Window window;
        private final List<JsonNode> events = new ArrayList<>();
        private @Nullable String token;
        private boolean failed;

        Slice(Window window) {
            this.window = window;
        }

        boolean hasMore() {
            return token != null || failed;
        }
    }

    /// The questions about one incident.
    private final class Questions {

        private final Round round = round();
        private final EvidenceQuery query;
        private final List<String> services;
        private int broken;
        private int unread;

        Questions(EvidenceQuery query) {
            this.query = query;
            this.services = query.services(MOST_SERVICES);
        }

        EvidenceResult ask() {
            if (services.isEmpty())
                return round.noService();
            var drafts = new ArrayList<Draft>();
            for (String service : services) {
                List<String> own = found(service);
                for (String group : own) {
                    if (broken < MOST_BROKEN) logs(service, group, null).ifPresent(drafts::add);
                }
                for (String group : properties.sharedLogGroups()) {
                    if (broken < MOST_BROKEN && !own.contains(group)) {
                        logs(service, group, "\"" + service.replaceAll("[\"\\\\]", "") + "\"").ifPresent(drafts::add);
                    }
                }
            }
            String asked = command("logs describe-log-groups", List.of("log-group-name-pattern", services.getFirst()));
            if (drafts.isEmpty() && unread > 0 && round.failed() == 0) {
                return new EvidenceResult.Unavailable(asked, name() + " at " + endpoint().base() + " came upon no line in " + MOST_PAGES
                        + " pages of a part of the time, and has more to search: narrow the groups by " + CloudwatchProperties.PREFIX
                        + ".log-groups",
                        true);
            }
            return round.ended(drafts, asked,
                    "no log group that bears the name of " + String.join(" or ", services) + (properties.sharedLogGroups().isEmpty()
                            ? ""
                            : ", nor " + String.join(", ", properties.sharedLogGroups()) + ",") + " has a line between "
                            + query.window().from()
                            + " and " + query.window().to());
        }

        /// The groups of a service: those that were named, and those that bear its name.
        private List<String> found(String service) {
            List<String> named = properties.logGroups().getOrDefault(service, List.of());
            List<@Nullable String> key = Arrays.asList(service, query.environment());
            List<String> known = groups.of(key).orElseGet(() -> {
                List<String> all = listed(service);
                if (!all.isEmpty()) groups.put(key, all);
                return all;
            });
            return Stream.concat(named.stream(), known.stream()).distinct().limit(Math.max(MOST_GROUPS, named.size())).toList();
        }

        private List<String> listed(String service) {
            var all = new LinkedHashSet<String>();
            // The API minds the case, and infrastructure as code writes names its own way.
            for (String part : new LinkedHashSet<>(List.of(service, pascal(service)))) {
                if (!part.matches(PART)) continue;
                String token = null;
                for (int page = 0; page < MOST_PAGES_OF_GROUPS; page++) {
                    Optional<JsonNode> body = round.ask(groups(part, token), LogsSource::isGroups);
                    if (body.isEmpty()) break;
                    names(body.get()).stream().filter(name -> Naming.isOf(name, service, query.environment()))
                            .filter(name -> !properties.sharedLogGroups().contains(name)).forEach(all::add);
                    token = body.get().path("nextToken").asString(null);
                    if (token == null) break;
                }
                if (!all.isEmpty()) break;
            }
            return Naming.within(query.environment(), List.copyOf(all), Stream::of).stream()
                    .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())).limit(MOST_GROUPS).toList();
        }

        /// @param pattern what a line must match, in CloudWatch's own language; null for any
        private Optional<Draft> logs(String service, String group, @Nullable String pattern) {
            List<Slice> slices = query.window().parts(SLICES).stream().map(Slice::new).toList();
            read(group, pattern, slices, properties.lines() / SLICES);
            Map<String, JsonNode> events = new LinkedHashMap<>();
            slices.forEach(slice -> slice.events.forEach(event -> events.put(id(event), event)));
            long full = slices.stream().filter(Slice::hasMore).count();
            if (slices.stream().allMatch(slice -> slice.failed)) broken++;
            if (full > 0) unread++;
            if (full > 0 && pattern == null && slices.stream().noneMatch(slice -> slice.failed)) {
                Slice loud = new Slice(query.window());
                read(group, LOUD, List.of(loud), properties.lines() / SLICES);
                loud.events.forEach(event -> events.put(id(event), event));
            }
            List<LogRecord> records = events.values().stream().flatMap(event -> Line.of(event, service, group, pattern != null).stream())
                    .sorted(LogRecord.BY_TIME).toList();
            if (records.isEmpty()) return Optional.empty();
            String title = "logs of " + service + " in " + group + " (" + Draft.count(records.size(), "line")
                    + (full == 0 ? ")" : "; in " + full + " of " + SLICES + " parts of the time there are more)");
            return Optional.of(new Draft(again(group, pattern), title, query.window(), new Content.Logs(records), link(group, pattern)));
        }

        private static String id(JsonNode event) {
            String id = event.path("eventId").asString("");
            return id.isEmpty() ? event.toString() : id;
        }

        /// Reads each part page by page, until it has its share, ends, or its pages are used up.
        private void read(String group, @Nullable String pattern, List<Slice> slices, int share) {
            List<Slice> open = slices;
            for (int page = 0; page < MOST_PAGES && !open.isEmpty(); page++) {
                List<Request> requests = open.stream().map(slice -> events(group, pattern, slice, share)).toList();
                List<Optional<JsonNode>> answers = round.askAll(requests, LogsSource::isEvents);
                var next = new ArrayList<Slice>();
                for (int i = 0; i < open.size(); i++) {
                    Slice slice = open.get(i);
                    if (answers.get(i).isEmpty()) {
                        slice.failed = true;
                        continue;
                    }
                    JsonNode body = answers.get(i).get();
                    body.path("events").forEach(slice.events::add);
                    slice.token = body.path("nextToken").asString(null);
                    if (slice.token != null && slice.events.size() < share) next.add(slice);
                }
                open = next;
            }
        }

        private Request events(String group, @Nullable String pattern, Slice slice, int share) {
            ObjectNode body = JsonMapper.shared().createObjectNode().put("logGroupName", group)
                    .put("startTime", slice.window.from().toEpochMilli())
                    // The end is part of what is asked for here, and no part of a window.
                    .put("endTime", slice.window.to().toEpochMilli() - 1)
                    .put("limit", Math.clamp(share - slice.events.size(), 1, MOST_LINES_OF_PAGE));
            if (pattern != null) body.put("filterPattern", pattern);
            if (slice.token != null) body.put("nextToken", slice.token);
            return request("FilterLogEvents", body);
        }

        private String again(String group, @Nullable String pattern) {
            var options = new ArrayList<>(
                    List.of("log-group-name", group, "start-time", Long.toString(query.window().from().toEpochMilli()), "end-time",
                            Long.toString(query.window().to().toEpochMilli())));
            if (pattern != null) options.addAll(List.of("filter-pattern", pattern));
            return command("logs filter-log-events", options);
        }

        private String link(String group, @Nullable String pattern) {
            String search = "?start=" + query.window().from().toEpochMilli() + "&end=" + query.window().to().toEpochMilli();
            return console() + "logsV2:log-groups/log-group/" + Console.place(group) + "/log-events" + Console.search(search)
                    + (pattern == null ? "" : Console.search("&filterPattern=") + Console.place(pattern));
        }
    }

    /// `checkout-api` as `CheckoutApi`.
    private static String pascal(String service) {
        var name = new StringBuilder();
        for (String word : service.split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }
}
