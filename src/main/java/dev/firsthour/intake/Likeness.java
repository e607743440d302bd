package dev.firsthour.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.intake.Ledger.Known;

/// Which open incident an alert belongs to that its sender did not join to any: one of the same service, one whose alerts name the same thing, or one of a
/// service that calls it or that it calls. Time alone, or how bad it is, joins nothing.
///
/// Rules rather than statistics, so that each join can be said in a sentence and undone by who knows better. Pure: it reads what it is given.
final class Likeness {

    private static final String SERVICE = "service";
    /// Beyond so many neighbours a service is a hub, and to call it says nothing.
    private static final int MOST_NEIGHBOURS = 50;

    private final GroupingProperties properties;
    private final Calls calls;

    Likeness(GroupingProperties properties, Calls calls) {
        this.properties = properties;
        this.calls = calls;
    }

    /// An open incident, and by which of its marks it came into question.
    record Candidate(Known incident, String mark, int alerts) {}

    /// The incident that an alert joins, and why, in a sentence.
    record Match(Known incident, String reason) {}

    /// How strong a ground is, the strongest first.
    private enum Ground {
        SERVICE, LABEL, CALLS
    }

    private record Ranked(Candidate candidate, Ground ground, Duration apart) {}

    /// What an alert is known by: its service, and the things that its labels name.
    List<String> marks(Alert alert) {
        List<String> marks = new ArrayList<>();
        if (counts(alert.service())) marks.add(mark(SERVICE, String.valueOf(alert.service())));
        properties.labels().stream().filter(name -> alert.labels().get(name) != null)
                .forEach(name -> marks.add(mark(name, String.valueOf(alert.labels().get(name)))));
        return marks;
    }

    /// The marks of incidents that an alert may belong to: its own, and those of its service's neighbours. Empty if it belongs to none by likeness.
    List<String> sought(Alert alert) {
        if (properties.window().isZero() || alert.groupingKey() == null) return List.of();
        List<String> sought = new ArrayList<>(marks(alert));
        if (counts(alert.service())) neighbours(alert).keySet().forEach(service -> sought.add(mark(SERVICE, service)));
        return sought;
    }

    private Map<String, String> neighbours(Alert alert) {
        Map<String, String> neighbours = calls.of(String.valueOf(alert.service()));
        return neighbours.size() > MOST_NEIGHBOURS ? Map.of() : new TreeMap<>(neighbours);
    }

    private boolean counts(@Nullable String service) {
        return service != null && !properties.anyService().contains(service);
    }

    /// The best of the incidents that came into question: by the strongest ground, then the nearest in time, then the oldest.
    Optional<Match> best(Alert alert, List<Candidate> candidates) {
        return candidates.stream().filter(candidate -> fits(alert, candidate))
                .map(candidate -> new Ranked(candidate, ground(alert, candidate.mark()), apart(alert, candidate.incident())))
                .min(Comparator.comparing(Ranked::ground).thenComparing(Ranked::apart)
                        .thenComparing(ranked -> ranked.candidate().incident().id().toString()))
                .map(ranked -> new Match(ranked.candidate().incident(), reason(alert, ranked)));
    }

    private boolean fits(Alert alert, Candidate candidate) {
        String environment = candidate.incident().environment();
        boolean elsewhere = environment != null && alert.environment() != null && !environment.equals(alert.environment());
        return !elsewhere && candidate.alerts() < properties.alerts()
                && apart(alert, candidate.incident()).compareTo(properties.window()) <= 0;
    }

    private static Duration apart(Alert alert, Known incident) {
        return Duration.between(incident.startedAt(), alert.startedAt()).abs();
    }

    private static Ground ground(Alert alert, String mark) {
        if (!mark.startsWith(SERVICE + "=")) return Ground.LABEL;
        return mark.equals(mark(SERVICE, String.valueOf(alert.service()))) ? Ground.SERVICE : Ground.CALLS;
    }

    private String reason(Alert alert, Ranked ranked) {
        String mark = ranked.candidate().mark();
        String ground = switch (ranked.ground()) {
            case SERVICE -> "It is of the same service, " + alert.service();
            case LABEL -> "Both name " + mark;
            case CALLS -> {
                String neighbour = mark.substring(SERVICE.length() + 1);
                yield Objects.requireNonNullElse(calls.of(String.valueOf(alert.service())).get(neighbour), "They call each other");
            }
        };
        return ground + ", and it began " + time(ranked.apart())
                + (alert.startedAt().isBefore(ranked.candidate().incident().startedAt()) ? " earlier." : " later.");
    }

    /// A stretch of time for people: `2 min`, `40 s`.
    static String time(Duration time) {
        return time.compareTo(Duration.ofMinutes(2)) < 0 ? time.toSeconds() + " s" : time.toMinutes() + " min";
    }

    /// When an incident must have begun for an alert to join it.
    Instant earliest(Alert alert) {
        return alert.startedAt().minus(properties.window());
    }

    Instant latest(Alert alert) {
        return alert.startedAt().plus(properties.window());
    }

    private static String mark(String name, String value) {
        return name + "=" + value;
    }
}
