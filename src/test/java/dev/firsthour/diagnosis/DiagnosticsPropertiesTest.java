package dev.firsthour.diagnosis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Symptom;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

/// What must not matter: names, order, the clock, units.
class DiagnosticsPropertiesTest {

    private static final List<Scene> SCENES = List.of(
            Scene.of("orders", "orders: error rate above 5 %").failing("orders", "panic: nil pointer dereference in readGift")
                    .failing("basket", "call to orders failed: 500").calling("basket", "orders", true)
                    .measuring("orders", "error_ratio", minute -> minute < -1 ? 0.01 : 0.6).withBystanders()
                    .commit("9f9f9f9f", "gifts: less code", -25, List.of("gift.go"),
                            "@@ gift.go @@ func readGift(in *Order) string {\n-\tif in.Gift == nil {\n-\t\treturn \"\"\n-\t}\n \treturn in.Gift.Note")
                    .deployed("9f9f9f9f", "orders", -12),
            Scene.of("mailer", "mailer: mails are not sent")
                    .failing("mailer", "POST https://api.mailgun.com/v3/messages failed: 503 Service Unavailable")
                    .calling("shop", "mailer", true).withBystanders(),
            Scene.of("shop", "shop: slow").calling("shop", "orders", false)
                    .measuring("orders", "cpu_utilization_pct", minute -> minute < -1 ? 20 : 96)
                    .measuring("orders", "http_server_duration_p99_ms", minute -> minute < -1 ? 100 : 900)
                    .measuring("shop", "http_server_duration_p99_ms", minute -> minute < -1 ? 150 : 940));

    private static Diagnosis diagnose(Symptom symptom, List<Evidence> evidence) {
        return new Diagnostics().of(symptom, evidence);
    }

    private static List<String> verdict(Diagnosis diagnosis) {
        return Stream.concat(Stream.of(diagnosis.verdict().name()),
                diagnosis.hypotheses().stream().limit(1).map(Hypothesis::culprit).map(String::valueOf)).toList();
    }

    @Property(tries = 12, seed = Seeds.FIXED)
    void theOrderOfEvidenceAndOfWhatStandsInItDoesNotMatter(@ForAll long seed) {
        for (Scene scene : SCENES) {
            var random = new Random(seed);
            List<Content> contents = new ArrayList<>(
                    scene.evidence().stream().map(Evidence::content).map(content -> shuffled(content, random)).toList());
            Collections.shuffle(contents, random);

            assertThat(verdict(diagnose(scene.symptom(), numbered(contents)))).isEqualTo(verdict(scene.diagnosis()));
        }
    }

    @Property(tries = 12, seed = Seeds.FIXED)
    void theClockDoesNotMatter(@ForAll @LongRange(min = -900_000_000, max = 900_000_000) long seconds) {
        Duration shift = Duration.ofSeconds(seconds);
        for (Scene scene : SCENES) {
            Symptom symptom = scene.symptom();
            var shifted = new Symptom(symptom.title(), symptom.description(), symptom.severity(), symptom.service(), symptom.metric(),
                    symptom.detectedAt().plus(shift), symptom.labels());
            List<Content> contents = scene.evidence().stream().map(Evidence::content).map(content -> shifted(content, shift)).toList();

            assertThat(verdict(diagnose(shifted, numbered(contents)))).isEqualTo(verdict(scene.diagnosis()));
        }
    }

    @Property(tries = 12, seed = Seeds.FIXED)
    void unitsDoNotMatter(@ForAll @DoubleRange(min = 0.01, max = 1000) double factor) {
        Scene scene = SCENES.getFirst();
        List<Content> contents = scene.evidence().stream().map(Evidence::content).map(content -> scaled(content, factor)).toList();

        assertThat(verdict(diagnose(scene.symptom(), numbered(contents)))).isEqualTo(verdict(scene.diagnosis()));
    }

    @Property(tries = 12, seed = Seeds.FIXED)
    void theNamesOfServicesDoNotMatter(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        UnaryOperator<String> renamed = name -> "zq" + Long.toString(Math.abs(name.hashCode() * 31L + seed * 7919L), 36) + "x";
        Scene scene = SCENES.get(2);
        Symptom symptom = scene.symptom();
        var other = new Symptom("slow", "", symptom.severity(), renamed.apply(String.valueOf(symptom.service())), symptom.metric(),
                symptom.detectedAt(), symptom.labels());
        var before = new Symptom("slow", "", symptom.severity(), symptom.service(), symptom.metric(), symptom.detectedAt(),
                symptom.labels());
        List<Content> contents = scene.evidence().stream().map(Evidence::content).map(content -> renamed(content, renamed)).toList();

        Hypothesis expected = diagnose(before, scene.evidence()).hypotheses().getFirst();
        Hypothesis got = diagnose(other, numbered(contents)).hypotheses().getFirst();

        assertThat(String.valueOf(got.culprit())).startsWith(String.valueOf(expected.culprit()).split(" ", -1)[0])
                .contains(renamed.apply(String.valueOf(expected.culprit()).replaceFirst("^\\w+ ", "").replaceFirst("\\|.*", "")));
    }

    private static List<Evidence> numbered(List<Content> contents) {
        var evidence = new ArrayList<Evidence>();
        for (Content content : contents) {
            evidence.add(Scene.evidence(evidence.size() + 1, content));
        }
        return evidence;
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

    private static Content shifted(Content content, Duration by) {
        return switch (content) {
            case Content.Logs(var all) ->
                new Content.Logs(all.stream().map(log -> new LogRecord(log.at() == null ? null : log.at().plus(by),
                        log.service(), log.severityText(), log.body(), log.traceId(), log.spanId(), log.attributes())).toList());
            case Content.Metrics(var all) ->
                new Content.Metrics(all.stream().map(one -> with(one, one.service(), by.toMillis(), 1)).toList());
            case Content.Traces(var all) -> new Content.Traces(all.stream()
                    .map(span -> new Span(span.traceId(), span.spanId(), span.parentId(),
                            span.service(), span.name(), span.start().plus(by), span.duration(), span.error(), span.statusMessage(),
                            span.attributes()))
                    .toList());
            case Content.Changes(var all) -> new Content.Changes(all.stream().map(change -> new Change(change.id(), change.kind(),
                    change.at().plus(by), change.service(), change.title(), change.author(), change.version(), change.commit(),
                    change.files(),
                    change.diff(), change.attributes())).toList());
            case Content.Topology topology -> topology;
            case Content.Notices(var all) ->
                new Content.Notices(all.stream().map(notice -> new Notice(notice.at().plus(by), notice.source(),
                        notice.component(), notice.state(), notice.text())).toList());
        };
    }

    private static Content scaled(Content content, double factor) {
        return content instanceof Content.Metrics(var all)
                ? new Content.Metrics(all.stream().map(one -> with(one, one.service(), 0, factor)).toList())
                : content;
    }

    private static Content renamed(Content content, UnaryOperator<String> renamed) {
        return switch (content) {
            case Content.Logs(var all) -> new Content.Logs(all.stream().map(log -> new LogRecord(log.at(), renamed(log.service(), renamed),
                    log.severityText(), log.body(), log.traceId(), log.spanId(), log.attributes())).toList());
            case Content.Metrics(var all) ->
                new Content.Metrics(all.stream().map(one -> with(one, renamed(one.service(), renamed), 0, 1)).toList());
            case Content.Traces(var all) -> new Content.Traces(all.stream()
                    .map(span -> new Span(span.traceId(), span.spanId(), span.parentId(),
                            renamed.apply(span.service()), span.name(), span.start(), span.duration(), span.error(), span.statusMessage(),
                            span.attributes()))
                    .toList());
            case Content.Changes changes -> changes;
            case Content.Topology(var all) -> new Content.Topology(
                    all.stream().map(edge -> new Dependency(renamed.apply(edge.caller()), renamed.apply(edge.callee()))).toList());
            case Content.Notices notices -> notices;
        };
    }

    private static @Nullable String renamed(@Nullable String name, UnaryOperator<String> renamed) {
        return name == null ? null : renamed.apply(name);
    }

    private static MetricSeries with(MetricSeries series, @Nullable String service, long later, double factor) {
        Samples samples = series.samples();
        long[] times = new long[samples.size()];
        double[] values = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = samples.time(i) + later;
            values[i] = samples.value(i) * factor;
        }
        return new MetricSeries(service, series.name(), series.unit(), Map.copyOf(series.labels()), new Samples(times, values));
    }
}
