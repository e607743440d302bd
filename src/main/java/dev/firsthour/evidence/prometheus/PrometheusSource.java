package dev.firsthour.evidence.prometheus;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Answer.Data;
import dev.firsthour.evidence.Endpoint.Answer.Failed;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
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
final class PrometheusSource implements EvidenceSource {

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
    /// Prometheus itself works on twenty questions at once by default, and others have some too.
    private static final int AT_ONCE = 6;
    /// How many expressions the page in Prometheus opens with.
    private static final int LINKED = 4;
    private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final int[] STEPS = {15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400};

    private final Endpoint endpoint;
    private final PrometheusProperties properties;

    /// @throws IllegalArgumentException if the address is missing or none
    PrometheusSource(PrometheusProperties properties) {
        URI url = properties.url();
        if (url == null) throw new IllegalArgumentException(PrometheusProperties.PREFIX + ".url is missing");
        this.properties = properties;
        this.endpoint = new Endpoint(name(), PrometheusProperties.PREFIX, url, properties.token(), properties.headers(),
                new Endpoint.Limits(
                        properties.connectTimeout(), properties.readTimeout(), properties.maxAnswer().toBytes()));
    }

    @Override
    public String name() {
        return "prometheus";
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Round(query).ask();
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
    private final class Round {

        private final long end = System.nanoTime() + properties.deadline().toNanos();
        private final EvidenceQuery query;
        private final List<String> services;
        private final Duration step;
        private final Semaphore places = new Semaphore(AT_ONCE);
        private final Set<String> metrics = new HashSet<>();
        private final List<Failed> failures = new ArrayList<>();

        Round(EvidenceQuery query) {
            this.query = query;
            this.services = services(query);
            this.step = step(query.window());
        }

        EvidenceResult ask() {
            if (services.isEmpty() && query.metric() == null) {
                return new NothingFound("no question", "the incident names neither a service nor a metric, so there is nothing to ask for");
            }
            var measures = new LinkedHashMap<String, List<Measure>>();
            for (var entry : find().entrySet()) {
                measures.put(entry.getKey(),
                        entry.getValue().stream().flatMap(selector -> measures(selector).stream()).distinct().toList());
            }
            var drafts = new ArrayList<Draft>();
            measures.forEach((service, ofService) -> draft("metrics of " + service, service, ofService).ifPresent(drafts::add));
            alertsOwn().flatMap(measure -> draft("the alert's metric", null, List.of(measure))).ifPresent(drafts::add);

            if (!drafts.isEmpty()) return new Found(drafts);
            String asked = "{" + String.join(" or ", SERVICE_LABELS) + "=\"" + String.join("|", services) + "\"}";
            if (!failures.isEmpty())
                return new Unavailable(asked, failures.getFirst().reason(), failures.stream().allMatch(Failed::lasting));
            return new NothingFound(asked, "no series at " + endpoint.base() + " between " + query.window().from() + " and "
                    + query.window().to()
                    + " has "
                    + (services.isEmpty() ? "the name " + query.metric() : String.join(" or ", services) + " in one of these labels"));
        }

        /// The label matchers that pick each service, the service in trouble first.
        private Map<String, List<String>> find() {
            var found = new LinkedHashMap<String, List<String>>();
            if (services.isEmpty()) return found;
            services.forEach(service -> found.put(service, new ArrayList<>()));
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
            return found;
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
            if (metrics.isEmpty() && !failures.isEmpty()) return Optional.empty();
            if (metric == null || metrics.contains(metric) || !METRIC_NAME.matcher(metric).matches()) return Optional.empty();
            return Optional.of(new Measure("max(" + metric + ")", metric, Measure.unitOf(metric)));
        }

        /// All series of a service; empty if there are none.
        private Optional<Draft> draft(String about, @Nullable String service, List<Measure> measures) {
            var series = new LinkedHashMap<String, MetricSeries>();
            int unanswered = 0;
            var answers = ranges(measures);
            for (int i = 0; i < measures.size(); i++) {
                switch (answers.get(i)) {
                    case Data(JsonNode body) -> {
                        for (MetricSeries one : series(service, measures.get(i), body)) {
                            series.putIfAbsent(one.title(), one);
                        }
                    }
                    case Failed failed -> {
                        failures.add(failed);
                        unanswered++;
                    }
                }
            }
            if (series.isEmpty()) return Optional.empty();
            String title = about + " (" + series.size() + " series" + (unanswered == 0 ? "" : ", " + unanswered + " questions unanswered")
                    + ")";
            String expressions = measures.stream().map(Measure::expression).collect(Collectors.joining("\n"));
            return Optional
                    .of(new Draft(expressions, title, query.window(), new Content.Metrics(List.copyOf(series.values())), link(measures)));
        }

        /// The answers in the order of the measures, a few questions at a time.
        private List<Endpoint.Answer> ranges(List<Measure> measures) {
            var tasks = new ArrayList<Callable<Endpoint.Answer>>();
            for (Measure measure : measures) {
                tasks.add(() -> {
                    places.acquire();
                    try {
                        return range(measure);
                    } finally {
                        places.release();
                    }
                });
            }
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var answers = new ArrayList<Endpoint.Answer>();
                // Each question ends by its own limit, and so does this.
                for (var future : executor.invokeAll(tasks)) {
                    answers.add(future.get());
                }
                return answers;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                var brokenOff = new Failed("waiting for prometheus at " + endpoint.base() + " was broken off", false);
                return measures.stream().map(_ -> (Endpoint.Answer) brokenOff).toList();
            } catch (ExecutionException fault) {
                throw new IllegalStateException("asking prometheus at " + endpoint.base(), fault.getCause());
            }
        }

        private Endpoint.Answer range(Measure measure) {
            return endpoint.get("/api/v1/query_range",
                    List.of("query", measure.expression(), "start", query.window().from().toString(), "end",
                            query.window().to().toString(), "step", step.toSeconds() + "s"),
                    left());
        }

        /// The strings that one of the listing calls gives; none, and a failure noted, if it gives none.
        private Set<String> values(String path, List<String> matchers) {
            var parameters = new ArrayList<>(List.of("start", query.window().from().toString(), "end", query.window().to().toString()));
            for (String matcher : matchers) {
                parameters.addAll(List.of("match[]", matcher));
            }
            // Once it could not be asked, asking on would take the time limit once more for each question. What was found so far is used.
            if (!failures.isEmpty()) return Set.of();
            return switch (endpoint.get(path, parameters, left())) {
                case Data(JsonNode body) when body.path("data").isArray() ->
                    body.path("data").valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).collect(Collectors.toCollection(
                            LinkedHashSet::new));
                case Data _ -> {
                    failures.add(new Failed("prometheus at " + endpoint.base() + " answered " + path + " with JSON of another sort: check "
                            + PrometheusProperties.PREFIX + ".url", true));
                    yield Set.of();
                }
                case Failed failed -> {
                    failures.add(failed);
                    yield Set.of();
                }
            };
        }

        private Duration left() {
            return Duration.ofNanos(end - System.nanoTime());
        }

        /// The page in Prometheus that draws the first of the expressions; null if there is none.
        private @Nullable String link(List<Measure> measures) {
            // Behind Grafana's proxy there is the API only.
            if (endpoint.base().getPath().contains("/proxy/")) return null;
            var parameters = new ArrayList<String>();
            for (int i = 0; i < Math.min(LINKED, measures.size()); i++) {
                parameters.addAll(List.of("g" + i + ".expr", measures.get(i).expression(), "g" + i + ".tab", "0", "g" + i + ".range_input",
                        Math.max(1, query.window().length().toMinutes()) + "m", "g" + i + ".end_input", query.window().to().toString()));
            }
            return endpoint.base() + "/graph?" + Endpoint.encoded(parameters);
        }
    }

    /// Series from a matrix. A value that is no number, as `NaN` of a ratio without requests, stays one.
    static List<MetricSeries> series(@Nullable String service, Measure measure, JsonNode body) {
        var series = new ArrayList<MetricSeries>();
        for (JsonNode result : body.path("data").path("result")) {
            String name = Objects.requireNonNullElseGet(measure.name(), () -> result.path("metric").path("__name__").asString("unnamed"));
            var values = result.path("values");
            int size = Math.min(values.size(), MOST_SAMPLES + 1);
            long[] times = new long[size];
            double[] numbers = new double[size];
            for (int i = 0; i < size; i++) {
                times[i] = Math.round(values.get(i).path(0).asDouble() * 1000);
                numbers[i] = number(values.get(i).path(1).asString("NaN"));
            }
            if (size > 0) {
                series.add(new MetricSeries(service, name, measure.unit() == null ? Measure.unitOf(name) : measure.unit(), Map.of(),
                        new Samples(times, numbers)));
            }
        }
        return series;
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
