package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Symptom;

/// What a service began to log, stopped to log, or logs more or less often than before: a test of each template's count against the time before.
///
/// The time of detection may be wrong by minutes, so each template is tested at every split of time near it, and pays for the choice
/// (Bonferroni). The count after is compared with what the load lets expect: the load's change is the weighted median of the
/// ratios of all templates of the service (median-of-ratios, Anders and Huber, Genome Biology 2010), so that neither more traffic nor a handful
/// of loud templates looks like a fault; a service may move by at most [#OWN_LOAD] times what all move by, so that one that falls silent or
/// storms is seen. The test is [RateTest]; the share of false findings is held by Benjamini and Hochberg's step-up rule.
///
/// Cost: one pass over the records, each at the price of [LogTemplates], then (templates x splits). Memory: at most [#SERIES] counters of
/// [TimeBuckets#LIMIT] buckets, one example each, however long the log is. Limits: what lies before must be normal; a template that is
/// as frequent as before but says something else in its values is not seen.
final class LogShifts {

    private static final Duration EARLIER = Duration.ofMinutes(15);
    private static final Duration LATER = Duration.ofMinutes(10);
    private static final int SPLITS = 48;
    private static final int SERIES = 20_000;
    private static final int SERVICES = 2_000;
    private static final int EXAMPLE = 500;
    private static final int JOINED = 16_000;
    private static final int CITED = 4;
    private static final int FINDINGS = 200;

    /// The share of findings that may be false.
    private static final double FALSE_SHARE = 0.01;
    /// How many times more or less than everybody's load a single service's may have changed and still count as load.
    private static final double OWN_LOAD = 3;
    /// With fewer templates than this their median is no measure of load.
    private static final int TEMPLATES_FOR_LOAD = 4;
    private static final int DISPERSION_GROUPS = 24;
    /// How many groups of time a template's own dispersion must outweigh before it counts as much as everybody's.
    private static final double DISPERSION_PRIOR = 8;
    /// Lines of one template that come within one bucket stand for at most this many independent events.
    private static final double BURST = 4;

    private final Symptom symptom;
    private final LogTemplates templates = new LogTemplates();
    private final LogLine line = new LogLine();
    private final TimeBuckets time = new TimeBuckets();
    private final Map<Key, Series> series = new HashMap<>();
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final List<LogSample.Kept> kept = new ArrayList<>();

    private record Key(String service, int template) {}

    private final LogSample sample;

    private LogShifts(Symptom symptom, LogSample sample) {
        this.symptom = symptom;
        this.sample = sample;
    }

    /// Reads the records once, in any order, and gives what shifted, the weightiest first; at most [#FINDINGS].
    ///
    /// Where no time lies before the detection, there is nothing to compare with, and only errors are given, for what they say.
    static List<Finding> of(Symptom symptom, Iterable<CitedLog> logs) {
        return of(symptom, logs, null);
    }

    /// @param sample told in the end of what is worth keeping of logs that passed by, see [LogSample]; null if it is of no use
    static List<Finding> of(Symptom symptom, Iterable<CitedLog> logs, @Nullable Consumer<CitedLog> sample) {
        var shifts = new LogShifts(symptom, new LogSample(sample));
        for (CitedLog log : logs) {
            shifts.read(log);
        }
        shifts.flush();
        List<Finding> findings = shifts.findings();
        shifts.sample.tell(shifts.kept);
        return findings;
    }

    private void read(CitedLog log) {
        String service = service(log.log());
        Pending open = pending.get(service);
        if (open != null && StackTrace.continues(log.log().body())) {
            open.append(log.log().body());
            return;
        }
        if (open == null && pending.size() >= SERVICES) flush();
        pending.put(service, new Pending(log));
        if (open != null) count(open);
    }

    private void flush() {
        pending.values().forEach(this::count);
        pending.clear();
    }

    private void count(Pending event) {
        LogRecord log = event.first.log();
        String body = event.body();
        int end = body.indexOf('\n');
        boolean several = end >= 0 && end < body.length() - 1;
        line.read(several && body.charAt(0) != '{' ? body.substring(0, end) : body);
        int to = line.messageTo();
        int newline = line.text().indexOf('\n', line.messageFrom());
        String whole = newline >= 0 && newline < to ? line.text() : body;
        if (newline >= 0 && newline < to) to = newline;
        StackTrace trace = whole.indexOf('\n') < 0 ? null : StackTrace.in(whole).orElse(null);
        String traceText = trace == null ? "" : trace.text();
        long origin = LogWords.mix(line.originHash(), traceText.hashCode());
        int template = templates.learn(line.text(), line.messageFrom(), to, origin);
        LogLevel level = LogLevel.of(log.severityText());
        if (level == LogLevel.UNKNOWN) level = line.level();
        if (trace != null && level == LogLevel.UNKNOWN) level = LogLevel.ERROR;
        Key key = new Key(service(log), series.size() < SERIES ? template : LogTemplates.OVERFLOW);
        Series counted = series.get(key);
        if (counted == null) {
            counted = new Series(key.service, key.template, traceText);
            series.put(key, counted);
        }
        counted.add(event.first, level, log.severityText(), body);
    }

    private static String service(LogRecord log) {
        return log.service() == null ? "" : log.service();
    }

    private List<Finding> findings() {
        List<Series> all = merged();
        all.forEach(one -> {
            if (one.kept != null) kept.add(one.kept);
        });
        List<Split> splits = splits();
        if (splits.isEmpty()) return errorsAlone(all);
        var loads = splits.stream().map(split -> new Load(all, split)).toList();
        double common = commonDispersion(all, splits.get(splits.size() / 2));
        var shifts = new ArrayList<Shift>();
        for (Series one : all) {
            if (one.total() > 0) shifts.add(shift(one, splits, loads, common));
        }
        shifts.sort(Comparator.comparingDouble(Shift::logP));
        int kept = 0;
        for (int i = 0; i < shifts.size(); i++) {
            if (shifts.get(i).logP <= Math.log(FALSE_SHARE * (i + 1) / shifts.size())) kept = i + 1;
        }
        return shifts.subList(0, kept).stream().map(shift -> finding(shift, shifts.size()))
                .sorted(Comparator.comparingDouble(Finding::score).reversed()).limit(FINDINGS).toList();
    }

    /// The counters of templates that have grown together, as one; in an order that does not depend on names.
    private List<Series> merged() {
        var merged = new LinkedHashMap<Key, List<Series>>();
        series.values().stream().sorted(Comparator.comparingInt((Series one) -> one.template).thenComparingLong(one -> one.firstAt))
                .forEach(one -> merged.computeIfAbsent(new Key(one.service, templates.resolve(one.template)), _ -> new ArrayList<>())
                        .add(one));
        var result = new ArrayList<Series>();
        merged.forEach((_, parts) -> {
            Series whole = parts.getFirst();
            parts.subList(1, parts.size()).forEach(whole::absorb);
            result.add(whole);
        });
        result.forEach(Series::settle);
        return result;
    }

    /// The places in time at which the trouble may have begun.
    private List<Split> splits() {
        int used = time.used();
        long detected = symptom.detectedAt().toEpochMilli();
        var candidates = new ArrayList<Integer>();
        for (int i = 1; i < used; i++) {
            long start = time.start(i);
            boolean near = start >= detected - EARLIER.toMillis() && start <= detected + LATER.toMillis();
            boolean around = start <= detected && detected < start + time.width();
            if (near || around) candidates.add(i);
        }
        if (candidates.isEmpty() && used > 1
                && (detected < time.start(0) - LATER.toMillis() || detected > time.start(used) + EARLIER.toMillis())) {
            // The clocks do not agree at all: the trouble may have begun anywhere
            for (int i = 1; i < used; i++) {
                candidates.add(i);
            }
        }
        int stride = (candidates.size() + SPLITS - 1) / SPLITS;
        var splits = new ArrayList<Split>();
        for (int i = 0; i < candidates.size(); i += Math.max(1, stride)) {
            splits.add(new Split(candidates.get(i)));
        }
        return splits;
    }

    private Shift shift(Series one, List<Split> splits, List<Load> loads, double common) {
        double best = 0;
        int at = 0;
        for (int i = 0; i < splits.size(); i++) {
            Split split = splits.get(i);
            double logP = logP(one, split, loads.get(i), common);
            if (logP < best) {
                best = logP;
                at = i;
            }
        }
        Split split = splits.get(at);
        double expected = one.before(split) * loads.get(at).ratio(one.service);
        return new Shift(one, split, expected, Math.min(0, best + Math.log(splits.size())));
    }

    private static double logP(Series one, Split split, Load load, double common) {
        double ratio = load.ratio(one.service);
        if (Double.isNaN(ratio)) return 0;
        long before = one.before(split);
        long after = one.after(split);
        double dispersion = dispersion(one, split, common);
        return RateTest.logP(before, after, ratio / (1 + ratio), dispersion);
    }

    private double commonDispersion(List<Series> all, Split split) {
        double[] own = all.stream().filter(one -> one.before(split) >= 10).mapToDouble(one -> ownDispersion(one, split)[0]).sorted()
                .toArray();
        return own.length == 0 ? 1 : Math.max(1, own[own.length / 2]);
    }

    private static double dispersion(Series one, Split split, double common) {
        double burst = Math.max(1, one.total() / (BURST * one.occupied()));
        if (one.before(split) < 10) return Math.max(common, burst);
        double[] own = ownDispersion(one, split);
        double shrunk = (own[0] * own[1] + common * DISPERSION_PRIOR) / (own[1] + DISPERSION_PRIOR);
        return Math.max(1, shrunk);
    }

    /// How many times the variance of a template's counts in equal parts of the time before exceeds their mean, and the degrees of freedom.
    private static double[] ownDispersion(Series one, Split split) {
        int groups = Math.min(DISPERSION_GROUPS, split.bucket);
        double mean = (double) one.before(split) / groups;
        double sum = 0;
        for (int g = 0; g < groups; g++) {
            int from = split.bucket * g / groups;
            int to = split.bucket * (g + 1) / groups;
            double difference = one.between(from, to) - mean;
            sum += difference * difference;
        }
        int freedom = Math.max(1, groups - 1);
        return new double[]{mean > 0 ? Math.max(1, sum / freedom / mean) : 1, freedom};
    }

    private Finding finding(Shift shift, int tested) {
        Series one = shift.series;
        long after = one.after(shift.split);
        String text = text(one);
        boolean more = after > shift.expected;
        boolean fresh = more && one.before(shift.split) == 0;
        boolean gone = !more && after == 0;
        double sure = Math.min(1, -(shift.logP + Math.log(tested)) / 60);
        double far = Math.min(1, Math.abs(Math.log((after + 0.5) / (shift.expected + 0.5))) / Math.log(64));
        double score = weight(one.level) * (more ? 1 : gone ? 0.8 : 0.6) * (0.4 + 0.3 * Math.max(0, sure) + 0.3 * far);
        Instant at = Instant.ofEpochMilli(more ? one.firstFrom(shift.split) : time.start(shift.split.bucket));
        String who = one.service.isEmpty() ? "Somebody" : one.service;
        String what = " \"" + text + "\"" + (one.severity == null ? "" : " (" + one.severity + ")");
        String statement = fresh
                ? who + " began to log" + what + ": " + times(after) + " since " + at + ", never before."
                : gone
                        ? who + " stopped to log" + what + " at " + at + ": " + expected(shift.expected) + " were to be expected since."
                        : who + " logs" + what + (more ? " more" : " less") + " often since " + at + ": " + times(after) + ", where "
                                + expected(shift.expected) + " were to be expected.";
        return finding(statement, one, at, score, new Signal.LogShift(name(one), text, one.severity, shift.expected, after, one.example));
    }

    /// What can be said of errors when there is no time before to compare with.
    private List<Finding> errorsAlone(List<Series> all) {
        return all.stream().filter(one -> one.level == LogLevel.ERROR)
                .sorted(Comparator.comparingLong((Series one) -> one.count).reversed())
                .limit(FINDINGS).map(one -> {
                    String who = one.service.isEmpty() ? "Somebody" : one.service;
                    String text = text(one);
                    return finding(who + " logs \"" + text + "\" as an error, " + times(one.count)
                            + "; there are no logs from before to compare with.", one,
                            one.total() == 0 ? null : Instant.ofEpochMilli(one.firstAt),
                            0.3, new Signal.LogShift(name(one), text, one.severity, 0, one.count, one.example));
                }).toList();
    }

    private static Finding finding(String statement, Series one, @Nullable Instant at, double score, Signal signal) {
        return new Finding(statement, one.service.isEmpty() ? null : Entity.service(one.service), at, Math.clamp(score, 0, 1), signal,
                List.copyOf(one.cites));
    }

    private static @Nullable String name(Series one) {
        return one.service.isEmpty() ? null : one.service;
    }

    private String text(Series one) {
        String text = templates.text(one.template);
        return one.trace.isEmpty() ? text : text + " | " + one.trace;
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    private static String expected(double count) {
        return count < 10 ? String.valueOf(Math.round(count * 10) / 10.0) : String.valueOf(Math.round(count));
    }

    private static double weight(LogLevel level) {
        return switch (level) {
            case ERROR -> 1;
            case WARN -> 0.8;
            case UNKNOWN -> 0.65;
            case INFO -> 0.6;
            case DEBUG -> 0.4;
        };
    }

    /// @param bucket the first bucket of the time after
    private record Split(int bucket) {}

    private record Shift(Series series, Split split, double expected, double logP) {}

    /// By how much the load changed at a split: for each service the ratio of events after to events before that load alone explains.
    private static final class Load {

        private final double common;
        private final Map<String, Double> own = new HashMap<>();

        Load(List<Series> all, Split split) {
            var services = new HashMap<String, List<Series>>();
            all.forEach(one -> services.computeIfAbsent(one.service, _ -> new ArrayList<>()).add(one));
            common = tells(all, split) ? medianRatio(all, split) : durations(all, split);
            services.forEach((service, parts) -> {
                double ratio = tells(parts, split) ? medianRatio(parts, split) : common;
                // More than that, or silence, is no load: it is what is to be found
                boolean load = ratio >= common / OWN_LOAD && ratio <= common * OWN_LOAD;
                own.put(service, load ? ratio : common);
            });
        }

        /// NaN if nothing lies on one of the sides.
        double ratio(String service) {
            return Objects.requireNonNullElse(own.get(service), common);
        }

        /// Whether templates tell of load: there are some, and one at least stands on both sides.
        private static boolean tells(Collection<Series> parts, Split split) {
            return parts.size() >= TEMPLATES_FOR_LOAD && parts.stream().anyMatch(part -> part.before(split) > 0 && part.after(split) > 0);
        }

        private static double medianRatio(Collection<Series> parts, Split split) {
            record Ratio(double ratio, double weight) {}
            var ratios = new ArrayList<Ratio>();
            double total = 0;
            long before = 0;
            long after = 0;
            for (Series part : parts) {
                long b = part.before(split);
                long a = part.after(split);
                before += b;
                after += a;
                if (a + b == 0) continue;
                // What stands on both sides tells of load; what came or went tells of something else
                double weight = Math.sqrt((double) Math.min(a, b)) + 0.1;
                ratios.add(new Ratio((a + 0.5) / (b + 0.5), weight));
                total += weight;
            }
            if (before == 0 || after == 0) return Double.NaN;
            ratios.sort(Comparator.comparingDouble(Ratio::ratio));
            double sum = 0;
            for (Ratio ratio : ratios) {
                sum += ratio.weight;
                if (sum >= total / 2) return ratio.ratio;
            }
            return Double.NaN;
        }

        /// The ratio of the times in which anything was logged.
        private static double durations(List<Series> all, Split split) {
            long[] any = new long[0];
            for (Series one : all) {
                any = one.addTo(any);
            }
            long before = 0;
            long after = 0;
            for (int i = 0; i < any.length; i++) {
                if (any[i] == 0) continue;
                if (i < split.bucket) {
                    before++;
                } else {
                    after++;
                }
            }
            return before == 0 || after == 0 ? Double.NaN : (double) after / before;
        }
    }

    /// A record and the lines of a stack trace that followed it.
    private static final class Pending {

        private final CitedLog first;
        private @Nullable StringBuilder joined;

        Pending(CitedLog first) {
            this.first = first;
        }

        void append(String body) {
            if (joined == null) joined = new StringBuilder(first.log().body());
            if (joined.length() + body.length() < JOINED) joined.append('\n').append(body);
        }

        String body() {
            return joined == null ? first.log().body() : joined.toString();
        }
    }

    /// The counts of one template of one service.
    private final class Series {

        private final String service;
        private final int template;
        private final String trace;
        private final TimeBuckets.Counter counter = time.counter();
        private final TreeSet<EvidenceId> cites = new TreeSet<>();
        private final LogSample.@Nullable Kept kept = sample.isWanted() ? sample.new Kept() : null;
        private LogLevel level = LogLevel.UNKNOWN;
        private @Nullable String severity;
        private String example = "";
        private long exampleAt = Long.MIN_VALUE;
        private long firstAt = Long.MAX_VALUE;
        private long count;
        /// Sums of the counts up to each bucket; set once reading is over.
        private long[] sums = new long[1];
        private int occupied;

        Series(String service, int template, String trace) {
            this.service = service;
            this.template = template;
            this.trace = trace;
        }

        void add(CitedLog log, LogLevel said, @Nullable String severityText, String body) {
            count++;
            if (said.compareTo(level) > 0 || severity == null) {
                severity = severityText != null ? severityText : said == LogLevel.UNKNOWN ? severity : said.name();
            }
            if (said.compareTo(level) > 0) level = said;
            Instant at = log.log().at();
            long millis = at == null ? Long.MIN_VALUE : at.toEpochMilli();
            if (at != null) {
                counter.add(time.index(millis));
                firstAt = Math.min(firstAt, millis);
            }
            cite(log, millis, body);
            if (kept != null) kept.see(log, body, millis < symptom.detectedAt().toEpochMilli());
        }

        /// Keeps the example nearest to the detection, and what it stands in.
        private void cite(CitedLog log, long millis, String body) {
            EvidenceId evidence = log.evidence();
            long detected = symptom.detectedAt().toEpochMilli();
            boolean better = example.isEmpty() || distance(millis, detected) < distance(exampleAt, detected);
            if (better) {
                example = body.length() > EXAMPLE ? body.substring(0, EXAMPLE) : body;
                exampleAt = millis;
                if (kept != null) kept.example(log, body);
            }
            if (better || cites.size() < CITED) cites.add(evidence);
            if (cites.size() > CITED) cites.pollFirst();
        }

        private static long distance(long millis, long detected) {
            return millis == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(millis - detected);
        }

        void absorb(Series other) {
            counter.addAll(other.counter);
            cites.addAll(other.cites);
            while (cites.size() > CITED) {
                cites.pollFirst();
            }
            if (other.level.compareTo(level) > 0) {
                level = other.level;
                severity = other.severity;
            }
            long detected = symptom.detectedAt().toEpochMilli();
            boolean nearer = distance(other.exampleAt, detected) < distance(exampleAt, detected);
            if (nearer) {
                example = other.example;
                exampleAt = other.exampleAt;
            }
            if (kept != null && other.kept != null) kept.absorb(other.kept, nearer);
            firstAt = Math.min(firstAt, other.firstAt);
            count += other.count;
        }

        void settle() {
            long[] counts = counter.all();
            sums = new long[counts.length + 1];
            for (int i = 0; i < counts.length; i++) {
                sums[i + 1] = sums[i] + counts[i];
                if (counts[i] > 0) occupied++;
            }
        }

        long total() {
            return sums[sums.length - 1];
        }

        int occupied() {
            return Math.max(1, occupied);
        }

        long before(Split split) {
            return sums[split.bucket];
        }

        long after(Split split) {
            return total() - sums[split.bucket];
        }

        long between(int from, int to) {
            return sums[to] - sums[from];
        }

        /// When the first bucket of the time after begins in which it came.
        long firstFrom(Split split) {
            for (int i = split.bucket; i < sums.length - 1; i++) {
                if (sums[i + 1] > sums[i]) return Math.max(time.start(i), firstAt);
            }
            return time.start(split.bucket);
        }

        long[] addTo(long[] any) {
            long[] result = any.length == 0 ? new long[sums.length - 1] : Arrays.copyOf(any, any.length);
            for (int i = 0; i < result.length; i++) {
                result[i] += sums[i + 1] - sums[i];
            }
            return result;
        }
    }
}
