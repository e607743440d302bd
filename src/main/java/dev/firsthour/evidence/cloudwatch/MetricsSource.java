package dev.firsthour.evidence.cloudwatch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.aws.AwsSignature;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Answer;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.Remembered;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.Rows;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.evidence.cloudwatch.Metric.Statistic;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Metrics by CloudWatch's API: `ListMetrics` for what there is, `GetMetricData` for its values, `DescribeAlarms` for what the alarm that fired watches.
///
/// CloudWatch knows no services, but things: functions, load balancers, databases. So the metrics that have one of the usual dimensions are listed, which
/// is remembered for a while, and a service's are those of which a dimension's value is its name with decoration (see [Naming]). Where there are more
/// than the bound of one dimension, the service's bare name is asked for as its value besides. A thing may have each metric by itself and once more for
/// each zone or version: of these the one with the fewest dimensions is read.
final class MetricsSource extends AmazonSource {

    /// The service in trouble and its nearest neighbours.
    static final int MOST_SERVICES = 4;
    /// Of one service, the telling ones; each is paid for.
    static final int MOST_METRICS = 40;
    /// Of metrics in one question: Amazon allows 500, and 100,800 values over all.
    static final int TOGETHER = 100;
    /// Of one listing (500 metrics each) and of one answer.
    static final int MOST_PAGES = 6;
    /// Things of one name and metric: the same service in two clusters.
    private static final int MOST_ALIKE = 3;
    private static final int MOST_COMPARED = 4;
    private static final int MOST_SAMPLES = 240;
    /// As many as Amazon lets a metric have.
    private static final int MOST_DIMENSIONS = 30;
    private static final int MOST_LINKED = 10;
    private static final List<String> BACK = List.of("a day before", "a week before");
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    /// Amazon lists what was active within this time, if it is asked to: less to read, and nothing that is gone.
    private static final Duration RECENT = Duration.ofHours(3);
    /// How long values of one minute and of five are kept; older ones are there in steps of an hour.
    private static final Duration MINUTES_KEPT = Duration.ofDays(15);
    private static final Duration FIVES_KEPT = Duration.ofDays(63);
    private static final long[] PERIODS = {60, 300, 900, 3600, 21_600, 86_400};
    /// What an alert of CloudWatch's says of itself beside the dimensions.
    private static final Set<String> OWN_LABELS = Set.of("metric", "namespace", "region", "alarm_arn", "account", "topic");

    private final CloudwatchProperties properties;
    private final InstantSource clock;
    private final Remembered<Boolean, Catalogue> catalogues = new Remembered<>(2, REMEMBERED);

    MetricsSource(CloudwatchProperties properties, AwsSignature signature, InstantSource clock) {
        super("cloudwatch", "monitoring", "GraniteServiceVersion20100801", "1.0", properties, properties.url(), signature);
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        var now = new Window(clock.instant().minus(RECENT), clock.instant());
        var questions = new Questions(new EvidenceQuery(List.of(), null, now, Map.of(), null));
        Catalogue catalogue = questions.catalogue();
        Round round = questions.round;
        if (round.failed() > 0) return unreachable(round);
        var namespaces = new TreeSet<String>();
        var things = new LinkedHashSet<String>();
        for (Metric metric : catalogue.metrics()) {
            namespaces.add(metric.namespace());
            properties.dimensions().stream().map(metric.dimensions()::get).filter(Objects::nonNull).forEach(things::add);
        }
        var facts = new ArrayList<String>();
        facts.add(catalogue.metrics().size() + (catalogue.cut().isEmpty() ? "" : " or more")
                + " metrics of the last three hours have one of the dimensions "
                + "that name what they are about" + (namespaces.isEmpty() ? "" : ", in " + String.join(", ", namespaces)));
        catalogue.metrics().stream().findFirst().ifPresent(metric -> {
            var asked = new Asked(metric, metric.statistics().getFirst());
            boolean read = round.tryTo(request("GetMetricData", questions.values(List.of(asked), now, 300, null)), Questions::isValues)
                    .isPresent();
            facts.add(read ? "values can be read" : "values cannot be read: " + round.trouble().orElse("it did not answer"));
        });
        return reachable(null, facts, List.copyOf(things));
    }

    /// What there is.
    ///
    /// @param cut the filters that would have brought more than was read
    private record Catalogue(Set<Metric> metrics, List<ObjectNode> cut) {}

    /// One series to ask for.
    private record Asked(Metric metric, Statistic statistic) {}

    /// The series of some questions, by their place among them.
    ///
    /// @param unanswered how many were not answered in full
    private record Read(SortedMap<Integer, MetricSeries> series, int unanswered) {}

    /// The questions about one incident.
    private final class Questions {

        private final Round round = round();
        private final EvidenceQuery query;
        private final List<String> services;
        private final long period;
        private final List<String> refused = new ArrayList<>();

        Questions(EvidenceQuery query) {
            this.query = query;
            this.services = query.services(MOST_SERVICES);
            // What it is compared with lies a week further back, and is read in the same steps.
            this.period = period(query.window().length(), Duration.between(query.window().from(), clock.instant()).plusDays(8));
        }

        EvidenceResult ask() {
            String arn = query.labels().get("alarm_arn");
            if (services.isEmpty() && arn == null) {
                return round.ended(List.of(), "no question",
                        "the incident names neither a service nor an alarm, so there is nothing to ask for");
            }
            var drafts = new ArrayList<Draft>();
            if (arn != null && isHere()) alarm(arn).ifPresent(drafts::add);
            Set<Metric> read = new LinkedHashSet<>();
            if (!services.isEmpty()) {
                Catalogue catalogue = catalogue();
                boolean first = true;
                for (String service : services) {
                    drafts.addAll(metrics(service, catalogue, read, first));
                    first = false;
                }
            }
            String asked = command("cloudwatch list-metrics", List.of())
                    + services.stream().map(service -> "  # " + service).collect(Collectors.joining());
            if (drafts.isEmpty() && round.failed() == 0 && !refused.isEmpty()) {
                return new EvidenceResult.Unavailable(asked,
                        name() + " at " + endpoint().base() + " gave no values: " + refused.getFirst(),
                        refused.stream().allMatch("Forbidden"::equals));
            }
            return round.ended(drafts, asked, "no metric between " + query.window().from() + " and " + query.window().to() + " has "
                    + String.join(" or ", services) + " in a dimension (" + String.join(", ", properties.dimensions()) + ")" + elsewhere());
        }

        private boolean isHere() {
            String region = query.labels().get("region");
            return region == null || region.equals(properties.region());
        }

        private String elsewhere() {
            return isHere()
                    ? ""
                    : "; the alarm is one of " + query.labels().get("region") + ", and " + CloudwatchProperties.PREFIX + ".region is "
                            + properties.region();
        }

        /// The metrics with the dimensions that are looked at, remembered for a while.
        Catalogue catalogue() {
            boolean recent = query.window().from().isAfter(clock.instant().minus(RECENT));
            return catalogues.of(recent).orElseGet(() -> {
                List<ObjectNode> filters = new ArrayList<>();
                for (String dimension : properties.namespaces().isEmpty() ? properties.dimensions() : properties.namespaces()) {
                    ObjectNode filter = JsonMapper.shared().createObjectNode();
                    if (properties.namespaces().isEmpty()) {
                        filter.putArray("Dimensions").addObject().put("Name", dimension);
                    } else {
                        filter.put("Namespace", dimension);
                    }
                    if (recent) filter.put("RecentlyActive", "PT3H");
                    filters.add(filter);
                }
                Catalogue listed = listed(filters);
                if (round.failed() == 0) catalogues.put(recent, listed);
                return listed;
            });
        }

        /// What these filters bring, page by page up to a bound each.
        private Catalogue listed(List<ObjectNode> filters) {
            var metrics = new LinkedHashSet<Metric>();
            Map<ObjectNode, String> open = new LinkedHashMap<>();
            // The first is asked by itself: where it may not be asked, the others need not be.
            filters.stream().findFirst().ifPresent(first -> round.ask(list(first, ""), Questions::isListing)
                    .ifPresent(body -> read(body, metrics).ifPresent(token -> open.put(first, token))));
            if (round.failed() > 0) return new Catalogue(metrics, List.of());
            filters.stream().skip(1).forEach(filter -> open.put(filter, ""));
            for (int page = 0; page < MOST_PAGES && !open.isEmpty() && round.failed() == 0; page++) {
                List<ObjectNode> asked = List.copyOf(open.keySet());
                var answers = round.askAll(asked.stream().map(filter -> list(filter, open.getOrDefault(filter, ""))).toList(),
                        Questions::isListing);
                open.clear();
                for (int i = 0; i < asked.size(); i++) {
                    ObjectNode filter = asked.get(i);
                    answers.get(i).flatMap(body -> read(body, metrics)).ifPresent(token -> open.put(filter, token));
                }
            }
            return new Catalogue(metrics, List.copyOf(open.keySet()));
        }

        private Request list(ObjectNode filter, String token) {
            ObjectNode body = filter.deepCopy();
            if (!token.isEmpty()) body.put("NextToken", token);
            return request("ListMetrics", body);
        }

        /// Adds what a page lists, and gives back what asks for the next.
        private Optional<String> read(JsonNode body, Set<Metric> metrics) {
            for (JsonNode written : body.path("Metrics")) {
                Metric metric = Metric.of(written);
                if (metric != null && metric.dimensions().size() <= MOST_DIMENSIONS
                        && (properties.namespaces().isEmpty() || properties.namespaces().contains(metric.namespace()))) {
                    metrics.add(metric);
                }
            }
            return Optional.ofNullable(body.path("NextToken").asString(null)).filter(token -> !token.isBlank());
        }

        private static boolean isListing(JsonNode body) {
            return body.path("Metrics").isArray() || isEmpty(body);
        }

        static boolean isValues(JsonNode body) {
            return body.path("MetricDataResults").isArray() || isEmpty(body);
        }

        /// Lists that are empty may be left out.
        private static boolean isEmpty(JsonNode body) {
            return body.isObject() && body.isEmpty();
        }

        private List<Draft> metrics(String service, Catalogue catalogue, Set<Metric> read, boolean compared) {
            List<Metric> metrics = ofService(service, catalogue.metrics());
            if (metrics.isEmpty() && !catalogue.cut().isEmpty() && round.failed() == 0)
                metrics = ofService(service, exact(service, catalogue.cut()));
            List<Asked> asked = metrics.stream().filter(read::add)
                    .flatMap(metric -> metric.statistics().stream().map(one -> new Asked(metric, one)))
                    .toList();
            if (asked.isEmpty()) return List.of();
            Read answer = read(service, asked, query.window(), Map.of());
            if (answer.series().isEmpty()) return List.of();
            var drafts = new ArrayList<Draft>();
            drafts.add(draft("metrics of " + service, asked, answer, query.window()));
            if (compared && answer.unanswered() == 0) {
                List<Asked> telling = answer.series().keySet().stream().limit(MOST_COMPARED).map(asked::get).toList();
                for (int i = 0; i < query.earlier().size() && round.hasTime(); i++) {
                    Window window = query.earlier().get(i);
                    Read earlier = read(service, telling, window, Map.of(MetricSeries.COMPARED, BACK.get(i)));
                    if (!earlier.series().isEmpty())
                        drafts.add(draft("metrics of " + service + " " + BACK.get(i), telling, earlier, window));
                }
            }
            return drafts;
        }

        /// What bears the service's bare name, of dimensions whose metrics were too many to list.
        private Set<Metric> exact(String service, List<ObjectNode> cut) {
            var filters = new ArrayList<ObjectNode>();
            for (ObjectNode filter : cut) {
                List<String> names = filter.path("Dimensions").isArray()
                        ? filter.path("Dimensions").valueStream().map(one -> one.path("Name").asString("")).toList()
                        : properties.dimensions();
                for (String name : names) {
                    ObjectNode exact = filter.deepCopy();
                    exact.putArray("Dimensions").addObject().put("Name", name).put("Value", service);
                    filters.add(exact);
                }
            }
            return listed(filters).metrics();
        }

        /// The service's own metrics, the telling ones first and of each thing the plainest.
        private List<Metric> ofService(String service, Set<Metric> all) {
            List<String> resources = properties.resources().getOrDefault(service, List.of());
            Map<List<String>, List<Metric>> alike = new LinkedHashMap<>();
            for (Metric metric : all) {
                for (String dimension : properties.dimensions()) {
                    String value = metric.dimensions().get(dimension);
                    if (value == null) continue;
                    if (!resources.contains(dimension + "=" + value) && !Naming.isOf(value, service, query.environment())) continue;
                    alike.computeIfAbsent(List.of(metric.namespace(), metric.name(), dimension, value), _ -> new ArrayList<>()).add(metric);
                    break;
                }
            }
            List<Metric> plain = alike.values().stream().flatMap(group -> {
                int fewest = group.stream().mapToInt(metric -> metric.dimensions().size()).min().orElse(0);
                return Naming.within(query.environment(), group.stream().filter(metric -> metric.dimensions().size() == fewest).toList(),
                        Metric::names).stream().limit(MOST_ALIKE);
            }).toList();
            return Naming.within(query.environment(), plain, Metric::names).stream()
                    .sorted(Comparator.comparingInt((Metric metric) -> metric.name().equals(query.metric()) ? -1 : metric.rank())
                            .thenComparing(Metric::namespace).thenComparing(Metric::name)
                            .thenComparing(metric -> metric.dimensions().toString()))
                    .limit(MOST_METRICS).toList();
        }

        /// What the alarm that fired watches: as CloudWatch itself has it where that may be asked, else by the metric and the dimensions that came with
        /// the alert. No expression that came with an alert is ever run.
        private Optional<Draft> alarm(String arn) {
            String alarm = arn.contains(":alarm:") ? arn.substring(arn.indexOf(":alarm:") + ":alarm:".length()) : arn;
            ObjectNode describe = JsonMapper.shared().createObjectNode();
            describe.putArray("AlarmNames").add(alarm);
            ArrayNode queries = JsonMapper.shared().createArrayNode();
            // This is a right of its own, and nobody misses it: a failure says nothing.
            if (endpoint().ask(request("DescribeAlarms", describe),
                    properties.readTimeout()) instanceof Answer.Data(JsonNode body)) {
                watched(body.path("MetricAlarms").path(0), queries);
            }
            Metric told = Metric.of(toldBy(query.labels()));
            if (queries.isEmpty() && told != null)
                told.statistics().forEach(one -> queries.add(query("a" + queries.size(), told, one.word(), period)));
            if (queries.isEmpty()) return Optional.empty();
            ObjectNode request = body(queries, query.window());
            String service = services.isEmpty() ? null : services.getFirst();
            var series = new ArrayList<MetricSeries>();
            for (JsonNode result : results(request)) {
                Samples samples = samples(result, Set.of());
                String label = result.path("Label").asString(told == null ? alarm : told.name());
                if (samples.size() > 0) series.add(new MetricSeries(service, label, null, Map.of("alarm", alarm), samples));
            }
            if (series.isEmpty()) return Optional.empty();
            return Optional
                    .of(new Draft(again(request), "what the alarm " + alarm + " watches (" + series.size() + " series)", query.window(),
                            new Content.Metrics(series), console() + "alarmsV2:alarm/" + Endpoint.encoded(alarm)));
        }

        private ObjectNode toldBy(Map<String, String> labels) {
            ObjectNode metric = JsonMapper.shared().createObjectNode().put("Namespace", labels.getOrDefault("namespace", ""))
                    .put("MetricName", labels.getOrDefault("metric", ""));
            ArrayNode dimensions = metric.putArray("Dimensions");
            labels.forEach((name, value) -> {
                if (!OWN_LABELS.contains(name) && dimensions.size() < MOST_DIMENSIONS)
                    dimensions.addObject().put("Name", name).put("Value", value);
            });
            return metric;
        }

        private void watched(JsonNode alarm, ArrayNode queries) {
            for (JsonNode one : alarm.path("Metrics")) {
                queries.add(one);
            }
            Metric metric = Metric.of(alarm);
            if (!queries.isEmpty() || metric == null) return;
            String statistic = alarm.path("Statistic").asString(alarm.path("ExtendedStatistic").asString(Statistic.AVERAGE.word()));
            queries.add(query("a0", metric, statistic, Math.max(period, alarm.path("Period").asLong(0) / 60 * 60)));
        }

        private ObjectNode query(String id, Metric metric, String statistic, long period) {
            ObjectNode query = JsonMapper.shared().createObjectNode().put("Id", id);
            ObjectNode stat = query.putObject("MetricStat");
            stat.set("Metric", metric.json());
            stat.put("Period", period).put("Stat", statistic);
            return query;
        }

        private ObjectNode body(ArrayNode queries, Window window) {
            long from = Math.floorDiv(window.from().getEpochSecond(), period) * period;
            ObjectNode body = JsonMapper.shared().createObjectNode().put("StartTime", from).put("EndTime", window.to().getEpochSecond())
                    .put("ScanBy", "TimestampAscending");
            body.set("MetricDataQueries", queries);
            return body;
        }

        ObjectNode values(List<Asked> asked, Window window, long period, @Nullable String token) {
            ArrayNode queries = JsonMapper.shared().createArrayNode();
            for (int i = 0; i < asked.size(); i++) {
                queries.add(query("m" + i, asked.get(i).metric(), asked.get(i).statistic().word(), period));
            }
            ObjectNode body = body(queries, window);
            if (token != null) body.put("NextToken", token);
            return body;
        }

        /// What one request brings over all its pages.
        private List<JsonNode> results(ObjectNode request) {
            var results = new ArrayList<JsonNode>();
            String token = "";
            for (int page = 0; page < MOST_PAGES; page++) {
                ObjectNode next = request.deepCopy();
                if (!token.isEmpty()) next.put("NextToken", token);
                Optional<JsonNode> body = round.tryTo(request("GetMetricData", next), Questions::isValues);
                if (body.isEmpty()) return results;
                body.get().path("MetricDataResults").forEach(results::add);
                token = body.get().path("NextToken").asString("");
                if (token.isBlank()) return results;
            }
            refused.add("more than " + MOST_PAGES + " pages");
            return results;
        }

        private Read read(String service, List<Asked> asked, Window window, Map<String, String> labels) {
            var series = new TreeMap<Integer, MetricSeries>();
            int unanswered = 0;
            for (int from = 0; from < asked.size(); from += TOGETHER) {
                List<Asked> some = asked.subList(from, Math.min(asked.size(), from + TOGETHER));
                int failed = round.failed();
                int before = refused.size();
                Map<String, List<JsonNode>> byId = new HashMap<>();
                for (JsonNode result : results(values(some, window, period, null))) {
                    byId.computeIfAbsent(result.path("Id").asString(""), _ -> new ArrayList<>()).add(result);
                    String status = result.path("StatusCode").asString("");
                    if (status.equals("Forbidden") || status.equals("InternalError")) refused.add(status);
                }
                unanswered += refused.size() - before + (round.failed() > failed ? some.size() : 0);
                // When anything was measured at all, of the same things.
                Set<Long> measured = byId.values().stream().flatMap(List::stream).flatMap(result -> samplesOf(result).keySet().stream())
                        .collect(Collectors.toSet());
                for (int i = 0; i < some.size(); i++) {
                    Asked one = some.get(i);
                    Samples samples = samples(byId.getOrDefault("m" + i, List.of()),
                            one.metric().isZeroWhereSilent(one.statistic()) ? measured : Set.of());
                    if (samples.size() == 0) continue;
                    var all = new TreeMap<>(one.metric().dimensions());
                    all.putAll(labels);
                    series.put(from + i,
                            new MetricSeries(service, one.metric().title(one.statistic()), one.metric().unit(one.statistic()), all,
                                    samples));
                }
            }
            return new Read(series, unanswered);
        }

        private Draft draft(String about, List<Asked> asked, Read read, Window window) {
            String title = about + " (" + read.series().size() + " series"
                    + (read.unanswered() == 0 ? "" : ", " + read.unanswered() + " of " + asked.size() + " not answered in full") + ")";
            List<Asked> there = read.series().keySet().stream().map(asked::get).toList();
            return new Draft(again(values(there, window, period, null)), title, window,
                    new Content.Metrics(List.copyOf(read.series().values())),
                    link(there, window));
        }

        private String again(ObjectNode request) {
            return command("cloudwatch get-metric-data", List.of("start-time", request.path("StartTime").asString(), "end-time",
                    request.path("EndTime").asString(), "scan-by", "TimestampAscending", "metric-data-queries",
                    request.path("MetricDataQueries").toString()));
        }

        private String link(List<Asked> asked, Window window) {
            ObjectNode graph = JsonMapper.shared().createObjectNode();
            ArrayNode metrics = graph.putArray("metrics");
            for (Asked one : asked.stream().limit(MOST_LINKED).toList()) {
                ArrayNode metric = metrics.addArray().add(one.metric().namespace()).add(one.metric().name());
                new TreeMap<>(one.metric().dimensions()).forEach((name, value) -> metric.add(name).add(value));
                metric.addObject().put("stat", one.statistic().word());
            }
            graph.put("view", "timeSeries").put("stacked", false).put("region", properties.region()).put("period", period)
                    .put("start", window.from().toString()).put("end", window.to().toString());
            return console() + "metricsV2:graph=" + Console.graph(graph);
        }
    }

    /// In which steps values are read, in seconds: as fine as a chart shows them, and as CloudWatch still has them.
    ///
    /// @param age how long ago the oldest of them is
    static long period(Duration length, Duration age) {
        long kept = age.compareTo(FIVES_KEPT) > 0 ? PERIODS[3] : age.compareTo(MINUTES_KEPT) > 0 ? PERIODS[1] : PERIODS[0];
        long least = Math.max(kept, Math.ceilDiv(length.toSeconds(), MOST_SAMPLES));
        for (long period : PERIODS) {
            if (period >= least) return period;
        }
        return Math.ceilDiv(least, PERIODS[0]) * PERIODS[0];
    }

    private static Samples samples(JsonNode result, Set<Long> measured) {
        return samples(List.of(result), measured);
    }

    /// The values of one series, in the order of time.
    ///
    /// @param measured times at which a missing value is zero
    private static Samples samples(List<JsonNode> results, Set<Long> measured) {
        var values = new TreeMap<Long, Double>();
        results.forEach(result -> values.putAll(samplesOf(result)));
        if (!values.isEmpty()) measured.forEach(time -> values.putIfAbsent(time, 0.0));
        return new Samples(values.keySet().stream().mapToLong(Long::longValue).toArray(),
                values.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static SortedMap<Long, Double> samplesOf(JsonNode result) {
        var samples = new TreeMap<Long, Double>();
        JsonNode times = result.path("Timestamps");
        JsonNode values = result.path("Values");
        for (int i = 0; i < Math.min(times.size(), values.size()); i++) {
            Instant at = Rows.time(times.get(i));
            if (at != null && values.get(i).isNumber()) samples.put(at.toEpochMilli(), values.get(i).asDouble());
        }
        return samples;
    }
}
