package dev.firsthour.web.page;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Window;
import dev.firsthour.timeline.EvidenceHead;

/// One piece of evidence on the page: first what the findings make of it, then the telemetry itself, a bounded part at a time.
///
/// @param link the source's own page; null if there is none that may be linked to
/// @param body what it consists of
/// @param from the index of the first record that is shown
/// @param next the index from which to read on; null at the end
/// @param erased when what it consisted of was erased; null if it is here
record EvidencePart(String incident, String id, String kind, String title, String source, String query, @Nullable String window,
        Moment collected, int size, String holds, int redactions, boolean truncated, @Nullable String link, List<FindingPart> findings,
        Body body,
        int from,
        int shown, @Nullable Integer next, String digest, @Nullable Moment erased) {

    /// How many records are shown at a time.
    static final int PAGE = 200;

    /// What a piece of evidence consists of, as lists of which the page shows those that hold something.
    ///
    /// @param levels how many log records there are of each level, as `ERROR 41`
    record Body(List<TemplatePart> templates, List<String> levels, List<LinePart> lines, List<SeriesPart> series, List<SpanPart> spans,
            List<ChangePart> changes, List<Dependency> edges, List<NoticePart> notices) {}

    /// A log template that shifted, with one line as it was.
    record TemplatePart(@Nullable String service, @Nullable String level, String tone, String template, String before, String after,
            String example) {}

    record LinePart(@Nullable String clock, @Nullable String service, @Nullable String level, String tone, String text) {}

    /// @param changed when the change began, where the findings saw one; null where they did not
    record SeriesPart(int index, String title, @Nullable String unit, int samples, String least, String most, String last,
            @Nullable String changed, @Nullable String shift) {}

    record SpanPart(String clock, String service, String name, String took, boolean error, @Nullable String message, String trace) {}

    /// @param suspect how much speaks against it, 0 to 100; null if the findings do not suspect it
    record ChangePart(String anchor, String kind, Moment at, @Nullable String service, String title, @Nullable String author,
            @Nullable String version, @Nullable String commit, List<String> files, Map<String, String> attributes, List<DiffLine> diff,
            @Nullable Long suspect, List<String> words) {}

    record NoticePart(Moment at, String source, @Nullable String component, @Nullable String state, String text) {}

    /// @param all the findings of the analysis, of which those that cite this evidence are shown
    /// @param from the index of the first record to show
    static EvidencePart of(String incident, Evidence evidence, List<Finding> all, Set<EvidenceId> known, int from, Instant now) {
        List<Finding> findings = all.stream().filter(finding -> finding.cites().contains(evidence.id())).toList();
        int size = evidence.content().size();
        int first = Math.clamp(from, 0, Math.max(0, size - 1));
        Body body = body(evidence.content(), findings, first, now);
        int end = Math.min(size, first + PAGE);
        return new EvidencePart(incident, evidence.id().toString(), evidence.content().kind(), evidence.title(), evidence.source(),
                evidence.query(), window(evidence.window(), now),
                Moment.of(evidence.collectedAt(), now), size, Numbers.holding(evidence.content().kind(), size), evidence.redactions(),
                evidence.truncated(), linkable(evidence.source(), evidence.link()),
                findings.stream().map(finding -> FindingPart.of(finding, known, now)).toList(), body, first, end - first,
                end < size ? end : null, evidence.digest(), null);
    }

    /// What is left of evidence whose body was erased: what it was, and what the findings made of it.
    static EvidencePart erased(String incident, EvidenceHead head, List<Finding> all, Set<EvidenceId> known, Instant now) {
        return new EvidencePart(incident, head.id().toString(), head.kind(), head.title(), head.source(), head.query(),
                window(head.window(), now), Moment.of(head.collectedAt(), now), head.size(), Numbers.holding(head.kind(), head.size()),
                head.redactions(), head.truncated(), linkable(head.source(), head.link()),
                all.stream().filter(finding -> finding.cites().contains(head.id())).map(finding -> FindingPart.of(finding, known, now))
                        .toList(),
                new Body(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()), 0, 0, null, head.digest(),
                Moment.ofNullable(head.erasedAt(), now));
    }

    private static @Nullable String window(@Nullable Window window, Instant now) {
        return window == null ? null : Moment.of(window.from(), now).full() + " – " + Moment.of(window.to(), now).clock();
    }

    /// The link, where it may be followed: what somebody attached may name any address; only a source that an operator configured is linked to.
    static @Nullable String linkable(String source, @Nullable String link) {
        return link != null && !source.equals("attached") && link.matches("https?://[^\\s<>\"]+") ? link : null;
    }

    private static Body body(Content content, List<Finding> findings, int from, Instant now) {
        List<TemplatePart> templates = List.of();
        List<String> levels = List.of();
        List<LinePart> lines = List.of();
        List<SeriesPart> series = List.of();
        List<SpanPart> spans = List.of();
        List<ChangePart> changes = List.of();
        List<Dependency> edges = List.of();
        List<NoticePart> notices = List.of();
        switch (content) {
            case Content.Logs(var records) -> {
                templates = signals(findings, Signal.LogShift.class).map(EvidencePart::template).toList();
                levels = levels(records);
                lines = part(records, from).map(EvidencePart::line).toList();
            }
            case Content.Metrics(var all) -> {
                List<Signal.MetricShift> shifts = signals(findings, Signal.MetricShift.class).toList();
                series = IntStream.range(from, Math.min(all.size(), from + PAGE))
                        .mapToObj(index -> series(index, all.get(index), shifts)).toList();
            }
            case Content.Traces(var all) -> spans = part(worstFirst(all), from).map(EvidencePart::span).toList();
            case Content.Changes(var all) -> {
                Map<String, Finding> suspects = findings.stream().filter(finding -> finding.signal() instanceof Signal.SuspectChange)
                        .collect(Collectors.toMap(finding -> ((Signal.SuspectChange) finding.signal()).changeId(), Function.identity(),
                                (first, _) -> first));
                changes = part(suspectsFirst(all, suspects), from).map(change -> change(change, suspects.get(change.id()), now)).toList();
            }
            case Content.Topology(var all) -> edges = part(all, from).toList();
            case Content.Notices(var all) -> notices = part(all, from).map(notice -> notice(notice, now)).toList();
        }
        return new Body(templates, levels, lines, series, spans, changes, edges, notices);
    }

    private static <T> Stream<T> part(List<T> all, int from) {
        return all.stream().skip(from).limit(PAGE);
    }

    private static <S extends Signal> Stream<S> signals(List<Finding> findings, Class<S> sort) {
        return findings.stream().map(Finding::signal).filter(sort::isInstance).map(sort::cast);
    }

    private static TemplatePart template(Signal.LogShift shift) {
        return new TemplatePart(shift.service(), shift.severityText(), tone(shift.severityText()), shift.template(),
                Numbers.plain(shift.before()), Numbers.plain(shift.after()), shift.example());
    }

    private static List<String> levels(List<LogRecord> records) {
        Map<String, Long> counts = records.stream().collect(Collectors.groupingBy(
                record -> record.severityText() == null ? "no level" : record.severityText(), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(count -> count.getKey() + " " + Numbers.plain(count.getValue())).toList();
    }

    private static LinePart line(LogRecord record) {
        return new LinePart(record.at() == null ? null : Moment.of(record.at(), record.at()).clock(), record.service(),
                record.severityText(), tone(record.severityText()), record.body());
    }

    /// Levels as the many libraries spell them.
    private static String tone(@Nullable String level) {
        if (level == null) return "none";
        String word = level.toLowerCase(Locale.ROOT);
        if (word.startsWith("fatal") || word.startsWith("crit") || word.startsWith("emerg") || word.startsWith("alert")
                || word.startsWith("err") || word.startsWith("severe") || word.startsWith("panic")) {
            return "error";
        }
        return word.startsWith("warn") ? "warning" : "calm";
    }

    private static SeriesPart series(int index, MetricSeries series, List<Signal.MetricShift> shifts) {
        Signal.MetricShift shift = shiftOf(series, shifts);
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        double last = Double.NaN;
        for (int i = 0; i < series.samples().size(); i++) {
            double value = series.samples().value(i);
            if (!Double.isFinite(value)) continue;
            least = Math.min(least, value);
            most = Math.max(most, value);
            last = value;
        }
        boolean any = !Double.isNaN(last);
        return new SeriesPart(index, series.title(), series.unit(), series.samples().size(), any ? Numbers.plain(least) : "–",
                any ? Numbers.plain(most) : "–", Numbers.plain(last),
                shift == null || shift.changedAt() == null ? null : Moment.of(shift.changedAt(), shift.changedAt()).clock(),
                shift == null ? null : Numbers.plain(shift.before()) + " → " + Numbers.plain(shift.after()));
    }

    static Signal.@Nullable MetricShift shiftOf(MetricSeries series, List<Signal.MetricShift> shifts) {
        return shifts.stream().filter(shift -> shift.metric().equals(series.name())
                && (shift.service() == null || shift.service().equals(series.service()))).findFirst().orElse(null);
    }

    /// Failed ones, then the longest: nobody looks for the others.
    private static List<Span> worstFirst(List<Span> spans) {
        return spans.stream()
                .sorted(Comparator.comparing((Span span) -> !span.error()).thenComparing(Span::duration, Comparator.reverseOrder()))
                .toList();
    }

    private static SpanPart span(Span span) {
        return new SpanPart(Moment.of(span.start(), span.start()).clock(), span.service(), span.name(), Numbers.length(span.duration()),
                span.error(), span.statusMessage(), span.traceId());
    }

    private static List<Change> suspectsFirst(List<Change> changes, Map<String, Finding> suspects) {
        return changes.stream().sorted(Comparator
                .comparingDouble((Change change) -> suspects.containsKey(change.id()) ? -suspects.get(change.id()).score() : 0.0)
                .thenComparing(Change::at, Comparator.reverseOrder())).toList();
    }

    private static ChangePart change(Change change, @Nullable Finding suspect, Instant now) {
        return new ChangePart(anchor(change.id()), change.kind().word().replace('_', ' '), Moment.of(change.at(), now), change.service(),
                change.title(), change.author(), change.version(), change.commit(), change.files(), new TreeMap<>(change.attributes()),
                change.diff() == null ? List.of() : DiffLine.of(change.diff()), suspect == null ? null : Math.round(suspect.score() * 100),
                suspect != null && suspect.signal() instanceof Signal.SuspectChange(_, _, _, _, var words) ? words : List.of());
    }

    /// An id of the page for whatever a change is called.
    static String anchor(String change) {
        return "change-" + change.replaceAll("[^A-Za-z0-9_-]", "-");
    }

    private static NoticePart notice(Notice notice, Instant now) {
        return new NoticePart(Moment.of(notice.at(), now), notice.source(), notice.component(), notice.state(), notice.text());
    }
}
