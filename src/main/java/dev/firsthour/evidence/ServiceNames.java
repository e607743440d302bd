package dev.firsthour.evidence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Span;

/// What services are called in one source, where somebody said that they are called otherwise there. Questions are put in the source's names,
/// and answers are read in ours, so that one service is one thing to the diagnosis whatever each source calls it.
final class ServiceNames {

    private final Map<String, String> theirs = new HashMap<>();
    private final Map<String, String> ours = new HashMap<>();

    private ServiceNames() {}

    /// @param all by the service's name with us, then by the source
    static ServiceNames of(Map<String, Map<String, String>> all, String source) {
        var names = new ServiceNames();
        all.forEach((service, bySource) -> {
            String there = bySource.get(source);
            if (there != null) {
                names.theirs.put(service, there);
                names.ours.put(there, service);
            }
        });
        return names;
    }

    EvidenceQuery theirs(EvidenceQuery query) {
        if (theirs.isEmpty()) return query;
        List<String> services = query.services().stream().map(service -> theirs.getOrDefault(service, service)).toList();
        return new EvidenceQuery(services, query.environment(), query.window(), query.labels(), query.metric());
    }

    EvidenceResult ours(EvidenceResult result) {
        if (ours.isEmpty()) return result;
        return switch (result) {
            case Found(var drafts) -> new Found(drafts.stream().map(draft -> new Draft(draft.query(), draft.title(), draft.window(),
                    ours(draft.content()), draft.link())).toList());
            case NothingFound nothing -> nothing;
            case Unavailable unavailable -> unavailable;
        };
    }

    private Content ours(Content content) {
        return switch (content) {
            case Content.Logs(var records) -> new Content.Logs(each(records, log -> new LogRecord(log.at(), optional(log.service()),
                    log.severityText(), log.body(), log.traceId(), log.spanId(), log.attributes())));
            case Content.Metrics(var series) ->
                new Content.Metrics(each(series, one -> new MetricSeries(optional(one.service()), one.name(),
                        one.unit(), one.labels(), one.samples())));
            case Content.Traces(var spans) -> new Content.Traces(each(spans,
                    span -> new Span(span.traceId(), span.spanId(), span.parentId(),
                            ours(span.service()), span.name(), span.start(), span.duration(), span.error(), span.statusMessage(),
                            span.attributes())));
            case Content.Changes(var changes) -> new Content.Changes(each(changes, change -> new Change(change.id(), change.kind(),
                    change.at(), optional(change.service()), change.title(), change.author(), change.version(), change.commit(),
                    change.files(), change.diff(), change.attributes())));
            case Content.Topology(var edges) ->
                new Content.Topology(each(edges, edge -> new Dependency(ours(edge.caller()), ours(edge.callee()))));
            case Content.Notices(var notices) -> new Content.Notices(each(notices, notice -> new Notice(notice.at(), notice.source(),
                    optional(notice.component()), notice.state(), notice.text())));
        };
    }

    private static <T> List<T> each(List<T> all, Function<T, T> change) {
        return all.stream().map(change).toList();
    }

    private @Nullable String optional(@Nullable String service) {
        return service == null ? null : ours(service);
    }

    private String ours(String service) {
        return Objects.requireNonNullElse(ours.get(service), service);
    }
}
