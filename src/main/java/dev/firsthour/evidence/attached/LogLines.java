package dev.firsthour.evidence.attached;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.LogFlaw;
import dev.firsthour.evidence.LogStream;
import dev.firsthour.incident.LogRecord;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes records of the lines of one log file: JSON objects, logfmt, or any text. A line that is not what its file promises is taken as text, and
/// a time that cannot be right is left out, so that no record is lost; what was done is said as a flaw.
///
/// @param file its name, for people
/// @param owner the service of lines that name none; null if nobody knows
record LogLines(String file, @Nullable String owner) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> TIME = List.of("timestamp", "time", "ts", "@timestamp", "at");
    private static final List<String> SERVICE = List.of("service", "service_name", "service.name");
    private static final List<String> LEVEL = List.of("severity_text", "severity", "level");
    private static final List<String> BODY = List.of("msg", "body", "message", "log", "line");
    private static final List<String> TRACE = List.of("trace_id", "traceId", "trace");
    private static final List<String> SPAN = List.of("span_id", "spanId");

    private static final String KEY_BEGINS = "-----BEGIN ";
    private static final String KEY_ENDS = "-----END ";
    private static final double MOST_CONTROLS = 0.2;

    /// Whether a line goes on with the event before it: it is indented, or says so. JSON goes on with nothing.
    static boolean continues(String first, String line) {
        if (line.isEmpty() || first.startsWith("{")) return false;
        char c = line.charAt(0);
        if (c == ' ' || c == '\t') return true;
        return c == 'C' && line.startsWith("Caused by: ");
    }

    /// Whether the block of a key or certificate begins in a line and does not end there: cut apart, nothing would tell its lines from text.
    static boolean beginsKey(String line) {
        int begin = line.lastIndexOf(KEY_BEGINS);
        return begin >= 0 && !line.startsWith("{") && line.indexOf(KEY_ENDS, begin) < 0;
    }

    static boolean endsKey(String line) {
        return line.contains(KEY_ENDS);
    }

    static boolean isBinary(String line) {
        int controls = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == 0) return true;
            if (c < ' ' && c != '\t' && c != 27 && c != '\r') controls++;
        }
        return controls > MOST_CONTROLS * line.length();
    }

    /// When a line happened; null if it does not say.
    @Nullable
    Instant time(String line) {
        LineTime time = LineTime.in(line);
        return time == null ? null : plausible(time.at());
    }

    /// @param before the latest time of the lines before, for those that have none
    /// @param noticed flaws to hand over with the part
    LogStream.Part parse(List<LogFiles.Raw> raws, @Nullable Instant before, List<LogFlaw> noticed) {
        var records = new ArrayList<LogRecord>(raws.size());
        var flaws = new ArrayList<>(noticed);
        boolean json = isJsonFile();
        Instant last = before;
        for (LogFiles.Raw raw : raws) {
            LogRecord log = null;
            if (raw.text().startsWith("{") || json) {
                JsonNode node = node(raw.text());
                if (node != null) {
                    log = record(raw.number(), node, flaws);
                } else if (json && isFrame(raw.text())) {
                    continue;
                } else if (json) {
                    flaws.add(new LogFlaw(file, raw.number(), "is no JSON object", raw.text(),
                            "the line is taken as text; write one {...} a line"));
                }
            }
            if (log == null) log = text(raw.number(), raw.text(), last, flaws);
            records.add(log);
            if (log.at() != null) last = log.at();
        }
        return new LogStream.Part(records, flaws);
    }

    private boolean isJsonFile() {
        String name = file.endsWith(".gz") ? file.substring(0, file.length() - 3) : file;
        return name.endsWith(".ndjson") || name.endsWith(".jsonl") || name.endsWith(".json");
    }

    /// The brackets of an array that has one element a line.
    private static boolean isFrame(String line) {
        String text = line.strip();
        return text.equals("[") || text.equals("]") || text.equals("[]");
    }

    private static @Nullable JsonNode node(String line) {
        String text = line.strip();
        if (text.endsWith("},")) text = text.substring(0, text.length() - 1);
        if (!text.startsWith("{") || !text.endsWith("}")) return null;
        try {
            JsonNode node = JSON.readTree(text);
            return node.isObject() ? node : null;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private LogRecord record(long number, JsonNode node, List<LogFlaw> flaws) {
        var used = new ArrayList<String>(8);
        String body = text(node, BODY, used);
        String service = text(node, SERVICE, used);
        Instant at = time(number, node, used, flaws);
        String level = text(node, LEVEL, used);
        String trace = text(node, TRACE, used);
        String span = text(node, SPAN, used);
        if (body == null) {
            flaws.add(new LogFlaw(file, number, "has no message", node.toString(), "write it in 'msg', 'body' or 'message'"));
            body = "";
        }
        return new LogRecord(at, service == null ? owner : service, level, body, trace, span, attributes(node, used));
    }

    /// The first of the fields that is there, as text.
    private static @Nullable String text(JsonNode node, List<String> names, List<String> used) {
        for (String name : names) {
            JsonNode value = node.get(name);
            if (value == null || value.isNull()) continue;
            used.add(name);
            return value.isValueNode() ? value.asString() : value.toString();
        }
        return null;
    }

    private @Nullable Instant time(long number, JsonNode node, List<String> used, List<LogFlaw> flaws) {
        for (String name : TIME) {
            JsonNode value = node.get(name);
            if (value == null || value.isNull()) continue;
            used.add(name);
            LineTime local = value.isString() ? LineTime.exactly(value.asString().strip()) : null;
            if (local != null) return checked(number, local, value.asString(), flaws);
            Instant at = Fields.instant(value);
            if (at == null) {
                flaws.add(new LogFlaw(file, number, "is no time, or none between 1970 and 2262",
                        value.isValueNode() ? value.asString() : value.toString(),
                        "the record is read without it; write " + name + " as in 2026-06-22T11:27:00Z"));
            }
            return at;
        }
        return null;
    }

    private @Nullable Instant checked(long number, LineTime time, String shown, List<LogFlaw> flaws) {
        if (!time.zoned()) {
            flaws.add(new LogFlaw(file, number, "is a time without a zone", shown,
                    "it is taken for UTC; write it as in 2026-06-22T11:27:00Z"));
        }
        Instant at = plausible(time.at());
        if (at == null) {
            flaws.add(new LogFlaw(file, number, "is no time between 1970 and 2262", shown, "the record is read without it"));
        }
        return at;
    }

    static @Nullable Instant plausible(Instant at) {
        return Fields.isPlausible(at) ? at : null;
    }

    private static Map<String, String> attributes(JsonNode node, List<String> used) {
        var attributes = new LinkedHashMap<String, String>();
        for (var field : node.properties()) {
            JsonNode value = field.getValue();
            if (used.contains(field.getKey()) || value.isNull() || BODY.subList(0, 3).contains(field.getKey())) continue;
            if (field.getKey().equals("attributes") && value.isObject()) {
                value.properties().forEach(inner -> attributes.put(inner.getKey(),
                        inner.getValue().isValueNode() ? inner.getValue().asString("") : inner.getValue().toString()));
            } else {
                attributes.put(field.getKey(), value.isValueNode() ? value.asString() : value.toString());
            }
        }
        return attributes;
    }

    private LogRecord text(long number, String text, @Nullable Instant before, List<LogFlaw> flaws) {
        LineTime time = LineTime.in(text);
        Instant at = time == null ? null : plausible(time.at());
        if (time != null && at == null) checked(number, new LineTime(time.at(), true), text, flaws);
        if (time != null && !time.zoned()) {
            flaws.add(new LogFlaw(file, number, "is a time without a zone",
                    text.substring(0, Math.min(30, text.length())), "such times are taken for UTC"));
        }
        String service = value(text, "service=");
        String level = value(text, "level=");
        return new LogRecord(at != null ? at : time == null ? before : null, service == null ? owner : service, level, text,
                value(text, "trace_id="), value(text, "span_id="), Map.of());
    }

    /// The value of a logfmt field within the first line; null if there is none.
    private static @Nullable String value(String text, String field) {
        int at = text.indexOf(field);
        if (at < 0 || (at > 0 && text.charAt(at - 1) != ' ')) return null;
        int from = at + field.length();
        boolean quoted = from < text.length() && text.charAt(from) == '"';
        if (quoted) from++;
        int end = from;
        while (end < text.length() && (quoted ? text.charAt(end) != '"' : text.charAt(end) > ' ')) {
            end++;
        }
        return end == from ? null : text.substring(from, end);
    }
}
