package dev.firsthour.evidence.prometheus;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Answer.Data;
import dev.firsthour.evidence.Endpoint.Answer.Failed;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.Remembered;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// Metrics by Prometheus' HTTP API. It first finds out by which labels the services go there and which metrics they have, then asks for
/// those over the window, and gives one piece of evidence a service.
///
/// It speaks `/api/v1/labels`, `/api/v1/label/…/values` with `match[]` (Prometheus 2.24 and later) and `/api/v1/query_range`. The list of
/// names is asked for rather than the list of series, since a service has hundreds of the one and may have a million of the other.
@Component
@ConditionalOnProperty(prefix = PrometheusProperties.PREFIX, name = "url")
@EnableConfigurationProperties(PrometheusProperties.class)
final class PrometheusSource extends HttpEvidenceSource {

    /// What a service's name stands in, by the habits of exporters, Kubernetes, OpenTelemetry and meshes. All that exist are tried.
    static final List<String> SERVICE_LABELS = List.of("service", "service_name", "app", "app_kubernetes_io_name", "application", "job",
            "container",
            "workload", "deployment", "component", "destination_service_name");
    private static final List<String> ENVIRONMENT_LABELS = List.of("environment", "env", "deployment_environment_name",
            "deployment_environment",
            "namespace");
    /// What tells how a request ended, and which of its values mean that the service failed it.
    private static final Map<String, String> OUTCOMES = new TreeMap<>(Map.of("http_response_status_code", "5..", "http_status_code", "5..",
            "status_code", "5..", "code", "5..", "status", "5..", "grpc_code",
            "Unknown|DeadlineExceeded|ResourceExhausted|Internal|Unavailable|DataLoss", "outcome", "SERVER_ERROR"));

    /// The service in trouble and its nearest neighbours; the farther ones tell less and cost as much.
    static final int MOST_SERVICES = 8;
    /// A service that goes by more labels than these goes by one of them only by chance.
    private static final int MOST_LABELS = 3;
    /// As many samples as a chart can show and a change point can be placed with; more only cost.
    static final int MOST_SAMPLES = 240;
    /// How many expressions the page in Prometheus opens with.
    private static final int LINKED = 4;
    /// How many of a service's measures are compared with the day and the week before: the telling ones come first.
    private static final int MOST_COMPARED = 4;
    /// Of the alert's own expression, as many series as can be told apart.
    private static final int MOST_OF_THE_ALERT = 20;
    /// The label that keeps the expression of the alert's `generatorURL`.
    private static final String EXPRESSION = "__expr__";
    private static final List<String> BACK = List.of("a day before", "a week before");
    /// What a service goes by hardly ever changes; a new one is found at once, since only what was found is remembered.
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 1000;
    private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final int[] STEPS = {1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400};

    private final PrometheusProperties properties;
    private final Remembered<List<@Nullable String>, List<String>> selectors = new Remembered<>(MOST_REMEMBERED, REMEMBERED);

    /// @throws IllegalArgumentException if the address is missing or none
    PrometheusSource(PrometheusProperties properties) {
        super("prometheus", PrometheusProperties.PREFIX, properties);
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        Optional<JsonNode> metrics = round.ask(Request.get("/api/v1/label/__name__/values"), PrometheusSource::isList);
        if (metrics.isEmpty()) return unreachable(round);
        Set<String> labels = round.ask(Request.get("/api/v1/labels"), PrometheusSource::isList).map(PrometheusSource::strings)
                .orElse(Set.of());
        // Not all that speak the query API tell what they are.
        String version = round.text(Request.get("/api/v1/status/buildinfo"), "/data/version");
        List<String> used = SERVICE_LABELS.stream().filter(labels::contains).toList();
        var services = new LinkedHashSet<String>();
        for (String label : used.stream().limit(MOST_LABELS).toList()) {
            round.tryTo(Request.get("/api/v1/label/" + label + "/values"), PrometheusSource::isList).map(PrometheusSource::strings)
                    .orElse(Set.of()).forEach(value -> services.add(value.substring(value.lastIndexOf('/') + 1)));
        }
        return reachable(version, List.of(strings(metrics.get()).size() + " metrics",
                used.isEmpty()
                        ? "no label that tells services apart: set firsthour.evidence.services"
                        : "services go by " + String.join(", ", used)),
                List.copyOf(services));
    }

    private static boolean isList(JsonNode body) {
        return body.path("data").isArray();
    }

    private static Set<String> strings(JsonNode body) {
        return body.path("data").valueStream().filter(JsonNode::isString).map(JsonNode::stringValue)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// The services of the question; where it has none, what the alert's own labels name.
    private static List<String> services(EvidenceQuery query) {
        var services = query.services().isEmpty()
                ? SERVICE_LABELS.stream().map(query.labels()::get).filter(Objects::nonNull)
                        .map(value -> value.substring(value.lastIndexOf('/') + 1))
                : query.services().stream();
        return services.filter(service -> !service.isBlank()).distinct().limit(MOST_SERVICES).toList();
    }

    /// How far samples of a window lie apart, so that there are at most [#MOST_SAMPLES] of them.
    static Duration step(Window window) {
        long least = Math.ceilDiv(window.length().toSeconds(), MOST_SAMPLES);
        for (int step : STEPS) {
            if (step >= least) return Duration.ofSeconds(step);
        }
        return Duration.ofSeconds(least);
    }

    /// The questions about one incident.
    private final class Questions {

        private final Round round = round();
        /// For the comparison and the rule, which nobody misses where they cannot be asked for.
        private final Round courtesy = round();
        private final EvidenceQuery query;
        private final List<String> services;
        private final Duration step;
        private final Set<String> metrics = new HashSet<>();

        Questions(EvidenceQuery query) {
            this.query = query;
            this.services = services(query);
            this.step = step(query.window());
        }

        EvidenceResult ask() {
            // What fired is the first thing that anybody looks at.
            var drafts = new ArrayList<Draft>();
            alertsRule().ifPresent(drafts::add);
            if (services.isEmpty() && query.metric() == null) {
                return round.ended(drafts, "no question",
                        "the incident names neither a service nor a metric, so there is nothing to ask for");
            }
            var measures = new LinkedHashMap<String, List<Measure>>();
            for (var entry : find().entrySet()) {
                measures.put(entry.getKey(),
                        entry.getValue().stream().flatMap(selector -> measures(selector).stream()).distinct().toList());
            }
            measures.forEach((service, ofService) -> draft("metrics of " + service, service, ofService).ifPresent(drafts::add));
            alertsOwn().flatMap(measure -> draft("the alert's metric", null, List.of(measure))).ifPresent(drafts::add);
            measures.entrySet().stream().filter(entry -> !entry.getValue().isEmpty()).findFirst()
                    .ifPresent(entry -> drafts.addAll(earlier(entry.getKey(), entry.getValue())));
            return round.ended(drafts, "{" + String.join(" or ", SERVICE_LABELS) + "=\"" + String.join("|", services) + "\"}",
                    "no series at " + endpoint().base() + " between " + query.window().from() + " and "
                            + query.window().to()
                            + " has "
                            + (services.isEmpty()
                                    ? "the name " + query.metric()
                                    : String.join(" or ", services) + " in one of these labels"));
        }

        /// The label matchers that pick each service, the service in trouble first.
        private Map<String, List<String>> find() {
            var found = new LinkedHashMap<String, List<String>>();
            if (services.isEmpty()) return found;
            services.forEach(service -> found.put(service, new ArrayList<>(remembered(service))));
            if (found.values().stream().noneMatch(List::isEmpty)) return found;
            found.values().forEach(List::clear);
            Set<String> labels = values("/api/v1/labels", List.of());
            String also = environment(labels).map(matcher -> ", " + matcher).orElse("");
            for (String label : SERVICE_LABELS) {
                if (!labels.contains(label)) continue;
                // A job is often written with its namespace before it: `shop/checkout`.
                String matcher = label + "=~\"(.*/)?(" + services.stream().map(PrometheusSource::quoted).collect(Collectors.joining("|"))
                        + ")\"";
                for (String value : values("/api/v1/label/" + label + "/values", List.of("{" + matcher + also + "}"))) {
                    // Older servers do not filter, and name every value there is.
                    List<String> selectors = found.get(value.substring(value.lastIndexOf('/') + 1));
                    if (selectors != null && selectors.size() < MOST_LABELS) selectors.add(label + "=\"" + escaped(value) + "\"" + also);
                }
            }
            found.forEach((service, ofService) -> {
                if (!ofService.isEmpty()) selectors.put(Arrays.asList(service, query.environment()), List.copyOf(ofService));
            });
            return found;
        }

        private List<String> remembered(String service) {
            return selectors.of(Arrays.asList(service, query.environment())).orElse(List.of());
        }

        /// The matcher that keeps other environments out; empty if no label tells them apart.
        private Optional<String> environment(Set<String> labels) {
            String environment = query.environment();
            if (environment == null) return Optional.empty();
            for (String label : ENVIRONMENT_LABELS) {
                if (labels.contains(label) && values("/api/v1/label/" + label + "/values", List.of()).contains(environment)) {
                    return Optional.of(label + "=\"" + escaped(environment) + "\"");
                }
            }
            return Optional.empty();
        }

        private List<Measure> measures(String selector) {
            Set<String> names = values("/api/v1/label/__name__/values", List.of("{" + selector + "}"));
            metrics.addAll(names);
            var catalogue = new Catalogue(names, query.metric());
            Optional<String> outcome = Optional.empty();
            if (!catalogue.requestCounts().isEmpty()) {
                Set<String> labels = values("/api/v1/labels",
                        List.of("{__name__=~\"" + String.join("|", catalogue.requestCounts()) + "\", " + selector + "}"));
                outcome = OUTCOMES.entrySet().stream().filter(entry -> labels.contains(entry.getKey())).findFirst()
                        .map(entry -> entry.getKey() + "=~\"" + entry.getValue() + "\"");
            }
            return catalogue.measures(selector, outcome, properties.rateWindow());
        }

        /// The metric that the alert watches, where no service has it: a recording rule, as a rule.
        private Optional<Measure> alertsOwn() {
            String metric = query.metric();
            if (metrics.isEmpty() && round.failed() > 0) return Optional.empty();
            if (metric == null || metrics.contains(metric) || !METRIC_NAME.matcher(metric).matches()) return Optional.empty();
            return Optional.of(new Measure("max(" + metric + ")", metric, Measure.unitOf(metric)));
        }

        /// What the rule that fired looks at, of the series that the alert is about, and when its condition held. Empty if there is no such rule here and the
        /// alert gives no expression either.
        private Optional<Draft> alertsRule() {
            String alertname = query.labels().get("alertname");
            String said = query.labels().get(EXPRESSION);
            if (alertname == null) return Optional.empty();
            // Not all that speak the query API know the rules, so that a failure says nothing.
            Optional<String> ruled = courtesy.tryTo(Request.get("/api/v1/rules", "type", "alert"), _ -> true)
                    .flatMap(rules -> AlertExpression.of(alertname, said, rules));
            Optional<String> whole = ruled.or(() -> Optional.ofNullable(said).filter(AlertExpression::isOne));
            if (whole.isEmpty()) return Optional.empty();
            var asItStands = new Measure(whole.get(), alertname, null);
            var compared = new Measure(AlertExpression.withoutThreshold(whole.get()), alertname, null);
            List<MetricSeries> held = watched(asItStands);
            List<MetricSeries> series = compared.equals(asItStands) ? held : watched(compared);
            // Without the comparison there is all that there is with it, and the time before.
            List<Measure> asked = compared.equals(asItStands) ? List.of(compared) : List.of(compared, asItStands);
            List<MetricSeries> shown = series.isEmpty() ? held : series;
            if (shown.isEmpty()) return Optional.empty();
            return Optional.of(new Draft(expressions(asked), "what the alert " + alertname + " watches (" + shown.size() + " series"
                    + (asked.size() == 1 ? "" : "; " + heldWhen(held)) + ")", query.window(), new Content.Metrics(shown),
                    link(asked, query.window())));
        }

        private List<MetricSeries> watched(Measure measure) {
            if (round.failed() > 0) return List.of();
            return switch (round.answer(range(measure, query.window()))) {
                case Data(JsonNode body) -> {
                    List<MetricSeries> series = new ArrayList<>();
                    for (JsonNode result : results(body)) {
                        if (series.size() >= MOST_OF_THE_ALERT || !isAbout(result.path("metric"))) continue;
                        var labels = new TreeMap<String, String>();
                        result.path("metric").properties().forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
                        String service = services.isEmpty() ? null : services.getFirst();
                        series.add(new MetricSeries(service, measure.name() == null ? "" : measure.name(), null, labels, samples(result)));
                    }
                    yield series;
                }
                case Failed failed -> {
                    // An expression that this server does not understand is no reason to ask it nothing else.
                    if (!failed.lasting()) round.note(failed);
                    yield List.of();
                }
            };
        }

        private static String heldWhen(List<MetricSeries> held) {
            List<Samples> samples = held.stream().map(MetricSeries::samples).filter(one -> one.size() > 0).toList();
            if (samples.isEmpty()) return "its condition held at no time";
            long first = samples.stream().mapToLong(one -> one.time(0)).min().orElseThrow();
            long last = samples.stream().mapToLong(one -> one.time(one.size() - 1)).max().orElseThrow();
            return "its condition held first at " + Instant.ofEpochMilli(first) + ", last at " + Instant.ofEpochMilli(last);
        }

        /// Whether a series says nothing else than the alert does.
        private boolean isAbout(JsonNode labels) {
            return labels.properties().stream().allMatch(label -> {
                String ofAlert = query.labels().get(label.getKey());
                return ofAlert == null || ofAlert.equals(label.getValue().asString(""));
            });
        }

        /// The telling measures at the same time of the day and the week before, by which a daily or weekly habit is told from trouble.
        private List<Draft> earlier(String service, List<Measure> measures) {
            var drafts = new ArrayList<Draft>();
            List<Measure> telling = measures.stream().limit(MOST_COMPARED).toList();
            for (int i = 0; i < query.earlier().size() && round.failed() == 0; i++) {
                Window window = query.earlier().get(i);
                String back = BACK.get(i);
                var series = new ArrayList<MetricSeries>();
                List<Optional<JsonNode>> answers = ranges(courtesy, telling, window);
                for (int j = 0; j < telling.size(); j++) {
                    for (MetricSeries one : series(service, telling.get(j), answers.get(j))) {
                        series.add(new MetricSeries(one.service(), one.name(), one.unit(), Map.of(MetricSeries.COMPARED, back),
                                one.samples()));
                    }
                }
                if (!series.isEmpty()) {
                    drafts.add(new Draft(expressions(telling), "metrics of " + service + " " + back + " (" + series.size() + " series)",
                            window,
                            new Content.Metrics(series), link(telling, window)));
                }
            }
            return drafts;
        }

        private static String expressions(List<Measure> measures) {
            return measures.stream().map(Measure::expression).collect(Collectors.joining("\n"));
        }

        /// All series of a service; empty if there are none.
        private Optional<Draft> draft(String about, @Nullable String service, List<Measure> measures) {
            var series = new LinkedHashMap<String, MetricSeries>();
            int failed = round.failed();
            List<Optional<JsonNode>> answers = ranges(round, measures, query.window());
            for (int i = 0; i < measures.size(); i++) {
                series(service, measures.get(i), answers.get(i)).forEach(one -> series.putIfAbsent(one.title(), one));
            }
            int unanswered = round.failed() - failed;
            if (series.isEmpty()) return Optional.empty();
            String title = about + " (" + series.size() + " series" + (unanswered == 0 ? "" : ", " + unanswered + " questions unanswered")
                    + ")";
            return Optional.of(new Draft(expressions(measures), title, query.window(), new Content.Metrics(List.copyOf(series.values())),
                    link(measures, query.window())));
        }

        /// The answers in the order of the measures, a few questions at a time.
        private List<Optional<JsonNode>> ranges(Round round, List<Measure> measures, Window window) {
            return round.askAll(measures.stream().map(measure -> range(measure, window)).toList(), _ -> true);
        }

        private Request range(Measure measure, Window window) {
            return Request.get("/api/v1/query_range", "query", measure.expression(), "start", window.from().toString(), "end",
                    window.to().toString(), "step", step.toSeconds() + "s");
        }

        /// The strings that one of the listing calls gives; none, and a failure noted, if it gives none.
        private Set<String> values(String path, List<String> matchers) {
            var parameters = new ArrayList<>(List.of("start", query.window().from().toString(), "end", query.window().to().toString()));
            for (String matcher : matchers) {
                parameters.addAll(List.of("match[]", matcher));
            }
            return round.ask(Request.get(path, parameters), PrometheusSource::isList).map(PrometheusSource::strings).orElse(Set.of());
        }

        /// The page in Prometheus that draws the first of the expressions; null if there is none.
        private @Nullable String link(List<Measure> measures, Window window) {
            URI page = properties.pageUrl();
            // Behind Grafana's proxy there is the API only.
            if (page == null && endpoint().base().getPath().contains("/proxy/")) return null;
            var parameters = new ArrayList<String>();
            for (int i = 0; i < Math.min(LINKED, measures.size()); i++) {
                parameters.addAll(List.of("g" + i + ".expr", measures.get(i).expression(), "g" + i + ".tab", "0", "g" + i + ".range_input",
                        Math.max(1, window.length().toMinutes()) + "m", "g" + i + ".end_input", window.to().toString()));
            }
            return pages(page) + "/graph?" + Endpoint.encoded(parameters);
        }
    }

    /// Series from a matrix. A value that is no number, as `NaN` of a ratio without requests, stays one.
    private static List<MetricSeries> series(@Nullable String service, Measure measure, Optional<JsonNode> body) {
        var series = new ArrayList<MetricSeries>();
        for (JsonNode result : body.map(PrometheusSource::results).orElse(List.of())) {
            String name = Objects.requireNonNullElseGet(measure.name(), () -> result.path("metric").path("__name__").asString("unnamed"));
            Samples samples = samples(result);
            if (samples.size() > 0) {
                series.add(
                        new MetricSeries(service, name, measure.unit() == null ? Measure.unitOf(name) : measure.unit(), Map.of(), samples));
            }
        }
        return series;
    }

    private static List<JsonNode> results(JsonNode body) {
        return body.path("data").path("result").valueStream().toList();
    }

    private static Samples samples(JsonNode result) {
        var values = result.path("values");
        int size = Math.min(values.size(), MOST_SAMPLES + 1);
        long[] times = new long[size];
        double[] numbers = new double[size];
        for (int i = 0; i < size; i++) {
            times[i] = Math.round(values.get(i).path(0).asDouble() * 1000);
            numbers[i] = number(values.get(i).path(1).asString("NaN"));
        }
        return new Samples(times, numbers);
    }

    /// Prometheus spells infinity its own way.
    private static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            case "NaN" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    /// A name as part of a regular expression (RE2) within a quoted string.
    private static String quoted(String name) {
        return escaped(name.replaceAll("[.+*?()|\\[\\]{}^$\\\\]", "\\\\$0"));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
