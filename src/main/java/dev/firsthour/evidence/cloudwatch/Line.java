package dev.firsthour.evidence.cloudwatch;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.LogRecord;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One event of CloudWatch Logs as a record: text as it is, and JSON by the fields that the usual libraries and shippers write.
final class Line {

    private static final List<String> MESSAGES = List.of("/message", "/msg", "/body", "/log", "/event", "/text");
    private static final List<String> LEVELS = List.of("/level", "/severity", "/log.level", "/log/level", "/severity_text", "/levelname",
            "/lvl",
            "/logLevel");
    /// What names the service, of which a container's name may be the only one.
    private static final List<String> SERVICES = List.of("/service", "/service.name", "/service/name", "/serviceName",
            "/kubernetes/labels/app",
            "/kubernetes/labels/app.kubernetes.io~1name", "/kubernetes/container_name", "/container_name", "/app");
    private static final List<String> TRACE_IDS = List.of("/trace_id", "/traceId", "/trace/id", "/trace.id", "/xray_trace_id",
            "/otelTraceID");
    private static final List<String> SPAN_IDS = List.of("/span_id", "/spanId", "/span/id", "/span.id", "/otelSpanID");
    private static final List<String> STACKS = List.of("/stack_trace", "/stackTrace", "/stack", "/exception/stacktrace", "/exception",
            "/error/stack_trace", "/error/stack", "/errorMessage");
    private static final int LONGEST_STACK = 8000;

    private Line() {}

    /// Empty where lines of other services stand in the same group, and neither this one nor its stream says that it is of this one: a line that merely
    /// speaks of a service is its caller's.
    ///
    /// @param shared whether lines of other services stand in the same group
    static Optional<LogRecord> of(JsonNode event, String service, String group, boolean shared) {
        String text = event.path("message").asString("").stripTrailing();
        long time = event.path("timestamp").asLong(0);
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("log_group", group);
        String stream = event.path("logStreamName").asString("");
        if (!stream.isEmpty()) attributes.put("log_stream", stream);
        Instant at = time > 0 ? Instant.ofEpochMilli(time) : null;
        boolean told = !shared || names(stream, service);
        JsonNode outer = json(text);
        if (outer == null) return told ? Optional.of(new LogRecord(at, service, null, text, null, null, attributes)) : Optional.empty();
        // Fluent Bit keeps what a program wrote as JSON apart from what it knows of the container.
        JsonNode inner = outer.path("log_processed").isObject() ? outer.path("log_processed") : outer;
        String written = first(outer, SERVICES);
        if (written == null) written = first(inner, SERVICES);
        boolean own = written == null ? told : written.equalsIgnoreCase(service) || Naming.isOf(written, service, null);
        if (shared && !own) return Optional.empty();
        if (!own && written != null) attributes.put("service.name", written);
        put(attributes, "k8s.pod.name", outer.path("kubernetes").path("pod_name"));
        put(attributes, "request_id", inner.path("requestId"));
        String body = first(inner, MESSAGES);
        if (body == null) body = text;
        String stack = first(inner, STACKS);
        if (stack != null && !body.contains(stack)) body = body + "\n" + stack.substring(0, Math.min(stack.length(), LONGEST_STACK));
        return Optional
                .of(new LogRecord(at, service, first(inner, LEVELS), body, first(inner, TRACE_IDS), first(inner, SPAN_IDS), attributes));
    }

    private static boolean names(String stream, String service) {
        return Pattern.compile("(?i)(^|[^a-z0-9])" + Pattern.quote(service) + "([^a-z0-9]|$)").matcher(stream).find();
    }

    private static void put(Map<String, String> attributes, String name, JsonNode value) {
        if (value.isString() && !value.stringValue().isBlank()) attributes.put(name, value.stringValue());
    }

    private static @Nullable JsonNode json(String text) {
        if (!text.startsWith("{") || !text.endsWith("}")) return null;
        try {
            JsonNode node = JsonMapper.shared().readTree(text);
            return node.isObject() ? node : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    /// The first of these places that holds text; a stack may be a list of lines.
    private static @Nullable String first(JsonNode node, List<String> places) {
        for (String place : places) {
            JsonNode value = node.at(place);
            if (value.isArray() && !value.isEmpty() && value.path(0).isString()) {
                return String.join("\n", value.valueStream().map(one -> one.asString("")).toList());
            }
            if (value.isValueNode() && !value.isNull() && !value.asString("").isBlank()) return value.asString("").strip();
        }
        return null;
    }
}
