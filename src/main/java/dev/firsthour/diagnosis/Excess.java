package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.MetricSeries;

/// Accounts for a symptom along the call graph: how much of the time lost, or of the calls failed, at the symptom's service arose where.
///
/// While the symptom is off, each service has an excess: what its callers waited or failed more than normal, times how many calls there
/// were. "More than normal" is against both the time before and the calm minutes around the symptom, whichever is the higher, so that what
/// has been different for hours, or months, does not count. Time waited and calls failed are conserved: a caller's excess is
/// its callees' plus its own. What is left of a service's excess after its callees' is *its own*, and the service that owns
/// most of the symptom's is the cause.
///
/// The idea is that of self time in profilers and in trace analysis (critical-path attribution), done on averages and call counts where
/// there are only metrics. Cost: O(services + calls) look-ups of the symptom's times. Limits: callees that are called in
/// parallel are counted in sum; a callee's calls are shared among its callers by the callers' own volumes, for metrics do not tell; where
/// calls are not counted all services count as called equally often.
final class Excess {

    private static final Set<String> MEAN_WORDS = Set.of("average", "avg", "mean");
    private static final Set<String> SHARE_WORDS = Set.of("rate", "ratio", "percent", "percentage", "pct", "share");

    private final SymptomCurve symptom;
    private final long[] off;
    private final long[] calm;
    private final Map<String, List<Track>> byOwner;
    private final CallGraph graph;
    private final Map<String, Account> accounts = new HashMap<>();

    /// One service's part.
    ///
    /// @param excess in units of the symptom's own excess
    /// @param chance how likely it is that what its callers saw while the symptom was off is an accident
    /// @param volume calls a sample; NaN if nobody counts them
    record Account(double excess, double chance, double volume) {
        static final Account NOTHING = new Account(0, 1, Double.NaN);
    }

    private Excess(SymptomCurve symptom, Map<String, List<Track>> byOwner, CallGraph graph) {
        this.symptom = symptom;
        this.off = symptom.off();
        this.calm = symptom.calm();
        this.byOwner = byOwner;
        this.graph = graph;
    }

    /// The accounts of all that the symptom's service needs, itself included; null if the symptom is nothing that callers see, or never off.
    static @Nullable Excess of(SymptomCurve symptom, List<Track> tracks, CallGraph graph) {
        SeriesShift shift = symptom.shift();
        if (shift == null || !symptom.track().role().isOutside()) return null;
        Map<String, List<Track>> byOwner = new HashMap<>();
        for (Track track : tracks) {
            String service = track.cited().series().service();
            if (service != null) byOwner.computeIfAbsent(service, _ -> new ArrayList<>()).add(track);
        }
        var excess = new Excess(symptom, byOwner, graph);
        String service = shift.owner();
        Account whole = excess.raw(service);
        if (!(whole.excess > 0)) return null;
        for (String needed : graph.needs(service).keySet()) {
            Account raw = excess.raw(needed);
            excess.accounts.put(needed, new Account(raw.excess / whole.excess, raw.chance, raw.volume));
        }
        return excess;
    }

    Set<String> services() {
        return accounts.keySet();
    }

    Account account(String service) {
        return accounts.getOrDefault(service, Account.NOTHING);
    }

    /// How sure it is that a service's part is real, 0 to 1, having looked at all of them.
    double belief(String service) {
        double chance = account(service).chance;
        return (1 - chance) / (1 - chance + accounts.size() * chance);
    }

    /// What is left of a service's excess after its callees', in units of the symptom's, 0 or more.
    double own(String service) {
        double own = account(service).excess;
        for (String callee : graph.callees(service)) {
            own -= account(callee).excess * sharedWith(service, callee) * belief(callee);
        }
        return Math.max(0, own);
    }

    private double sharedWith(String caller, String callee) {
        double all = 0;
        for (String other : graph.callers(callee)) {
            all += volume(other);
        }
        return all > 0 ? volume(caller) / all : 1;
    }

    private double volume(String service) {
        Account account = accounts.get(service);
        double volume = account == null ? raw(service).volume : account.volume;
        return Double.isNaN(volume) ? 1 : volume;
    }

    private Account raw(String service) {
        List<Track> own = byOwner.getOrDefault(service, List.of());
        Track curve = likeSymptom(own);
        double volume = volume(own);
        if (curve == null) return new Account(0, 1, volume);
        double[] there = curve.valuesAt(off);
        if (there.length == 0) return new Account(0, 1, volume);
        double[] around = curve.valuesAt(calm);
        double normal = Math.max(curve.median(), around.length == 0 ? Double.NEGATIVE_INFINITY : middle(around));
        double more = Arrays.stream(there).average().orElse(normal) - normal;
        if (curve.role() == MetricRole.SUCCESS) more /= curve.best() > 0 ? curve.best() : 1;
        // A count of failures has the calls in it already; what is missing at times at which nobody called is no excess.
        double calls = isCount(curve) ? 1 : Double.isNaN(volume) ? 1 : volume;
        double present = (double) there.length / off.length;
        double chance = 1;
        for (Track track : own) {
            if (track.role().isKinTo(symptom.track().role())) chance = Math.min(chance, track.chance(track.surpriseAt(off)));
        }
        return new Account(Math.max(0, more) * calls * present, chance, volume);
    }

    /// The service's series that measures what the symptom's does: the same metric with the same labels, else its nearest kin.
    private @Nullable Track likeSymptom(List<Track> own) {
        MetricSeries wanted = symptom.track().cited().series();
        Track best = null;
        int closest = 0;
        for (Track track : own) {
            if (!track.role().isKinTo(symptom.track().role())) continue;
            MetricSeries series = track.cited().series();
            int closeness = 1;
            if (series.name().equals(wanted.name())) closeness += 4;
            if (series.labels().equals(wanted.labels())) closeness += 2;
            if (isMean(series)) closeness += 1;
            if (closeness > closest || (closeness == closest && best != null && track.scale() < best.scale())) {
                closest = closeness;
                best = track;
            }
        }
        return best;
    }

    private static boolean isMean(MetricSeries series) {
        for (String word : MetricRole.words(series.name())) {
            if (MEAN_WORDS.contains(word)) return true;
        }
        return series.labels().values().stream().anyMatch(value -> MEAN_WORDS.contains(value.toLowerCase(Locale.ROOT)));
    }

    private static boolean isCount(Track track) {
        if (track.role() != MetricRole.ERRORS) return false;
        for (String word : MetricRole.words(track.cited().series().name())) {
            if (SHARE_WORDS.contains(word)) return false;
        }
        return true;
    }

    private double volume(List<Track> own) {
        double most = Double.NaN;
        for (Track track : own) {
            if (track.role() != MetricRole.TRAFFIC) continue;
            double volume = Arrays.stream(track.valuesAt(off)).average().orElse(0);
            if (!(volume <= most)) most = volume;
        }
        return most;
    }

    private static double middle(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Track.quantile(sorted, 0.5);
    }
}
