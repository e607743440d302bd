package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Symptom;

/// Where the flow of requests departs from normal: traces joined with the logs of their spans.
///
/// A span is read as a row of events: its start, its log statements in their order, its end; of operations that log nothing, the calls that
/// they make stand in for statements. Which event follows which in the healthy traces
/// before the trouble is the normal flow; a step that was never taken then is a departure, and its place lies between the event before it
/// and the one that should have followed. Joining the three telemetries in one graph of events and comparing the patterns of succession
/// is the idea of Nezha (Yu et al., ESEC/FSE 2023). Other than there, a step counts by where it leads: into an error or to an early end
/// speaks of a fault, to another ordinary statement hardly, since a quiet minute before has not seen all that a program can do. Within one
/// trace the earliest departure is the origin, and the later ones, in the callers, are its echo.
///
/// Whether a place is left more often than before is asked of whole traces, by how many of them would do so going by the time before if nothing
/// had changed, that time being as short as it is and most places failing hardly ever ({@link RateTest#logPredictiveUpper}; a prior learnt from all
/// places at once is empirical Bayes, Robbins 1956); and since hundreds of places are looked at, what counts is
/// the share of false ones among departures as surprising (Benjamini and Hochberg).
///
/// Time that callers wait and that no span accounts for is looked at by edge, see {@link EdgeDelays}.
///
/// Cost: linear in spans and their logs, times the few instants at which the trouble may have begun. Memory: linear in the spans that are
/// given; of logs only those of these spans are kept, at most [#EVENTS]. Limits: it needs some healthy traces from before, logs that
/// carry the ids of their spans, and one clock a service; the clocks of different services are never compared.
final class TraceFlows {

    private static final int EVENTS = 2_000_000;
    private static final int CAUSES = 30;
    /// Spans of one service within each other beyond this are a loop in corrupt data.
    private static final int DEPTH = 64;
    /// How much earlier than noticed the trouble may have begun.
    private static final List<Duration> LATENESS = List.of(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(2),
            Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(15));
    /// An event seen less often than this before has no normal successor.
    private static final int SEEN_BEFORE = 3;
    private static final double ERROR_STEP = 1;
    private static final double EARLY_END_STEP = 0.9;
    private static final double WARNING_STEP = 0.6;
    /// Calls may be left out for a cache's sake.
    private static final double MISSING_CALL_STEP = 0.4;
    private static final double ORDINARY_STEP = 0.12;
    /// How much a service's own departure may weigh at most: less than a processor at its limit, which explains departures too.
    private static final double DEPARTURE_WEIGHT = 0.9;
    /// The share of false ones among departures as surprising at which one counts half.
    private static final double HALF_SURE = 0.1;

    private final Symptom symptom;
    private final Map<SpanKey, Row> rows = new HashMap<>();
    private final LogTemplates templates = new LogTemplates();
    private final LogLine line = new LogLine();
    private final Map<String, Integer> origins = new HashMap<>();
    private final List<String> originNames = new ArrayList<>();
    /// Which of the origins are no log statements but calls.
    private final BitSet calls = new BitSet();
    /// Which of the operations log anything.
    private final BitSet logged = new BitSet();
    private int events;
    private final List<Operation> operations = new ArrayList<>();
    private final EdgeDelays delays = new EdgeDelays();

    private record SpanKey(String trace, String span) {}

    /// One event of a span's row.
    ///
    /// @param code 0 the start, 1 the end, negative an origin, above 1 a template
    private record Event(long at, int code, LogLevel level) {
        static final int START = 0;
        static final int END = 1;
    }

    /// One span and the log events in it.
    private static final class Row {

        private final CitedSpan cited;
        private final long start;
        private final long end;
        private final List<Event> logs = new ArrayList<>();
        private final List<Row> callees = new ArrayList<>(1);
        private List<Event> events = List.of();
        private int operation;
        private boolean healthy = true;

        Row(CitedSpan cited) {
            this.cited = cited;
            this.start = nanos(cited.span().start());
            this.end = start + Math.max(0, cited.span().duration().toNanos());
        }

        Span span() {
            return cited.span();
        }
    }

    TraceFlows(Symptom symptom, List<CitedSpan> spans) {
        this.symptom = symptom;
        for (CitedSpan cited : spans) {
            rows.putIfAbsent(new SpanKey(cited.span().traceId(), cited.span().spanId()), new Row(cited));
        }
    }

    /// Takes note of a log record if it belongs to one of the spans; for logs that pass by once.
    void see(CitedLog cited) {
        LogRecord log = cited.log();
        if (log.traceId() == null || log.spanId() == null || log.at() == null || events >= EVENTS) return;
        Row row = rows.get(new SpanKey(log.traceId(), log.spanId()));
        if (row == null || StackTrace.continues(log.body())) return;
        int end = log.body().indexOf('\n');
        line.read(end > 0 && log.body().charAt(0) != '{' ? log.body().substring(0, end) : log.body());
        int template = templates.learn(line.text(), line.messageFrom(), line.messageTo(), line.originHash());
        String origin = line.origin();
        boolean placed = origin.indexOf('#') > 0 || origin.indexOf(':') > 0 || origin.indexOf('@') > 0;
        int code = placed ? -1 - origins.computeIfAbsent(origin, this::named) : 2 + template;
        LogLevel level = LogLevel.of(log.severityText());
        if (level == LogLevel.UNKNOWN) level = line.level();
        row.logs.add(new Event(nanos(log.at()), code, level));
        events++;
    }

    private int named(String origin) {
        originNames.add(origin);
        return originNames.size() - 1;
    }

    /// The causes that the traces speak for, the strongest first.
    List<InsideCause> causes() {
        if (rows.isEmpty()) return List.of();
        settle();
        var splits = new LinkedHashMap<Long, Long>();
        for (Duration late : LATENESS) {
            long split = nanos(symptom.detectedAt().minus(late));
            long before = rows.values().stream().filter(row -> row.start < split).count();
            if (before > 0 && before < rows.size()) splits.putIfAbsent(before, split);
        }
        List<InsideCause> best = List.of();
        double strongest = 0;
        for (long split : splits.values()) {
            List<InsideCause> found = new ArrayList<>(departures(split, splits.size()));
            found.addAll(delays.since(split));
            found.sort(
                    Comparator.comparingDouble(InsideCause::strength).reversed()
                            .thenComparingInt(cause -> Hash.of(cause.culprit().name())));
            double first = found.isEmpty() ? 0 : found.getFirst().strength();
            if (first > strongest) {
                strongest = first;
                best = found;
            }
        }
        return best.subList(0, Math.min(CAUSES, best.size()));
    }

    /// What a service does under one name, and where its flow stands: an operation's number and an event's code in one key.
    private record Operation(String service, String name) {}

    private static long place(Row row, Event event) {
        return (long) row.operation << Integer.SIZE | Integer.toUnsignedLong(event.code);
    }

    private record Step(long from, int to) {}

    private record Departure(long from, Event to, double badness, String trace, EvidenceId evidence) {}

    /// How many traces came to each place of the flow on one side of a split, and how many of them left it in a bad way.
    ///
    /// A trace counts once, however often it comes by: its visits are no independent tries.
    private static final class Traffic {
        private final Map<Long, Set<String>> came = new HashMap<>();
        private final Map<Long, Set<String>> leftBadly = new HashMap<>();

        int came(long place) {
            return came.getOrDefault(place, Set.of()).size();
        }

        int leftBadly(long place) {
            return leftBadly.getOrDefault(place, Set.of()).size();
        }

        /// The share of bad ways to be expected of a place of which nothing is known. Places, not traces, are what it is learnt from: with few
        /// of them it is not known to be small.
        double usual() {
            double shares = 0;
            for (long place : came.keySet()) {
                shares += (double) leftBadly(place) / came(place);
            }
            return (1 + shares) / (2 + came.size());
        }
    }

    private List<InsideCause> departures(long split, int splits) {
        var healthy = new HashMap<Step, Integer>();
        var steps = new HashMap<Step, Event>();
        var visits = new HashMap<Long, Integer>();
        var before = new Traffic();
        var after = new Traffic();
        long[] coveredBefore = covered(split, false);
        long[] coveredAfter = covered(split, true);
        for (Row row : rows.values()) {
            if (row.start >= split || !isCovered(row, coveredBefore)) continue;
            for (int i = 0; i + 1 < row.events.size(); i++) {
                long place = place(row, row.events.get(i));
                Event next = row.events.get(i + 1);
                Step step = new Step(place, next.code);
                visits.merge(place, 1, Integer::sum);
                steps.merge(step, next, (one, other) -> one.level.compareTo(other.level) >= 0 ? one : other);
                if (row.healthy) healthy.merge(step, 1, Integer::sum);
            }
        }
        Map<Long, Integer> normal = successors(healthy);
        // How often each place was left in a bad way before the trouble too: a failure that is old is no news
        for (Row row : rows.values()) {
            if (row.start >= split || !isCovered(row, coveredBefore)) continue;
            for (int i = 0; i + 1 < row.events.size(); i++) {
                long place = place(row, row.events.get(i));
                Integer expected = normal.get(place);
                if (expected == null) continue;
                before.came.computeIfAbsent(place, _ -> new HashSet<>()).add(row.span().traceId());
                Event next = row.events.get(i + 1);
                if (next.code == expected) continue;
                Event worst = Objects.requireNonNull(steps.get(new Step(place, next.code)));
                if (badness(worst, expected) > ORDINARY_STEP) {
                    before.leftBadly.computeIfAbsent(place, _ -> new HashSet<>()).add(row.span().traceId());
                }
            }
        }
        var departures = new HashMap<Long, List<Departure>>();
        var firstOfTrace = new HashMap<String, Departure>();
        for (Row row : rows.values()) {
            if (row.start < split || !isCovered(row, coveredAfter)) continue;
            for (int i = 0; i + 1 < row.events.size(); i++) {
                long place = place(row, row.events.get(i));
                Integer expected = normal.get(place);
                if (expected == null || visits.getOrDefault(place, 0) < SEEN_BEFORE) continue;
                after.came.computeIfAbsent(place, _ -> new HashSet<>()).add(row.span().traceId());
                Event next = row.events.get(i + 1);
                if (next.code == expected) continue;
                double badness = badness(next, expected);
                if (badness == ORDINARY_STEP && steps.containsKey(new Step(place, next.code))) continue;
                var departure = new Departure(place, next, badness, row.span().traceId(), row.cited.evidence());
                departures.computeIfAbsent(place, _ -> new ArrayList<>()).add(departure);
                if (badness > ORDINARY_STEP) {
                    after.leftBadly.computeIfAbsent(place, _ -> new HashSet<>()).add(departure.trace);
                    firstOfTrace.merge(departure.trace, departure, (one, other) -> one.to.at <= other.to.at ? one : other);
                }
            }
        }
        var origins = new HashMap<Long, Integer>();
        firstOfTrace.values().forEach(first -> origins.merge(first.from, 1, Integer::sum));
        var left = new ArrayList<Left>();
        double usual = before.usual();
        departures.forEach((place, all) -> left.add(left(place, all, before, after, usual, origins.getOrDefault(place, 0))));
        double looks = (double) after.came.size() * splits;
        return left.stream().map(one -> cause(one, Objects.requireNonNull(normal.get(one.place)), looks)).toList();
    }

    /// A place that is left in another way than it used to be.
    ///
    /// @param origin for how many traces it is the first such place
    /// @param logChance the logarithm of how likely so many traces depart here first if nothing has changed
    private record Left(long place, List<Departure> how, double worst, int leftBefore, int before, int leftAfter, int after, int origin,
            double logChance) {}

    private static Left left(long place, List<Departure> all, Traffic before, Traffic after, double usual, int origin) {
        double worst = all.stream().mapToDouble(Departure::badness).max().orElse(0);
        boolean ordinary = worst <= ORDINARY_STEP;
        List<Departure> how = all.stream().filter(departure -> ordinary || departure.badness > ORDINARY_STEP).toList();
        int leftAfter = (int) how.stream().map(Departure::trace).distinct().count();
        int leftBefore = ordinary ? 0 : before.leftBadly(place);
        // What an earlier departure in the same trace explains is an echo, and no evidence against this place
        return new Left(place, how, worst, leftBefore, before.came(place), leftAfter, after.came(place), origin,
                RateTest.logPredictiveUpper(ordinary ? leftAfter : origin, after.came(place), leftBefore, before.came(place), usual));
    }

    private InsideCause cause(Left left, int expected, double looks) {
        double sure = HALF_SURE / (HALF_SURE + Math.min(1, looks * Math.exp(left.logChance)));
        double own = left.worst > ORDINARY_STEP ? 0.25 + 0.75 * Math.min(1, (double) left.origin / left.leftAfter) : 1;
        double strength = DEPARTURE_WEIGHT * left.worst * sure * own;
        Departure first = left.how.stream().min(Comparator.comparingLong((Departure departure) -> departure.to.at)
                .thenComparingInt(departure -> departure.to.code)).orElseThrow();
        Operation operation = operations.get((int) (left.place >>> Integer.SIZE));
        String service = operation.service;
        String from = name(operation, (int) left.place);
        String to = name(operation, expected);
        boolean ends = first.to.code == Event.END;
        String follows = name(operation, first.to.code);
        String instead = ends ? "the operation ends" : "\"" + follows + "\" follows";
        String says = String.format(Locale.ROOT,
                "In %s, %s leaves its normal flow behind \"%s\": %s in %d of %d requests, where before \"%s\" followed.",
                service, operation.name, from, instead, left.leftAfter, left.after, to);
        List<EvidenceId> cites = left.how.stream().map(Departure::evidence).distinct().sorted().limit(4).toList();
        return new InsideCause("The code of " + service + " takes another way between \"" + from + "\" and \"" + to + "\".",
                service,
                new Entity(Entity.Kind.CODE, service + "|" + from + " -> " + to), "code fault", strength,
                Instant.ofEpochSecond(0, first.to.at), new Claim(says, cites),
                new Signal.FlowShift(service, operation.name, from, to, follows,
                        left.before == 0 ? 0 : (double) left.leftBefore / left.before, (double) left.leftAfter / left.after));
    }

    /// How bad it is to come to an event that never came there before.
    private double badness(Event next, int expected) {
        if (next.code == Event.END) return isCall(expected) ? MISSING_CALL_STEP : EARLY_END_STEP;
        return switch (next.level) {
            case ERROR -> ERROR_STEP;
            case WARN -> WARNING_STEP;
            case UNKNOWN, DEBUG, INFO -> ORDINARY_STEP;
        };
    }

    private boolean isCall(int code) {
        return code < 0 && calls.get(-1 - code);
    }

    private static Map<Long, Integer> successors(Map<Step, Integer> counts) {
        var most = new HashMap<Long, Step>();
        counts.forEach((step, count) -> most.merge(step.from, step, (one, other) -> {
            int difference = counts.getOrDefault(one, 0) - counts.getOrDefault(other, 0);
            return difference > 0 || (difference == 0 && one.to < other.to) ? one : other;
        }));
        var successors = new HashMap<Long, Integer>();
        most.forEach((place, step) -> successors.put(place, step.to));
        return successors;
    }

    /// Orders the events of each span, and finds the spans in which nothing failed.
    private void settle() {
        var numbers = new HashMap<Operation, Integer>();
        for (Row row : rows.values()) {
            row.operation = numbers.computeIfAbsent(new Operation(row.span().service(), row.span().name()), operation -> {
                operations.add(operation);
                return operations.size() - 1;
            });
            if (!row.logs.isEmpty()) logged.set(row.operation);
        }
        // An operation that logs nothing is known by the calls it makes
        for (Row row : rows.values()) {
            Row parent = parent(row);
            if (parent == null) continue;
            parent.callees.add(row);
            if (logged.get(parent.operation)) continue;
            String call = "call of " + row.span().service() + " " + row.span().name();
            int code = -1 - origins.computeIfAbsent(call, this::named);
            calls.set(-1 - code);
            parent.logs.add(new Event(row.start, code, LogLevel.UNKNOWN));
        }
        for (Row row : rows.values()) {
            row.events = eventsOf(row);
        }
        var failed = new HashSet<Row>();
        for (Row row : rows.values()) {
            if (!row.span().error() && row.logs.stream().noneMatch(event -> event.level == LogLevel.ERROR)) continue;
            // A failure is passed on to the callers
            for (Row up = row; up != null && failed.add(up);) {
                up = parent(up);
            }
        }
        for (Row row : rows.values()) {
            if (row.callees.isEmpty() || row.callees.stream().anyMatch(failed::contains)) continue;
            Row around = parent(row);
            boolean client = row.callees.size() == 1 && around != null && around.span().service().equals(row.span().service());
            delays.add(row.span(), client, row.callees.stream().map(callee -> callee.cited).toList());
        }
        // Within a service a failure ends spans that do not log it themselves: those around and below the one that does
        for (Row row : rows.values()) {
            Row up = row;
            for (int depth = 0; depth < DEPTH && up != null && up.span().service().equals(row.span().service()); depth++) {
                if (failed.contains(up)) row.healthy = false;
                up = parent(up);
            }
        }
    }

    private @Nullable Row parent(Row row) {
        String id = row.span().parentId();
        return id == null || id.equals(row.span().spanId()) ? null : rows.get(new SpanKey(row.span().traceId(), id));
    }

    /// The span of time in which logs were recorded on one side: spans that reach out of it lack events for no fault.
    private long[] covered(long split, boolean after) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (Row row : rows.values()) {
            for (Event event : row.logs) {
                if (event.at >= split != after || isCall(event.code)) continue;
                first = Math.min(first, event.at);
                last = Math.max(last, event.at);
            }
        }
        return new long[]{first, last};
    }

    private boolean isCovered(Row row, long[] logs) {
        return !logged.get(row.operation) || (row.start >= logs[0] && row.end <= logs[1]);
    }

    private List<Event> eventsOf(Row row) {
        var events = new ArrayList<Event>(row.logs.size() + 2);
        events.add(new Event(row.start, Event.START, LogLevel.UNKNOWN));
        // Recorders write some lines twice
        row.logs.stream().map(this::settled).distinct().sorted(Comparator.comparingLong(Event::at).thenComparingInt(Event::code))
                .filter(event -> !isCall(event.code) || events.getLast().code != event.code).forEach(events::add);
        events.add(new Event(row.end, Event.END, LogLevel.UNKNOWN));
        return events;
    }

    private Event settled(Event event) {
        return event.code < 2 ? event : new Event(event.at, 2 + templates.resolve(event.code - 2), event.level);
    }

    private String name(Operation operation, int code) {
        if (code == Event.START) return operation.name + " start";
        if (code == Event.END) return operation.name + " end";
        String name = code < 0 ? originNames.get(-1 - code) : templates.text(code - 2);
        return name.length() > 180 ? name.substring(0, 180) : name;
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
