package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Symptom;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/// Incidents of many kinds, invented from a seed and told again under other names, in another order, at another time and in other units: the verdict is
/// the same one, renamed.
class SameVerdictPropertiesTest {

    private static final List<String> NAMES = List.of("storefront", "checkout", "payments", "stock", "ledger", "courier");
    private static final int MINUTES_BEFORE = 60;
    private static final int MINUTES_AFTER = 12;

    /// What is wrong in an invented incident.
    enum Fault {
        PROCESSOR, MEMORY, NETWORK, ERRORS, EXCEPTION, DEPLOYMENT, FLOW, OUTSIDE, NOTHING
    }

    /// An incident, whole.
    private record Told(Symptom symptom, List<Content> contents) {

        Diagnosis diagnosis() {
            var evidence = new ArrayList<Evidence>();
            for (Content content : contents) {
                evidence.add(Scene.evidence(evidence.size() + 1, content));
            }
            return new Diagnostics().of(symptom, evidence);
        }

        List<String> verdict() {
            Diagnosis diagnosis = diagnosis();
            return Stream.concat(Stream.of(diagnosis.verdict().name()),
                    diagnosis.hypotheses().stream().limit(1).map(Hypothesis::culprit).map(String::valueOf)).toList();
        }
    }

    @Property(tries = 24, seed = Seeds.FIXED)
    void underOtherNames(@ForAll Fault fault, @ForAll @LongRange(min = 1, max = 1_000_000) long seed) {
        Told told = told(fault, seed);
        var names = new TreeMap<String, String>();
        for (String name : NAMES) {
            names.put(name, "q" + Long.toString(Math.abs((name + seed).hashCode() % 1_000_000_000L) + 36L * 36 * 36, 36) + "zx");
        }
        UnaryOperator<String> renamed = text -> {
            String other = text;
            for (Map.Entry<String, String> name : names.entrySet()) {
                other = other.replace(name.getKey(), name.getValue());
            }
            return other;
        };

        assertThat(renamed(told, renamed).verdict()).isEqualTo(told.verdict().stream().map(renamed).toList());
    }

    @Property(tries = 24, seed = Seeds.FIXED)
    void inAnotherOrder(@ForAll Fault fault, @ForAll long seed) {
        Told told = told(fault, seed);
        var random = new Random(seed);
        List<Content> contents = new ArrayList<>(told.contents.stream().map(content -> shuffled(content, random)).toList());
        Collections.shuffle(contents, random);

        assertThat(new Told(told.symptom, contents).verdict()).isEqualTo(told.verdict());
    }

    @Property(tries = 24, seed = Seeds.FIXED)
    void atAnotherTime(@ForAll Fault fault, @ForAll long seed, @ForAll @IntRange(min = -200_000, max = 200_000) int hours) {
        Told told = told(fault, seed);

        assertThat(moved(told, Duration.ofHours(hours).plusSeconds(seed % 3600)).verdict()).isEqualTo(told.verdict());
    }

    @Property(tries = 24, seed = Seeds.FIXED)
    void inOtherUnits(@ForAll Fault fault, @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int unit) {
        Told told = told(fault, seed);
        double factor = List.of(1e-3, 1e3, 1.0 / (1 << 20), 1.0 * (1 << 20)).get(unit);
        List<Content> contents = told.contents.stream().map(content -> content instanceof Content.Metrics(var all)
                ? new Content.Metrics(
                        all.stream().map(one -> one.name().endsWith("ratio") ? one : with(one, renaming(), 0, factor)).toList())
                : content).toList();

        assertThat(new Told(told.symptom, contents).verdict()).isEqualTo(told.verdict());
    }

    @Property(tries = 18, seed = Seeds.FIXED)
    void theCauseThatWasPutInIsNamed(@ForAll Fault fault, @ForAll long seed) {
        Told told = told(fault, seed);
        String faulty = faulty(seed);
        String expected = switch (fault) {
            case PROCESSOR, MEMORY, ERRORS, EXCEPTION, NETWORK, FLOW -> faulty;
            case DEPLOYMENT -> "c0ffee0";
            case OUTSIDE -> "api.cardnet.example";
            case NOTHING -> "NO_FAULT";
        };

        assertThat(String.join(" ", told.verdict())).contains(expected);
    }

    private static String faulty(long seed) {
        return NAMES.get(1 + (int) Math.floorMod(seed, NAMES.size() - 1L));
    }

    /// Each service calls the next, so all before the faulty one suffer with it.
    private static Told told(Fault fault, long seed) {
        var chance = new Random(seed * 31 + fault.name().hashCode());
        String faulty = faulty(seed);
        int depth = NAMES.indexOf(faulty);
        var series = new ArrayList<MetricSeries>();
        var logs = new ArrayList<LogRecord>();
        var spans = new ArrayList<Span>();
        var changes = new ArrayList<Change>();
        var edges = new ArrayList<Dependency>();
        boolean slow = fault == Fault.PROCESSOR || fault == Fault.NETWORK;
        boolean failing = switch (fault) {
            case ERRORS, EXCEPTION, DEPLOYMENT, FLOW, OUTSIDE, MEMORY -> true;
            case PROCESSOR, NETWORK, NOTHING -> false;
        };
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            if (i > 0) edges.add(new Dependency(NAMES.get(i - 1), name));
            boolean hit = i == depth;
            boolean sees = i < depth || (hit && fault != Fault.NETWORK);
            series.add(series(name, "latency_avg_ms", chance, 40 * (NAMES.size() - i), sees && slow ? 6 : 1, 0));
            series.add(series(name, "error_ratio", chance, 0.01, sees && failing ? 40 : 1, 0));
            series.add(series(name, "cpu_utilization_ratio", chance, 0.2, hit && fault == Fault.PROCESSOR ? 4.8 : 1, 0));
            series.add(series(name, "memory_working_set_bytes", chance, 3e8, hit && fault == Fault.MEMORY ? 3 : 1, 0));
            for (int minute = -MINUTES_BEFORE; minute < MINUTES_AFTER; minute++) {
                for (int k = 0; k < 3; k++) {
                    logs.add(log(name, "INFO", "served request " + chance.nextInt(100_000) + " of " + name, minute, 11 + 19 * k));
                }
                if (minute < 0) continue;
                for (int k = 0; k < 4; k++) {
                    String says = says(fault, name, i, depth, chance);
                    if (says != null) logs.add(log(name, "ERROR", says, minute, 3 + 14 * k));
                }
            }
        }
        for (int i = 0; i < 120; i++) {
            Instant start = Scene.NOON.plusSeconds((i - 100) * 36L + 1);
            trace(spans, logs, "t" + i + "s" + Math.floorMod(seed, 97), start, fault, i >= 100, i % 2 == 0, depth);
        }
        if (fault == Fault.DEPLOYMENT) {
            changes.add(new Change("c0ffee0", Change.Kind.COMMIT, Scene.NOON.minusSeconds(1500), null, "read gift notes without a detour",
                    "somebody", null, "c0ffee0", List.of("gift.go"), """
                            @@ gift.go @@ func readGift(in *Order) string {
                            -	if in.Gift == nil {
                            -		return ""
                            -	}
                             	return in.Gift.Note
                            """, Map.of()));
            changes.add(
                    new Change("d1", Change.Kind.DEPLOYMENT, Scene.NOON.minusSeconds(120), faulty, "deployment of " + faulty, null, null,
                            "c0ffee0", List.of(), null, Map.of()));
        }
        changes.add(
                new Change("0ddba11", Change.Kind.COMMIT, Scene.NOON.minusSeconds(900), null, "docs: how to roll back", "somebody", null,
                        "0ddba11", List.of("docs/rollback.md"), "@@\n+see above", Map.of()));
        var contents = new ArrayList<Content>(List.of(new Content.Logs(logs), new Content.Metrics(series), new Content.Traces(spans),
                new Content.Changes(changes), new Content.Topology(edges)));
        if (fault == Fault.OUTSIDE) {
            contents.add(
                    new Content.Notices(List.of(new Notice(Scene.NOON.plusSeconds(30), "cardnet", "api.cardnet.example", "major_outage",
                            "Authorizations at api.cardnet.example time out"))));
        }
        return new Told(new Symptom("customers complain", "", Severity.HIGH, NAMES.getFirst(), slow ? "latency_avg_ms" : "error_ratio",
                Scene.NOON.plusSeconds(60), Map.of()), contents);
    }

    private static @Nullable String says(Fault fault, String name, int index, int depth, Random chance) {
        boolean failing = fault != Fault.PROCESSOR && fault != Fault.NETWORK && fault != Fault.NOTHING;
        if (!failing || index > depth) return null;
        if (index < depth) return "call to " + NAMES.get(index + 1) + " failed: status 500";
        return switch (fault) {
            case MEMORY -> "java.lang.OutOfMemoryError: Java heap space";
            case ERRORS, FLOW -> "cannot read row " + chance.nextInt(1000) + " of table lines: checksum is wrong";
            case EXCEPTION -> "java.lang.IllegalStateException: no line with id " + chance.nextInt(1000);
            case DEPLOYMENT -> "panic: runtime error: invalid memory address or nil pointer dereference in readGift of " + name;
            case OUTSIDE -> "POST https://api.cardnet.example/v1/charges failed: read timed out after 3000 ms";
            case PROCESSOR, NETWORK, NOTHING -> null;
        };
    }

    private static LogRecord log(String service, String level, String text, int minute, int second) {
        return new LogRecord(Scene.NOON.plusSeconds(60L * minute + second), service, level, text, null, null, Map.of());
    }

    private static void trace(List<Span> spans, List<LogRecord> logs, String trace, Instant start, Fault fault, boolean after,
            boolean struck,
            int depth) {
        boolean fails = after && struck && switch (fault) {
            case ERRORS, EXCEPTION, DEPLOYMENT, FLOW, OUTSIDE, MEMORY -> true;
            case PROCESSOR, NETWORK, NOTHING -> false;
        };
        long wait = after && fault == Fault.NETWORK ? 600 : 2;
        int last = fails ? depth : NAMES.size() - 1;
        Instant at = start;
        String parent = null;
        for (int i = 0; i <= last; i++) {
            String name = NAMES.get(i);
            long rest = 30L * (NAMES.size() - i) + (i < depth ? wait : 0);
            spans.add(new Span(trace, trace + i, parent, name, "GET /" + name, at, Duration.ofMillis(rest), fails && i <= depth,
                    fails && i == depth ? "failed" : null, Map.of()));
            step(logs, trace, i, name, at, "INFO", "h.Handler#10", "enters");
            if (fails && i <= depth)
                step(logs, trace, i, name, at.plusMillis(i == depth ? 4 : rest - 2), "ERROR", "h.Handler#25", "gives up");
            else
                step(logs, trace, i, name, at.plusMillis(4), "INFO", "h.Handler#30", "goes on");
            if (i == last) break;
            spans.add(new Span(trace, trace + i + "call", trace + i, name, "HTTP GET", at.plusMillis(5),
                    Duration.ofMillis(30L * (NAMES.size() - i - 1) + (i + 1 <= depth ? wait : 0) + 1), false, null, Map.of()));
            parent = trace + i + "call";
            at = at.plusMillis(6);
        }
    }

    private static void step(List<LogRecord> logs, String trace, int i, String service, Instant at, String level, String place,
            String text) {
        logs.add(new LogRecord(at, service, null, "12:00:00.000 " + level + "  " + place + " TraceID: c058c3af3ae7b4f9 " + text, trace,
                trace + i, Map.of()));
    }

    private static MetricSeries series(String service, String metric, Random chance, double level, double factor, int from) {
        long[] times = new long[MINUTES_BEFORE + MINUTES_AFTER];
        double[] values = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            int minute = i - MINUTES_BEFORE;
            times[i] = Scene.NOON.plusSeconds(60L * minute).toEpochMilli();
            values[i] = level * (1 + 0.03 * chance.nextGaussian()) * (minute >= from ? factor : 1);
        }
        return new MetricSeries(service, metric, null, Map.of(), new Samples(times, values));
    }

    private static UnaryOperator<String> renaming() {
        return UnaryOperator.identity();
    }

    private static <T> List<T> shuffled(List<T> list, Random random) {
        var copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }

    private static Content shuffled(Content content, Random random) {
        return switch (content) {
            case Content.Logs(var all) -> new Content.Logs(shuffled(all, random));
            case Content.Metrics(var all) -> new Content.Metrics(shuffled(all, random));
            case Content.Traces(var all) -> new Content.Traces(shuffled(all, random));
            case Content.Changes(var all) -> new Content.Changes(shuffled(all, random));
            case Content.Topology(var all) -> new Content.Topology(shuffled(all, random));
            case Content.Notices(var all) -> new Content.Notices(shuffled(all, random));
        };
    }

    private static Told moved(Told told, Duration by) {
        return changed(told, renaming(), by);
    }

    private static Told renamed(Told told, UnaryOperator<String> renamed) {
        return changed(told, renamed, Duration.ZERO);
    }

    private static Told changed(Told told, UnaryOperator<String> renamed, Duration by) {
        Symptom symptom = told.symptom;
        return new Told(new Symptom(symptom.title(), symptom.description(), symptom.severity(), renamed(symptom.service(), renamed),
                symptom.metric(), symptom.detectedAt().plus(by), symptom.labels()),
                told.contents.stream().map(content -> changed(content, renamed, by)).toList());
    }

    private static Content changed(Content content, UnaryOperator<String> renamed, Duration by) {
        return switch (content) {
            case Content.Logs(var all) -> new Content.Logs(all.stream().map(log -> new LogRecord(later(log.at(), by),
                    renamed(log.service(), renamed), log.severityText(), renamed.apply(log.body()), log.traceId(), log.spanId(),
                    log.attributes())).toList());
            case Content.Metrics(var all) -> new Content.Metrics(all.stream().map(one -> with(one, renamed, by.toMillis(), 1)).toList());
            case Content.Traces(var all) -> new Content.Traces(all.stream().map(span -> new Span(span.traceId(), span.spanId(),
                    span.parentId(), renamed.apply(span.service()), renamed.apply(span.name()), span.start().plus(by), span.duration(),
                    span.error(), span.statusMessage(), span.attributes())).toList());
            case Content.Changes(var all) -> new Content.Changes(all.stream().map(change -> new Change(change.id(), change.kind(),
                    change.at().plus(by), renamed(change.service(), renamed), renamed.apply(change.title()), change.author(),
                    change.version(), change.commit(), change.files(), change.diff(), change.attributes())).toList());
            case Content.Topology(var all) -> new Content.Topology(all.stream().map(edge -> new Dependency(renamed.apply(edge.caller()),
                    renamed.apply(edge.callee()))).toList());
            case Content.Notices(var all) -> new Content.Notices(all.stream().map(notice -> new Notice(notice.at().plus(by),
                    notice.source(), notice.component(), notice.state(), notice.text())).toList());
        };
    }

    private static @Nullable Instant later(@Nullable Instant at, Duration by) {
        return at == null ? null : at.plus(by);
    }

    private static @Nullable String renamed(@Nullable String name, UnaryOperator<String> renamed) {
        return name == null ? null : renamed.apply(name);
    }

    private static MetricSeries with(MetricSeries series, UnaryOperator<String> renamed, long later, double factor) {
        Samples samples = series.samples();
        long[] times = new long[samples.size()];
        double[] values = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = samples.time(i) + later;
            values[i] = samples.value(i) * factor;
        }
        return new MetricSeries(renamed(series.service(), renamed), series.name(), series.unit(), series.labels(),
                new Samples(times, values));
    }
}
