package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Symptom;

/// Finds the defective one among staged rollouts, by comparing the instances that run the new version with those that run the old one.
///
/// Old and new instances of a service at the same minute share load, callees and neighbours, and differ in their version alone: the comparison is a
/// controlled experiment (canary analysis; the use of it for localisation follows ChangeRCA, Yu et al., FSE 2024). Three differences count:
/// - *fails*: new instances fail more of the calls to them than old ones do at the same times, edge by edge, weighed by the
///   t-statistic of the paired differences and by the share of their failures that old ones do not have as well. Where old and new fail
///   alike the service is a victim, and its own rollout is acquitted.
/// - *silent*: new instances that are up never answer a call, while old ones do; how surprising that is goes by how often old ones did.
///   An instance of which no call was recorded and one whose records hold no answer are the same to it: a recorder that sees no calls
///   may write empty rows or none, and which of the two says nothing.
/// - *slower*: the new version answers slower than the old one did before the rollout.
///
/// What remains undecided falls to time and place: the nearer before detection, and needed by what fails, the likelier. A rollout that
/// began after detection is ruled out. Cost: linear in the samples of rolled-out services. Limits: a version that answers wrongly but
/// promptly breaks others without any difference of its own, and is left to time and place.
final class RolloutComparison {

    private static final List<String> INSTANCE_LABELS = List.of("instance", "pod", "pod_name", "kubernetes_pod_name", "replica");
    private static final List<String> CALLEE_LABELS = List.of("destination", "destination_service", "destination_workload", "callee");
    /// Instances take calls some time after they are up; samples before that are not theirs to answer for.
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    /// Beyond this nothing of the incident is compared any more.
    private static final Duration HORIZON = Duration.ofHours(1);
    /// A rollout this long before detection is half as near.
    private static final double HALF_LIFE = 300;
    private static final double SILENT_WEIGHT = 0.8;
    private static final double SLOWER_WEIGHT = 0.3;
    private static final double PRIOR_WEIGHT = 0.2;
    /// In how many minutes old instances must have answered calls until it is sure that a new one should have been called too.
    private static final double SURELY_CALLED = 5;
    /// The t-statistic at which a difference counts by half.
    private static final double HALF_CERTAIN = 2;
    /// A share of failing calls below which no paired difference can be told from a rounding.
    private static final double SHARE_NOISE = 0.05;
    /// Services not needed by anything that fails keep this much of their place.
    private static final double ELSEWHERE = 0.2;
    /// A service that fails itself, but alike in both versions, keeps this much of its place.
    private static final double VICTIM = 0.5;

    private final Instant detectedAt;
    private final CallGraph graph;
    private final Map<String, List<CitedSeries>> incoming = new HashMap<>();
    private final Map<String, Double> failing = new TreeMap<>();

    private RolloutComparison(Instant detectedAt, List<CitedSeries> series, CallGraph graph) {
        this.detectedAt = detectedAt;
        this.graph = graph;
        for (CitedSeries cited : series) {
            String service = callee(cited.series());
            if (service != null) incoming.computeIfAbsent(service, _ -> new ArrayList<>()).add(cited);
        }
    }

    /// The rollouts among changes, the most suspicious first; those that cannot have been last.
    static List<RolloutSuspect> of(Symptom symptom, List<CitedSeries> series, List<CitedChange> changes, CallGraph graph) {
        List<Rollout> rollouts = Rollout.among(changes);
        if (rollouts.isEmpty()) return List.of();
        var comparison = new RolloutComparison(symptom.detectedAt(), series, graph.and(CallGraph.ofSeries(series)));
        comparison.findFailing();
        List<RolloutSuspect> suspects = new ArrayList<>();
        for (Rollout rollout : rollouts) {
            suspects.add(comparison.judge(rollout));
        }
        suspects.sort(Comparator.comparing((RolloutSuspect suspect) -> suspect.ruledOut() != null)
                .thenComparing(Comparator.comparingDouble(RolloutSuspect::score).reversed())
                .thenComparingInt(suspect -> Hash.of(suspect.rollout().service())));
        return suspects;
    }

    /// How much of the calls to each service fails since about the time of detection that did not before.
    private void findFailing() {
        Instant from = detectedAt.minus(WARM_UP);
        incoming.forEach((service, all) -> {
            double most = 0;
            for (CitedSeries cited : all) {
                if (MetricRole.of(cited.series()) != MetricRole.SUCCESS) continue;
                Moments before = new Moments();
                Moments after = new Moments();
                double best = best(cited.series());
                each(cited.series(), (at, value) -> (at.isBefore(from) ? before : after).add(1 - value / best));
                if (before.count > 0 && after.count > 0) most = Math.max(most, after.mean() - before.mean());
            }
            if (most > SHARE_NOISE) failing.put(service, most);
        });
    }

    private RolloutSuspect judge(Rollout rollout) {
        List<EvidenceId> rolledOut = rollout.stages().stream().map(CitedChange::evidence).toList();
        if (rollout.began().isAfter(detectedAt)) {
            return new RolloutSuspect(rollout, 0, 0, 0, 0, 0, "", "it began at " + rollout.began() + ", after the trouble was noticed at "
                    + detectedAt, distinct(rolledOut, List.of()));
        }
        List<CitedSeries> calls = incoming.getOrDefault(rollout.service(), List.of());
        double fails = fails(rollout, calls);
        double silent = silent(rollout, calls);
        double slower = slower(rollout, calls);
        double prior = nearness(rollout) * place(rollout.service());
        double score = fails + SILENT_WEIGHT * silent + SLOWER_WEIGHT * slower / (1 + slower) + PRIOR_WEIGHT * prior;
        List<EvidenceId> compared = fails + silent + slower == 0 ? List.of() : calls.stream().map(CitedSeries::evidence).toList();
        return new RolloutSuspect(rollout, score, fails, silent, slower, prior, because(rollout, fails, silent, slower), null,
                distinct(rolledOut, compared));
    }

    private static String because(Rollout rollout, double fails, double silent, double slower) {
        List<String> reasons = new ArrayList<>();
        if (fails > SHARE_NOISE) {
            reasons.add(
                    String.format(Locale.ROOT, "its new instances fail %.0f%% more of the calls to them than the old ones at the same time",
                            fails * 100));
        }
        if (silent > 0.5) reasons.add("its new instances are up and take no calls, while the old ones do");
        if (slower > 0.2) reasons.add(String.format(Locale.ROOT, "it answers %.1f times slower than before the rollout", Math.exp(slower)));
        return reasons.isEmpty() ? "" : "The rollout of " + rollout.service() + " is suspicious: " + String.join("; ", reasons) + ".";
    }

    /// The largest certain difference over the edges into the service.
    private double fails(Rollout rollout, List<CitedSeries> calls) {
        Map<Map<String, String>, Versions> edges = new HashMap<>();
        for (CitedSeries cited : calls) {
            String instance = instance(cited.series());
            if (instance == null || MetricRole.of(cited.series()) != MetricRole.SUCCESS) continue;
            Versions versions = edges.computeIfAbsent(withoutInstance(cited.series()), _ -> new Versions());
            Instant up = rollout.instances().get(instance);
            double best = best(cited.series());
            each(cited.series(), (at, value) -> {
                double failing = Math.clamp(1 - value / best, 0, 1);
                if (at.isBefore(rollout.began())) versions.before.add(failing);
                else if (rollout.isOld(instance, at)) versions.old.computeIfAbsent(minute(at), _ -> new Moments()).add(failing);
                else if (up != null) versions.fresh.computeIfAbsent(minute(at), _ -> new Moments()).add(failing);
            });
        }
        double most = 0;
        for (Versions versions : edges.values()) {
            most = Math.max(most, versions.difference());
        }
        return most;
    }

    private double silent(Rollout rollout, List<CitedSeries> calls) {
        Instant last = Instant.MIN;
        for (CitedSeries cited : calls) {
            var samples = cited.series().samples();
            if (samples.size() == 0) continue;
            Instant end = Instant.ofEpochMilli(samples.time(samples.size() - 1));
            if (end.isAfter(last)) last = end;
        }
        if (last.equals(Instant.MIN)) return 0;
        if (last.isAfter(detectedAt.plus(HORIZON))) last = detectedAt.plus(HORIZON);
        double sum = 0;
        int judged = 0;
        for (Map.Entry<String, Instant> entry : rollout.instances().entrySet()) {
            Instant from = entry.getValue().plus(WARM_UP);
            if (from.isAfter(last.minus(WARM_UP))) continue;
            // Only the first instances tell what the incident was about; later stages may have been stopped because of it.
            if (entry.getValue().isAfter(detectedAt.plus(Duration.ofSeconds((long) HALF_LIFE)))) continue;
            judged++;
            boolean answered = false;
            Map<Long, Moments> old = new TreeMap<>();
            for (CitedSeries cited : calls) {
                String instance = instance(cited.series());
                if (instance == null || MetricRole.of(cited.series()) != MetricRole.SUCCESS) continue;
                var samples = cited.series().samples();
                for (int i = samples.indexAt(from); i < samples.size(); i++) {
                    boolean finite = Double.isFinite(samples.value(i));
                    if (instance.equals(entry.getKey())) {
                        answered |= finite;
                    } else if (rollout.isOld(instance, Instant.ofEpochMilli(samples.time(i)))) {
                        old.computeIfAbsent(samples.time(i) / 60_000, _ -> new Moments()).add(finite ? 1 : 0);
                    }
                }
            }
            if (answered) continue;
            double expected = old.values().stream().mapToDouble(Moments::mean).sum();
            sum += Math.min(1, expected / SURELY_CALLED);
        }
        return judged == 0 ? 0 : sum / judged;
    }

    private double slower(Rollout rollout, List<CitedSeries> calls) {
        List<Double> before = new ArrayList<>();
        List<Double> since = new ArrayList<>();
        for (CitedSeries cited : calls) {
            String instance = instance(cited.series());
            if (instance == null || MetricRole.of(cited.series()) != MetricRole.LATENCY) continue;
            boolean fresh = rollout.instances().containsKey(instance);
            each(cited.series(), (at, value) -> {
                if (value <= 0) return;
                if (fresh) since.add(value);
                else if (at.isBefore(rollout.began())) before.add(value);
            });
        }
        if (before.size() < Track.FEWEST || since.size() < Track.FEWEST) return 0;
        return Math.max(0, Math.log(middle(since) / middle(before)));
    }

    private double nearness(Rollout rollout) {
        double seconds = Duration.between(rollout.began(), detectedAt).toMillis() / 1000.0;
        return Math.pow(0.5, seconds / HALF_LIFE);
    }

    private double place(String service) {
        if (failing.isEmpty()) return 1;
        double all = 0;
        double place = 0;
        for (Map.Entry<String, Double> one : failing.entrySet()) {
            double needed = one.getKey().equals(service) ? VICTIM : graph.needs(one.getKey()).containsKey(service) ? 1 : ELSEWHERE;
            place += needed * one.getValue();
            all += one.getValue();
        }
        return place / all;
    }

    /// Failing calls of one edge by version and time.
    private static final class Versions {
        private final Moments before = new Moments();
        private final Map<Long, Moments> old = new TreeMap<>();
        private final Map<Long, Moments> fresh = new TreeMap<>();

        /// How much more the new version fails, weighed by how certain that is; against the time before where no old instance is left.
        double difference() {
            Moments paired = new Moments();
            Moments alone = new Moments();
            fresh.forEach((minute, failing) -> {
                Moments beside = old.get(minute);
                if (beside != null) paired.add(failing.mean() - beside.mean());
                else
                    alone.add(failing.mean() - (before.count > 0 ? before.mean() : 0));
            });
            Moments used = paired.count > 0 ? paired : alone;
            if (used.count == 0 || used.mean() <= 0) return 0;
            double error = Math.max(used.deviation(), SHARE_NOISE) / Math.sqrt(used.count);
            double t = used.mean() / error;
            double certain = t * t / (t * t + HALF_CERTAIN * HALF_CERTAIN);
            Moments all = new Moments();
            fresh.values().forEach(failing -> all.add(failing.mean()));
            // The attributable fraction of epidemiology: what old instances fail as well is not the new version's. It counts twice, for
            // what breaks the old ones needs a cause besides, and two causes at once are rare.
            double attributable = Math.min(1, used.mean() / Math.max(all.mean(), SHARE_NOISE));
            return used.mean() * certain * attributable * attributable;
        }
    }

    /// Mean and spread of numbers as they come (Welford's method).
    private static final class Moments {
        private int count;
        private double mean;
        private double squares;

        void add(double value) {
            count++;
            double away = value - mean;
            mean += away / count;
            squares += away * (value - mean);
        }

        double mean() {
            return mean;
        }

        double deviation() {
            return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
        }
    }

    private interface Sample {
        void at(Instant at, double value);
    }

    /// Shows the finite samples up to the horizon.
    private void each(MetricSeries series, Sample sample) {
        var samples = series.samples();
        Instant end = detectedAt.plus(HORIZON);
        for (int i = 0; i < samples.size(); i++) {
            Instant at = Instant.ofEpochMilli(samples.time(i));
            if (at.isAfter(end)) return;
            if (Double.isFinite(samples.value(i))) sample.at(at, samples.value(i));
        }
    }

    /// Full marks of a success rate: 100 or 1, whichever its values fit.
    private static double best(MetricSeries series) {
        var samples = series.samples();
        double most = 0;
        for (int i = 0; i < samples.size(); i++) {
            if (Double.isFinite(samples.value(i))) most = Math.max(most, samples.value(i));
        }
        return most > 1 ? 100 : 1;
    }

    private static long minute(Instant at) {
        return at.getEpochSecond() / 60;
    }

    private static double middle(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return Track.quantile(sorted, 0.5);
    }

    private static @Nullable String instance(MetricSeries series) {
        return label(series, INSTANCE_LABELS);
    }

    /// The service that a series shows being called; null if it shows one calling.
    private static @Nullable String callee(MetricSeries series) {
        String callee = label(series, CALLEE_LABELS);
        return callee == null ? series.service() : callee.equals(series.service()) || instance(series) == null ? callee : null;
    }

    private static Map<String, String> withoutInstance(MetricSeries series) {
        Map<String, String> rest = new TreeMap<>(series.labels());
        rest.keySet().removeAll(INSTANCE_LABELS);
        rest.put("metric", series.name());
        return rest;
    }

    private static @Nullable String label(MetricSeries series, List<String> names) {
        for (String name : names) {
            String value = series.labels().get(name);
            if (value != null && !value.isBlank()) return value;
        }
        return null;
    }

    private static List<EvidenceId> distinct(List<EvidenceId> one, List<EvidenceId> other) {
        var all = new TreeSet<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }
}
