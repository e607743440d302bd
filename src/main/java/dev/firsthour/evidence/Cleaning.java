package dev.firsthour.evidence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Span;
import dev.firsthour.privacy.RecordRedactor;
import dev.firsthour.privacy.Redacted;
import dev.firsthour.privacy.Redactor;

/// Redacts one content and cuts it to its bounds. Redaction comes first, so that a bound never cuts a secret in half and leaves the rest.
final class Cleaning {

    private static final int DIFF_TIMES = 8;

    private final Redactor redactor;
    private final RecordRedactor records;
    private final String scope;
    private final EvidenceProperties bounds;
    private int redactions;
    private boolean truncated;

    private Cleaning(Redactor redactor, String scope, EvidenceProperties bounds) {
        this.redactor = redactor;
        this.records = new RecordRedactor(redactor, scope);
        this.scope = scope;
        this.bounds = bounds;
    }

    static Clean of(Content content, Redactor redactor, String scope, EvidenceProperties bounds) {
        Cleaning cleaning = new Cleaning(redactor, scope, bounds);
        Content clean = cleaning.content(content);
        return new Clean(clean, cleaning.redactions, cleaning.truncated);
    }

    /// The same of one log record of those that pass by.
    static CleanLog of(LogRecord log, Redactor redactor, String scope, EvidenceProperties bounds) {
        Cleaning cleaning = new Cleaning(redactor, scope, bounds);
        LogRecord clean = cleaning.log(log);
        return new CleanLog(clean, cleaning.redactions, cleaning.truncated);
    }

    private Content content(Content content) {
        return switch (content) {
            case Content.Logs(var records) -> new Content.Logs(each(thinned(records), this::log));
            case Content.Metrics(var series) -> new Content.Metrics(each(series, this::series));
            case Content.Traces(var spans) -> new Content.Traces(each(spans, this::span));
            case Content.Changes(var changes) -> new Content.Changes(each(changes, this::change));
            case Content.Topology(var edges) -> new Content.Topology(each(edges, Function.identity()));
            case Content.Notices(var notices) -> new Content.Notices(each(notices, this::notice));
        };
    }

    private <T> List<T> each(List<T> all, Function<T, T> clean) {
        if (all.size() > bounds.records()) truncated = true;
        return all.stream().limit(bounds.records()).map(clean).toList();
    }

    /// Too many records are thinned evenly rather than cut off: what came before and what came after both stay, in their proportion.
    private List<LogRecord> thinned(List<LogRecord> all) {
        int most = bounds.records();
        if (all.size() <= most) return all;
        truncated = true;
        return IntStream.range(0, most).mapToObj(i -> all.get((int) ((long) i * all.size() / most))).toList();
    }

    private LogRecord log(LogRecord log) {
        return new LogRecord(log.at(), log.service(), log.severityText(), body(log), log.traceId(), log.spanId(),
                texts(log.attributes()));
    }

    private String body(LogRecord log) {
        Redacted redacted = records.redact(String.valueOf(log.service()), log.body());
        redactions += redacted.removed();
        return cut(redacted.text(), bounds.text());
    }

    private MetricSeries series(MetricSeries series) {
        Samples samples = series.samples();
        if (samples.size() > bounds.samples()) {
            truncated = true;
            samples = samples.last(bounds.samples());
        }
        return new MetricSeries(series.service(), series.name(), series.unit(), texts(series.labels()), samples);
    }

    private Span span(Span span) {
        return new Span(span.traceId(), span.spanId(), span.parentId(), span.service(), text(span.name()), span.start(), span.duration(),
                span.error(), optional(span.statusMessage()), texts(span.attributes()));
    }

    private Change change(Change change) {
        String diff = change.diff();
        return new Change(change.id(), change.kind(), change.at(), change.service(), text(change.title()), optional(change.author()),
                change.version(), change.commit(), change.files(), diff == null ? null : bounded(diff, bounds.text() * DIFF_TIMES),
                texts(change.attributes()));
    }

    private Notice notice(Notice notice) {
        return new Notice(notice.at(), notice.source(), notice.component(), notice.state(), text(notice.text()));
    }

    private Map<String, String> texts(Map<String, String> map) {
        Map<String, String> clean = new LinkedHashMap<>();
        // Redacted together with its name, since a name is what tells that a value is a secret.
        map.forEach((name, value) -> clean.put(name, named(name, value)));
        return clean;
    }

    private String named(String name, String value) {
        String prefix = name + "=";
        Redacted redacted = redactor.redact(prefix + value, scope);
        redactions += redacted.removed();
        String text = redacted.text();
        return cut(text.startsWith(prefix) ? text.substring(prefix.length()) : text, bounds.text());
    }

    private @Nullable String optional(@Nullable String text) {
        return text == null ? null : text(text);
    }

    private String text(String text) {
        return bounded(text, bounds.text());
    }

    private String bounded(String text, int most) {
        Redacted redacted = redactor.redact(text, scope);
        redactions += redacted.removed();
        return cut(redacted.text(), most);
    }

    private String cut(String text, int most) {
        if (text.length() <= most) return text;
        truncated = true;
        return text.substring(0, most) + "…";
    }
}
