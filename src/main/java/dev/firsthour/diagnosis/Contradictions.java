package dev.firsthour.diagnosis;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Span;

/// Where the evidence contradicts itself: it cannot all be true, and who reads the diagnosis has to know.
///
/// Each sort of contradiction gives one sentence, with how often it occurs and the first of its kind. Cost: linear in the samples,
/// spans and changes. Limit: it says that something is wrong and not which of the two is.
final class Contradictions {

    /// Work that goes on behind an answer outlasts its caller here and there; where this share of spans does, clocks or ids are wrong.
    private static final double ODD = 0.05;
    /// A difference of clocks below this is everywhere.
    private static final Duration SKEW = Duration.ofMillis(50);
    private static final List<String> ENDS = List.of("ended_at", "end", "finished_at", "completed_at", "end_time");

    private final List<String> found = new ArrayList<>();

    private Contradictions() {}

    static List<String> of(Telemetry telemetry) {
        var contradictions = new Contradictions();
        contradictions.series(telemetry.series());
        contradictions.spans(telemetry.spans());
        contradictions.changes(telemetry.changes());
        contradictions.found.addAll(telemetry.contradictions().noticed());
        return contradictions.found;
    }

    private record Name(@Nullable String service, String metric, Map<String, String> labels) {
        static Name of(MetricSeries series) {
            return new Name(series.service(), series.name(), series.labels());
        }

        @Override
        public String toString() {
            return metric + (service == null ? "" : " of " + service) + (labels.isEmpty() ? "" : " " + labels);
        }
    }

    private void series(List<CitedSeries> all) {
        var byName = new LinkedHashMap<Name, List<Samples>>();
        all.forEach(cited -> byName.computeIfAbsent(Name.of(cited.series()), _ -> new ArrayList<>(1)).add(cited.series().samples()));
        var tally = new Tally();
        byName.forEach((name, parts) -> {
            for (int i = 0; i < parts.size(); i++) {
                twice(name, parts.get(i), tally);
                if (i > 0) between(name, parts.get(i - 1), parts.get(i), tally);
            }
        });
        tally.say(Words.plural(tally.count, "instant") + " of a series " + (tally.count == 1 ? "has" : "have")
                + " two values that differ, as " + tally.first + ".");
    }

    private void twice(Name name, Samples samples, Tally tally) {
        for (int i = 1; i < samples.size(); i++) {
            if (samples.time(i) == samples.time(i - 1)) differ(name, samples.time(i), samples.value(i - 1), samples.value(i), tally);
        }
    }

    private void between(Name name, Samples one, Samples other, Tally tally) {
        int i = 0;
        int j = 0;
        while (i < one.size() && j < other.size()) {
            if (one.time(i) == other.time(j)) differ(name, one.time(i), one.value(i), other.value(j), tally);
            if (one.time(i) <= other.time(j)) {
                i++;
            } else {
                j++;
            }
        }
    }

    private void differ(Name name, long time, double one, double other, Tally tally) {
        if (one != other && !(Double.isNaN(one) || Double.isNaN(other))) {
            tally.count(name + " at " + Instant.ofEpochMilli(time) + ": " + one + " and " + other);
        }
    }

    private record Id(String trace, String span) {}

    private void spans(List<CitedSpan> all) {
        var byId = new HashMap<Id, Span>();
        var traces = new HashMap<String, String>();
        var twice = new Tally();
        for (CitedSpan cited : all) {
            Span span = cited.span();
            Span other = byId.putIfAbsent(new Id(span.traceId(), span.spanId()), span);
            traces.putIfAbsent(span.spanId(), span.traceId());
            if (other != null && !other.equals(span)) twice.count(name(span));
        }
        var own = new Tally();
        var foreign = new Tally();
        var odd = new Tally();
        int children = 0;
        for (CitedSpan cited : all) {
            Span span = cited.span();
            if (span.parentId() == null) continue;
            if (span.parentId().equals(span.spanId())) {
                own.count(name(span));
                continue;
            }
            Span parent = byId.get(new Id(span.traceId(), span.parentId()));
            if (parent == null) {
                String elsewhere = traces.get(span.parentId());
                if (elsewhere != null) foreign.count(name(span) + ", whose parent " + span.parentId() + " belongs to trace " + elsewhere);
                continue;
            }
            children++;
            if (span.start().plus(SKEW).isBefore(parent.start())) {
                odd.count(name(span) + ", which begins at " + span.start() + ", its parent at " + parent.start());
            } else if (span.duration().compareTo(parent.duration().plus(SKEW)) > 0) {
                odd.count(name(span) + ", which takes " + span.duration().toMillis() + " ms, its parent " + parent.duration().toMillis()
                        + " ms");
            }
        }
        twice.say(Words.plural(twice.count, "span") + " share" + (twice.count == 1 ? "s" : "") + " the id of another, as " + twice.first
                + ": the first counts.");
        own.say(Words.plural(own.count, "span") + (own.count == 1 ? " is its own parent" : " are their own parents") + ", as " + own.first
                + ".");
        String circle = circle(byId);
        if (circle != null) found.add("Spans are each other's parents in a circle, as " + circle + ".");
        foreign.say(Words.plural(foreign.count, "span") + (foreign.count == 1 ? " has" : " have") + " a parent in another trace, as "
                + foreign.first + ".");
        if (odd.count > ODD * children) {
            odd.say(Words.plural(odd.count, "span") + " of " + children + " that have a parent " + (odd.count == 1 ? "does" : "do")
                    + " not lie within it, as " + odd.first + ": the clocks differ, or the work goes on behind the answer.");
        }
    }

    /// A span that is among its own ancestors, if there is one: each way up is walked once.
    private static @Nullable String circle(Map<Id, Span> byId) {
        Set<Id> settled = new HashSet<>();
        for (Id start : byId.keySet()) {
            var way = new HashSet<Id>();
            Id at = start;
            while (at != null && !settled.contains(at)) {
                Span span = byId.get(at);
                if (span == null || span.parentId() == null || span.parentId().equals(span.spanId())) break;
                if (!way.add(at)) return name(span);
                at = new Id(at.trace, span.parentId());
            }
            settled.addAll(way);
        }
        return null;
    }

    private static String name(Span span) {
        return "span " + span.spanId() + " of trace " + span.traceId() + " (" + span.service() + ")";
    }

    private void changes(List<CitedChange> all) {
        var backwards = new Tally();
        var early = new Tally();
        var commits = new HashMap<String, Change>();
        all.forEach(cited -> {
            Change change = cited.change();
            if (change.kind() == Change.Kind.COMMIT && change.commit() != null) commits.put(change.commit(), change);
        });
        for (CitedChange cited : all) {
            Change change = cited.change();
            for (String name : ENDS) {
                Instant end = instant(change.attributes().get(name));
                if (end != null && end.isBefore(change.at())) {
                    backwards.count(change.id() + ", which began at " + change.at() + " and has " + name + " " + end);
                }
            }
            Change commit = change.commit() == null || change.kind() == Change.Kind.COMMIT ? null : commits.get(change.commit());
            if (commit != null && commit.at().isAfter(change.at())) {
                early.count(change.id() + " at " + change.at() + ", whose commit was made at " + commit.at());
            }
        }
        backwards.say(Words.plural(backwards.count, "change") + (backwards.count == 1 ? " ends" : " end") + " before "
                + (backwards.count == 1 ? "it begins" : "they begin") + ", as " + backwards.first + ".");
        early.say(Words.plural(early.count, "deployment") + (early.count == 1 ? " is" : " are") + " older than what "
                + (early.count == 1 ? "it deploys" : "they deploy") + ", as " + early.first + ".");
    }

    private static @Nullable Instant instant(@Nullable String text) {
        if (text == null) return null;
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return null;
        }
    }

    /// How often something occurs, and the first of its kind.
    private final class Tally {

        private int count;
        private String first = "";

        void count(String one) {
            if (count++ == 0) first = one;
        }

        void say(String sentence) {
            if (count > 0) found.add(sentence);
        }
    }
}
