package dev.firsthour.evaluation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Symptom;

/// Ways in which the evidence of a recorded case is spoilt, to see at which the engine begins to err and how its score takes it.
///
/// Real telemetry is late, thinned, noisy and has holes. What each way does grows with its strength, from 0, which leaves the case as it is, to 1.
/// Which records are struck is drawn from a seed made of the case's id and the way, so every run spoils the same ones. Cost: linear in the
/// evidence. Limit: what is spoilt at random is spoilt more evenly than outages spoil it.
enum Degradation {
    /// Noticed up to three minutes later.
    NOTICED_LATER,
    /// Noticed up to three minutes earlier than it was, which may be before the trouble shows.
    NOTICED_EARLIER,
    /// A share of the series is missing, whichever they are but the alert's own.
    FEWER_SERIES,
    /// A share of the services tells nothing at all: no series, log or span of theirs.
    SILENT_SERVICES,
    /// A share of the samples is missing.
    HOLES,
    /// The oldest part of the time before is not kept.
    SHORTER_HISTORY,
    /// The newest part of the time after has not happened yet.
    SHORTER_AFTERWARDS,
    /// Every second sample only, up to every eighth.
    COARSER,
    /// Series are noisier by up to twice their own spread.
    NOISIER,
    /// A share of the series that are not at fault jumps at the same time by accident.
    COINCIDENCES,
    /// A share of the log records was dropped.
    FEWER_LOGS,
    /// A share of the traces was not sampled.
    FEWER_TRACES,
    /// A share of the spans was lost, so that traces have holes.
    LOST_SPANS,
    /// A share of what changed is not known.
    FEWER_CHANGES;

    private static final Duration MOST_SHIFT = Duration.ofMinutes(3);
    private static final double MOST_NOISE = 2;
    private static final int COARSEST = 8;
    /// A jump by accident is one of so many spreads of the series.
    private static final double JUMP = 8;
    /// How many series jump by accident at full strength.
    private static final double JUMPING = 0.1;

    /// In words, for a table.
    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// The case, spoilt that much.
    ///
    /// @param strength 0 to 1
    RecordedCase of(RecordedCase recorded, double strength) {
        var chance = new SplittableRandom(31L * recorded.id().hashCode() + name().hashCode());
        return switch (this) {
            case NOTICED_LATER -> noticed(recorded, MOST_SHIFT.toMillis() * strength);
            case NOTICED_EARLIER -> noticed(recorded, -MOST_SHIFT.toMillis() * strength);
            case FEWER_SERIES -> series(recorded, series -> isOwn(recorded.symptom(), series) || chance.nextDouble() >= strength
                    ? series
                    : null);
            case SILENT_SERVICES -> silent(recorded, strength, chance);
            case HOLES -> series(recorded, series -> picked(series, _ -> chance.nextDouble() >= strength));
            case SHORTER_HISTORY -> since(recorded, strength);
            case SHORTER_AFTERWARDS -> until(recorded, strength);
            case COARSER -> {
                int step = (int) Math.round(1 + (COARSEST - 1) * strength);
                yield series(recorded, series -> picked(series, index -> index % step == 0));
            }
            case NOISIER -> series(recorded, series -> noisier(series, recorded.symptom().detectedAt(), MOST_NOISE * strength, chance));
            case COINCIDENCES -> series(recorded, series -> !isOwn(recorded.symptom(), series) && chance.nextDouble() < JUMPING * strength
                    ? jumping(series, recorded.symptom().detectedAt())
                    : series);
            case FEWER_LOGS -> mapped(recorded, content -> content instanceof Content.Logs(var records)
                    ? new Content.Logs(records.stream().filter(_ -> chance.nextDouble() >= strength).toList())
                    : content);
            case FEWER_TRACES -> {
                var known = new HashSet<String>();
                var kept = new HashSet<String>();
                yield mapped(recorded, content -> content instanceof Content.Traces(var spans)
                        ? new Content.Traces(spans.stream().filter(span -> {
                            if (known.add(span.traceId()) && chance.nextDouble() >= strength) kept.add(span.traceId());
                            return kept.contains(span.traceId());
                        }).toList())
                        : content);
            }
            case LOST_SPANS -> mapped(recorded, content -> content instanceof Content.Traces(var spans)
                    ? new Content.Traces(spans.stream().filter(_ -> chance.nextDouble() >= strength).toList())
                    : content);
            case FEWER_CHANGES -> mapped(recorded, content -> content instanceof Content.Changes(var changes)
                    ? new Content.Changes(changes.stream().filter(_ -> chance.nextDouble() >= strength).toList())
                    : content);
        };
    }

    private interface Mapping<T> {
        @Nullable
        T of(T whole);
    }

    private static boolean isOwn(Symptom symptom, MetricSeries series) {
        return series.name().equals(symptom.metric()) && (symptom.service() == null || symptom.service().equals(series.service()));
    }

    private static RecordedCase noticed(RecordedCase recorded, double laterMillis) {
        Symptom symptom = recorded.symptom();
        return new RecordedCase(recorded.id(), new Symptom(symptom.title(), symptom.description(), symptom.severity(), symptom.service(),
                symptom.metric(), symptom.detectedAt().plusMillis(Math.round(laterMillis)), symptom.labels()), recorded.evidence(),
                recorded.logs());
    }

    /// Contents changed one by one; what is empty then is no evidence any more.
    private static RecordedCase mapped(RecordedCase recorded, Mapping<Content> mapping) {
        var evidence = new ArrayList<Evidence>();
        for (Evidence piece : recorded.evidence()) {
            Content content = mapping.of(piece.content());
            if (content == null || (content.size() == 0 && piece.content().size() > 0)) continue;
            evidence.add(new Evidence(piece.id(), piece.source(), piece.query(), piece.title(), piece.window(), content, piece.digest(),
                    piece.collectedAt(), piece.redactions(), piece.truncated(), piece.link()));
        }
        return new RecordedCase(recorded.id(), recorded.symptom(), evidence, recorded.logs());
    }

    private static RecordedCase series(RecordedCase recorded, Mapping<MetricSeries> mapping) {
        return mapped(recorded, content -> {
            if (!(content instanceof Content.Metrics(var all))) return content;
            var kept = new ArrayList<MetricSeries>();
            for (MetricSeries one : all) {
                MetricSeries changed = mapping.of(one);
                if (changed != null) kept.add(changed);
            }
            return new Content.Metrics(kept);
        });
    }

    private static RecordedCase silent(RecordedCase recorded, double strength, SplittableRandom chance) {
        Set<String> services = new TreeSet<>();
        for (Evidence piece : recorded.evidence()) {
            switch (piece.content()) {
                case Content.Metrics(var all) -> all.forEach(one -> add(services, one.service()));
                case Content.Logs(var all) -> all.forEach(one -> add(services, one.service()));
                case Content.Traces(var all) -> all.forEach(one -> add(services, one.service()));
                case Content.Changes _,Content.Topology _,Content.Notices _ -> {
                }
            }
        }
        services.removeIf(service -> service.equals(recorded.symptom().service()));
        Set<String> silent = new HashSet<>();
        for (String service : services) {
            if (chance.nextDouble() < strength) silent.add(service);
        }
        Predicate<@Nullable String> speaks = service -> service == null || !silent.contains(service);
        return mapped(recorded, content -> switch (content) {
            case Content.Metrics(var all) -> new Content.Metrics(all.stream().filter(one -> speaks.test(one.service())).toList());
            case Content.Logs(var all) -> new Content.Logs(all.stream().filter(one -> speaks.test(one.service())).toList());
            case Content.Traces(var all) -> new Content.Traces(all.stream().filter(one -> speaks.test(one.service())).toList());
            case Content.Changes _,Content.Topology _,Content.Notices _ -> content;
        });
    }

    private static void add(Set<String> services, @Nullable String service) {
        if (service != null) services.add(service);
    }

    /// Of each series the oldest samples, for recordings have gaps of days; of logs and spans what is oldest by the clock.
    private static RecordedCase since(RecordedCase recorded, double strength) {
        Instant detectedAt = recorded.symptom().detectedAt();
        Instant first = bounds(recorded)[0];
        if (!first.isBefore(detectedAt)) return recorded;
        Instant since = first.plusMillis(Math.round(Duration.between(first, detectedAt).toMillis() * strength));
        return series(between(recorded, since, Instant.MAX, false), series -> {
            long from = Math.round(series.samples().indexAt(detectedAt) * strength);
            return picked(series, index -> index >= from);
        });
    }

    private static RecordedCase until(RecordedCase recorded, double strength) {
        Instant detectedAt = recorded.symptom().detectedAt();
        Instant last = bounds(recorded)[1];
        if (!last.isAfter(detectedAt)) return recorded;
        return between(recorded, Instant.MIN, last.minusMillis(Math.round(Duration.between(detectedAt, last).toMillis() * strength)), true);
    }

    private static RecordedCase between(RecordedCase recorded, Instant from, Instant to, boolean series) {
        Predicate<@Nullable Instant> inside = at -> at == null || (!at.isBefore(from) && !at.isAfter(to));
        return mapped(recorded, content -> switch (content) {
            case Content.Metrics(var all) when series ->
                new Content.Metrics(
                        all.stream().map(one -> picked(one, index -> inside.test(Instant.ofEpochMilli(one.samples().time(index)))))
                                .toList());
            case Content.Logs(var all) -> new Content.Logs(all.stream().filter(one -> inside.test(one.at())).toList());
            case Content.Traces(var all) -> new Content.Traces(all.stream().filter(one -> inside.test(one.start())).toList());
            case Content.Metrics _,Content.Changes _,Content.Topology _,Content.Notices _ -> content;
        });
    }

    /// The times of the first and the last piece of telemetry.
    private static Instant[] bounds(RecordedCase recorded) {
        Instant[] bounds = {Instant.MAX, Instant.MIN};
        for (Evidence piece : recorded.evidence()) {
            switch (piece.content()) {
                case Content.Metrics(var all) -> all.stream().filter(one -> one.samples().size() > 0).forEach(one -> {
                    widen(bounds, Instant.ofEpochMilli(one.samples().time(0)));
                    widen(bounds, Instant.ofEpochMilli(one.samples().time(one.samples().size() - 1)));
                });
                case Content.Logs(var all) -> all.stream().map(LogRecord::at).filter(at -> at != null).forEach(at -> widen(bounds, at));
                case Content.Traces(var all) -> all.forEach(one -> widen(bounds, one.start()));
                case Content.Changes _,Content.Topology _,Content.Notices _ -> {
                }
            }
        }
        return bounds;
    }

    private static void widen(Instant[] bounds, Instant at) {
        if (at.isBefore(bounds[0])) bounds[0] = at;
        if (at.isAfter(bounds[1])) bounds[1] = at;
    }

    private interface Pick {
        boolean at(int index);
    }

    private static MetricSeries picked(MetricSeries series, Pick pick) {
        Samples samples = series.samples();
        long[] times = new long[samples.size()];
        double[] values = new double[times.length];
        int kept = 0;
        for (int i = 0; i < times.length; i++) {
            if (!pick.at(i)) continue;
            times[kept] = samples.time(i);
            values[kept++] = samples.value(i);
        }
        return with(series, Arrays.copyOf(times, kept), Arrays.copyOf(values, kept));
    }

    private static MetricSeries noisier(MetricSeries series, Instant at, double times, SplittableRandom chance) {
        double spread = spread(series.samples(), at) * times;
        return valued(series, (_, value) -> value + spread * chance.nextGaussian());
    }

    private static MetricSeries jumping(MetricSeries series, Instant at) {
        double jump = JUMP * spread(series.samples(), at);
        return valued(series, (time, value) -> time >= at.toEpochMilli() ? value + jump : value);
    }

    private interface Valued {
        double at(long time, double value);
    }

    private static MetricSeries valued(MetricSeries series, Valued valued) {
        Samples samples = series.samples();
        long[] times = new long[samples.size()];
        double[] values = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = samples.time(i);
            values[i] = valued.at(times[i], samples.value(i));
        }
        return with(series, times, values);
    }

    private static MetricSeries with(MetricSeries series, long[] times, double[] values) {
        return new MetricSeries(series.service(), series.name(), series.unit(), series.labels(), new Samples(times, values));
    }

    /// Half of the distance between the 16th and the 84th percentile of the time before: a standard deviation where values are normal.
    private static double spread(Samples samples, Instant at) {
        double[] known = Arrays.stream(samples.values(0, samples.indexAt(at))).filter(Double::isFinite).sorted().toArray();
        if (known.length == 0) return 0;
        double low = known[(int) (known.length * 0.16)];
        double high = known[Math.min(known.length - 1, (int) (known.length * 0.84))];
        return (high - low) / 2;
    }
}
