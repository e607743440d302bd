package dev.firsthour.evidence.attached;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;

import tools.jackson.databind.JsonNode;

/// What a status page gave out, whatever its shape: every object that says something at some time becomes a notice, every object
/// with a time and a number one sample of a series. What an object does not say itself, it takes from the object around it.
record StatusFeed(String source, List<Notice> notices, List<MetricSeries> series) {

    private static final List<String> TIMES = List.of("timestamp", "time", "at", "started_at", "updated_at", "created_at", "fetched_at");
    private static final List<String> TEXTS = List.of("body", "detail", "details", "message", "text", "description", "summary");
    private static final List<String> NAMES = List.of("component", "endpoint", "name", "service", "provider");
    private static final List<String> STATES = List.of("status", "state", "impact");

    static StatusFeed read(JsonFile file) {
        var reading = new Reading(file);
        reading.walk(file.node(), "feed", new Around(Instant.EPOCH, null, null));
        var series = new ArrayList<MetricSeries>();
        reading.points.forEach((name, points) -> {
            int bar = name.indexOf('|');
            series.add(new MetricSeries(name.substring(0, bar), name.substring(bar + 1), null, Map.of(),
                    new Samples(points.keySet().stream().mapToLong(Long::longValue).toArray(),
                            points.values().stream().mapToDouble(Double::doubleValue).toArray())));
        });
        return new StatusFeed(reading.source, reading.notices, series);
    }

    private record Around(Instant at, @Nullable String component, @Nullable String state) {}

    private static final class Reading {
        private final JsonFile file;
        private final String source;
        private final List<Notice> notices = new ArrayList<>();
        private final Map<String, TreeMap<Long, Double>> points = new TreeMap<>();

        Reading(JsonFile file) {
            this.file = file;
            String provider = first(file.node(), List.of("provider", "source", "component"));
            this.source = provider == null ? "status page" : provider;
        }

        void walk(JsonNode node, String key, Around around) {
            if (node.isArray()) {
                node.forEach(element -> walk(element, key, around));
                return;
            }
            if (!node.isObject()) return;
            String time = first(node, TIMES);
            Instant at = time == null ? around.at : JsonFile.instant(file.file(), "in '" + key + "'", "time", time);
            String component = first(node, NAMES);
            if (component == null) component = around.component;
            String state = first(node, STATES);
            String text = first(node, TEXTS);
            JsonNode value = node.get("value");
            if (value != null && value.isNumber() && time != null) {
                points.computeIfAbsent((component == null ? source : component) + "|" + key, _ -> new TreeMap<>()).put(at.toEpochMilli(),
                        value.asDouble());
                return;
            }
            String name = node.path("name").isString() ? node.path("name").asString() : null;
            String endpoint = node.path("endpoint").isString() ? node.path("endpoint").asString() : null;
            if (text != null) {
                notices.add(new Notice(at, source, component, state == null ? around.state : state, text));
            } else if (state != null && name != null) {
                notices.add(new Notice(at, source, component, state, name + (endpoint == null ? "" : " at " + endpoint) + " is " + state));
            }
            var inner = new Around(at, component, state == null ? around.state : state);
            node.properties().forEach(field -> walk(field.getValue(), field.getKey(), inner));
        }

        private static @Nullable String first(JsonNode node, List<String> fields) {
            for (String field : fields) {
                JsonNode value = node.get(field);
                if (value != null && value.isString() && !value.asString().isBlank()) return value.asString();
            }
            return null;
        }
    }
}
