package dev.firsthour.evidence.grafana;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;

import tools.jackson.databind.JsonNode;

/// Reads the data frames of an answer of `/api/ds/query` by the types of their fields, whatever data source they are from: a time with numbers is
/// metrics (wide, one frame a series, or long with texts that tell the series apart), a time with texts alone is logs. What has no time is a table of how
/// things stand, and is left out.
final class Frames {

    static final int MOST_SERIES = 20;
    static final int MOST_LINES = 1000;
    private static final int MOST_ROWS = 20_000;
    /// Read, so that those which tell most can be chosen.
    private static final int MOST_READ = 500;
    private static final Set<String> SERVICE_LABELS = Set.of("service", "service_name", "app", "application", "job", "container");
    /// The fields of a line that are no part of what it says.
    private static final Set<String> BODIES = Set.of("body", "line", "message", "_source", "msg", "log");
    private static final Set<String> LEVELS = Set.of("severity", "level", "detected_level", "severity_text", "lvl");
    private static final Set<String> TRACE_IDS = Set.of("trace_id", "traceid", "trace.id");
    private static final Set<String> SPAN_IDS = Set.of("span_id", "spanid", "span.id");
    private static final int MOST_ATTRIBUTES = 20;
    /// How Grafana spells units, and how we do; a unit that only shortens numbers is none.
    private static final Map<String, String> UNITS = Map.ofEntries(Map.entry("s", "s"), Map.entry("ms", "ms"), Map.entry("µs", "us"),
            Map.entry("ns", "ns"), Map.entry("bytes", "By"), Map.entry("decbytes", "By"), Map.entry("percentunit", "1"),
            Map.entry("percent", "%"), Map.entry("reqps", "1/s"), Map.entry("rps", "1/s"), Map.entry("ops", "1/s"),
            Map.entry("cps", "1/s"), Map.entry("Bps", "By/s"), Map.entry("binBps", "By/s"), Map.entry("celsius", "Cel"));

    private final List<String> services;
    private final int mostSamples;
    private final List<MetricSeries> series = new ArrayList<>();
    private final List<LogRecord> logs = new ArrayList<>();
    private int leftOut;

    /// @param services the services of the question: one that is a series' own is its service
    Frames(List<String> services, int mostSamples) {
        this.services = services;
        this.mostSamples = mostSamples;
    }

    /// Reads what one query gave.
    ///
    /// @param name what to call the series that have no name of their own
    /// @param unit as Grafana spells it; null if the panel does not say
    /// @param service whose it is where a series does not say; null if the query does not either
    /// @param extra labels that every series gets
    void add(JsonNode frames, String name, @Nullable String unit, @Nullable String service, Map<String, String> extra) {
        for (JsonNode frame : frames) {
            JsonNode fields = frame.path("schema").path("fields");
            JsonNode values = frame.path("data").path("values");
            List<Integer> times = ofType(fields, "time");
            if (times.isEmpty()) continue;
            String meant = frame.path("schema").path("meta").path("type").asString("")
                    + frame.path("schema").path("meta").path("preferredVisualisationType").asString("");
            List<Integer> numbers = ofType(fields, "number");
            if (meant.contains("log") || numbers.isEmpty()) {
                lines(fields, values, times.getFirst(), service);
            } else {
                for (int number : numbers) {
                    rows(fields, values, times.getFirst(), number, numbers.size() > 1 ? fieldName(fields.path(number), name) : name, unit,
                            service, extra);
                }
            }
        }
    }

    /// The series, those first that are wanted most.
    List<MetricSeries> series(Predicate<MetricSeries> wanted) {
        return series.stream().sorted(Comparator.comparing(wanted::test, Comparator.reverseOrder())).limit(MOST_SERIES).toList();
    }

    /// How many series and lines there are.
    int size() {
        return series.size() + logs.size();
    }

    /// By rising time.
    List<LogRecord> logs() {
        return logs.stream().sorted(Comparator.comparing(LogRecord::at, Comparator.nullsFirst(Comparator.naturalOrder()))).toList();
    }

    /// How many series there were beyond the bound.
    int leftOut() {
        return leftOut + Math.max(0, series.size() - MOST_SERIES);
    }

    private static List<Integer> ofType(JsonNode fields, String type) {
        return IntStream.range(0, fields.size()).filter(i -> fields.path(i).path("type").asString("").equals(type)).boxed().toList();
    }

    /// A column's own name, unless it says no more than that it is a value.
    private static String fieldName(JsonNode field, String name) {
        String own = field.path("name").asString("");
        return own.isBlank() || own.equalsIgnoreCase("value") || field.path("labels").size() > 0 ? name : name + " " + own;
    }

    private void rows(JsonNode fields, JsonNode values, int time, int number, String name, @Nullable String unit, @Nullable String service,
            Map<String, String> extra) {
        JsonNode field = fields.path(number);
        List<Integer> texts = ofType(fields, "string");
        JsonNode at = values.path(time);
        JsonNode numbers = values.path(number);
        var rows = new LinkedHashMap<Map<String, String>, List<Integer>>();
        for (int i = 0; i < Math.min(MOST_ROWS, Math.min(at.size(), numbers.size())); i++) {
            if (!at.path(i).isNumber() || !numbers.path(i).isNumber()) continue;
            var labels = new TreeMap<String, String>();
            for (int text : texts) {
                labels.put(fields.path(text).path("name").asString("text"), values.path(text).path(i).asString(""));
            }
            if (rows.size() >= MOST_READ && !rows.containsKey(labels)) continue;
            rows.computeIfAbsent(labels, _ -> new ArrayList<>()).add(i);
        }
        rows.forEach((told, known) -> {
            if (series.size() >= MOST_READ) {
                leftOut++;
                return;
            }
            var labels = new TreeMap<String, String>(told);
            field.path("labels").forEachEntry((label, value) -> labels.put(label, value.asString("")));
            String own = labels.remove("__name__");
            String whose = service(labels, service);
            labels.putAll(extra);
            known.sort(Comparator.comparingLong(i -> at.path(i).asLong()));
            Samples samples = new Samples(known.stream().mapToLong(i -> at.path(i).asLong()).toArray(),
                    known.stream().mapToDouble(i -> numbers.path(i).asDouble()).toArray()).last(mostSamples);
            String spelt = field.path("config").path("unit").asString(unit == null ? "" : unit);
            series.add(new MetricSeries(whose, own == null ? name : own, UNITS.get(spelt), labels, samples));
        });
    }

    /// The service that the labels name, of the question's; else the one that the query is about, unless the labels name another.
    private @Nullable String service(Map<String, String> labels, @Nullable String service) {
        Optional<String> known = labels.entrySet().stream().filter(label -> SERVICE_LABELS.contains(label.getKey()))
                .map(label -> bare(label.getValue())).filter(services::contains).findFirst();
        if (known.isPresent()) return known.get();
        for (String label : List.of("service", "service_name")) {
            String other = labels.get(label);
            if (other != null && !other.isBlank()) return other;
        }
        return service;
    }

    /// Jobs are often written with their namespace before them: `shop/checkout`.
    private static String bare(String value) {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    private void lines(JsonNode fields, JsonNode values, int time, @Nullable String service) {
        List<Integer> texts = ofType(fields, "string");
        int body = texts.stream().filter(i -> BODIES.contains(named(fields, i))).findFirst()
                .orElse(texts.isEmpty() ? -1 : texts.getFirst());
        if (body < 0) return;
        List<Integer> others = IntStream.range(0, fields.size()).filter(i -> i != body && i != time).boxed().toList();
        JsonNode at = values.path(time);
        for (int i = 0; i < at.size() && logs.size() < MOST_LINES; i++) {
            var said = new LinkedHashMap<String, String>();
            for (int other : others) {
                JsonNode value = values.path(other).path(i);
                if (value.isObject()) {
                    value.properties().forEach(label -> {
                        if (said.size() < MOST_ATTRIBUTES) said.putIfAbsent(label.getKey(), label.getValue().asString(""));
                    });
                } else if (value.isString() && said.size() < MOST_ATTRIBUTES) {
                    said.putIfAbsent(fields.path(other).path("name").asString("text"), value.stringValue());
                }
            }
            // How a line is numbered says nothing of it.
            said.keySet().removeAll(Set.of("id", "tsNs", "labelTypes"));
            said.values().removeIf(String::isBlank);
            Instant when = at.path(i).isNumber() ? Instant.ofEpochMilli(at.path(i).asLong()) : null;
            String level = taken(said, LEVELS);
            String trace = taken(said, TRACE_IDS);
            String span = taken(said, SPAN_IDS);
            logs.add(new LogRecord(when, service(said, service), level, values.path(body).path(i).asString(""), trace, span, said));
        }
    }

    private static String named(JsonNode fields, int field) {
        return fields.path(field).path("name").asString("").toLowerCase(Locale.ROOT);
    }

    private static @Nullable String taken(Map<String, String> said, Set<String> names) {
        for (String name : List.copyOf(said.keySet())) {
            if (names.contains(name.toLowerCase(Locale.ROOT))) return said.remove(name);
        }
        return null;
    }
}
