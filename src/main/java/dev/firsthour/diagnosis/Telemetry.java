package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Symptom;

/// Evidence sorted by what it holds.
///
/// @param sample told, once the logs have passed by, of those that are worth keeping; null if nobody wants to know
/// @param contradictions takes note of what in the logs cannot be as they say
record Telemetry(Iterable<CitedLog> logs, boolean hasLogs, List<CitedSeries> series, List<CitedSpan> spans,
        List<CitedChange> changes, List<Dependency> edges, List<CitedNotice> notices, @Nullable Consumer<CitedLog> sample,
        LogContradictions contradictions) {

    static Telemetry of(Symptom symptom, List<Evidence> evidence, Iterable<CitedLog> stream, @Nullable Consumer<CitedLog> sample) {
        var logs = new ArrayList<Evidence>();
        var series = new ArrayList<CitedSeries>();
        var spans = new ArrayList<CitedSpan>();
        var changes = new ArrayList<CitedChange>();
        var edges = new ArrayList<Dependency>();
        var notices = new ArrayList<CitedNotice>();
        for (Evidence piece : evidence) {
            EvidenceId id = piece.id();
            switch (piece.content()) {
                case Content.Logs _ -> logs.add(piece);
                // What was usual another day is no part of what happened.
                case Content.Metrics(var all) ->
                    all.stream().filter(one -> !one.isComparison()).forEach(one -> series.add(new CitedSeries(id, one)));
                case Content.Traces(var all) -> all.forEach(one -> spans.add(new CitedSpan(id, one)));
                case Content.Changes(var all) -> all.forEach(one -> changes.add(new CitedChange(id, one)));
                case Content.Topology(var all) -> edges.addAll(all);
                case Content.Notices(var all) -> all.forEach(one -> notices.add(new CitedNotice(id, one)));
            }
        }
        boolean hasLogs = !logs.isEmpty() || !(stream instanceof List<?> list && list.isEmpty());
        return new Telemetry(new AllLogs(logs, stream), hasLogs, series, spans, changes, edges, notices, sample,
                new LogContradictions(symptom.detectedAt(), changes));
    }

    boolean isEmpty() {
        return !hasLogs && series.isEmpty() && spans.isEmpty() && changes.isEmpty() && notices.isEmpty();
    }

    /// The logs, each shown to the watchers as it passes by; a time that cannot be right is taken from its record first.
    @SafeVarargs
    final Iterable<CitedLog> watchedBy(Consumer<CitedLog>... watchers) {
        return () -> {
            Iterator<CitedLog> each = logs.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public CitedLog next() {
                    CitedLog next = contradictions.believed(each.next());
                    for (Consumer<CitedLog> watcher : watchers) {
                        watcher.accept(next);
                    }
                    return next;
                }
            };
        };
    }

    /// The logs of pieces of evidence, then those of a stream, without a copy of either.
    private record AllLogs(List<Evidence> pieces, Iterable<CitedLog> stream) implements Iterable<CitedLog> {
        @Override
        public Iterator<CitedLog> iterator() {
            var attached = pieces.stream().flatMap(piece -> piece.content() instanceof Content.Logs(var records)
                    ? records.stream().map(record -> new CitedLog(piece.id(), record))
                    : Stream.empty());
            return Stream.concat(attached, StreamSupport.stream(stream.spliterator(), false)).iterator();
        }
    }
}
