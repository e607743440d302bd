package dev.firsthour.evidence.elasticsearch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// Which fields of the indices hold what, as the habits of shippers have it: Elastic's common schema, OpenTelemetry's exporters, Fluent Bit, Logstash,
/// Data Prepper. Of several that exist, those listed first are preferred.
///
/// @param time the field of the time, by which is sorted and cut
/// @param message the field of the line itself
/// @param level the field of the level; null if there is none
/// @param exactLevel the same as a field that can be compared exactly; null if there is none
/// @param services the fields that hold a service's name and can be compared exactly
record Layout(String time, String message, @Nullable String level, @Nullable String exactLevel, List<String> services) {

    static final List<String> TIMES = List.of("@timestamp", "timestamp", "time", "ts", "Timestamp", "observedTimestamp", "date", "datetime",
            "event.created", "log.timestamp");
    static final List<String> MESSAGES = List.of("message", "body.text", "body", "msg", "log.message", "event.original", "log", "text",
            "line",
            "Body", "log_message", "MESSAGE");
    static final List<String> LEVELS = List.of("log.level", "level", "severity_text", "severityText", "severity.text", "severity",
            "loglevel",
            "log_level", "lvl", "SeverityText", "levelname", "log.severity");
    static final List<String> SERVICES = List.of("service.name", "resource.attributes.service.name", "resource.service.name", "serviceName",
            "service_name", "service", "app", "application", "app_name", "kubernetes.labels.app_kubernetes_io/name",
            "kubernetes.labels.app",
            "kubernetes.container.name", "kubernetes.container_name", "kubernetes.deployment.name", "container.name", "container_name",
            "fields.service", "labels.service", "labels.app", "component");

    private static final Set<String> DATES = Set.of("date", "date_nanos");
    private static final Set<String> EXACT = Set.of("keyword", "constant_keyword", "wildcard");
    private static final Set<String> TEXTS = Set.of("text", "match_only_text", "keyword", "wildcard", "constant_keyword", "flat_object");

    /// The fields to ask about, each with the part of it that dynamic mappings keep for exact comparison.
    static List<String> candidates(@Nullable String time, @Nullable String message, @Nullable String service) {
        return Stream.of(given(time, TIMES), given(message, MESSAGES), LEVELS, given(service, SERVICES)).flatMap(List::stream)
                .flatMap(field -> Stream.of(field, field + ".keyword")).distinct().toList();
    }

    private static List<String> given(@Nullable String field, List<String> otherwise) {
        return field == null ? otherwise : List.of(field);
    }

    /// The layout by what the indices say of these fields; empty if there is no time or no message among them.
    ///
    /// @param capabilities the answer of `_field_caps`
    static Optional<Layout> of(JsonNode capabilities, @Nullable String time, @Nullable String message, @Nullable String service) {
        JsonNode fields = capabilities.path("fields");
        Optional<String> times = first(fields, given(time, TIMES), DATES);
        Optional<String> messages = first(fields, given(message, MESSAGES), TEXTS);
        if (times.isEmpty() || messages.isEmpty()) return Optional.empty();
        Optional<String> level = first(fields, LEVELS, TEXTS);
        var services = new ArrayList<String>();
        for (String field : given(service, SERVICES)) {
            exact(fields, field).ifPresent(services::add);
        }
        return Optional.of(new Layout(times.get(), messages.get(), level.orElse(null),
                level.flatMap(field -> exact(fields, field)).orElse(null), List.copyOf(services)));
    }

    private static Optional<String> first(JsonNode fields, List<String> names, Set<String> types) {
        return names.stream().filter(name -> is(fields, name, types)).findFirst();
    }

    private static Optional<String> exact(JsonNode fields, String name) {
        return Stream.of(name, name + ".keyword").filter(field -> is(fields, field, EXACT)).findFirst();
    }

    private static boolean is(JsonNode fields, String name, Set<String> types) {
        return fields.path(name).propertyNames().stream().anyMatch(types::contains);
    }
}
