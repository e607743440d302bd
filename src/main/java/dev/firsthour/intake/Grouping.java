package dev.firsthour.intake;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.intake.Accepted.Outcome;
import dev.firsthour.intake.Ledger.Before;
import dev.firsthour.intake.Ledger.Home;
import dev.firsthour.intake.Ledger.Known;
import dev.firsthour.intake.Ledger.Place;
import dev.firsthour.investigation.Investigations;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Opening;
import dev.firsthour.timeline.Timeline;

/// Takes alerts in that came in deliveries, in the caller's transaction: each goes to the incident that it belongs to, joins one that is like it, or opens one.
///
/// Many deliveries cost about as many round trips as one: what the database knows is read once for all of a turn, each alert is placed in memory as if those before
/// it were stored already ([Whereabouts]), and what came of it is written once. A turn ends where that would not be the same as one after the other: where something ended
/// or came back, and at what people did.
final class Grouping {

    /// What the pseudonyms in silenced alerts belong to.
    private static final String SILENCES = "silences";
    /// What the alerts of one delivery add at most to what their incident is known by.
    private static final int MOST_MARKS = 1_000;

    private final Timeline timeline;
    private final Archive archive;
    private final Investigations investigations;
    private final Ledger ledger;
    private final Handling handling;
    private final Likeness likeness;
    private final Silences silences;
    private final LateAlerts late;
    private final Redactor redactor;
    private final GroupingProperties properties;
    private final Ids ids;
    private final InstantSource clock;

    Grouping(Timeline timeline, Archive archive, Investigations investigations, Ledger ledger, Handling handling, Likeness likeness,
            Silences silences, LateAlerts late, Redactor redactor, GroupingProperties properties, Ids ids, InstantSource clock) {
        this.timeline = timeline;
        this.archive = archive;
        this.investigations = investigations;
        this.ledger = ledger;
        this.handling = handling;
        this.likeness = likeness;
        this.silences = silences;
        this.late = late;
        this.redactor = redactor;
        this.properties = properties;
        this.ids = ids;
        this.clock = clock;
    }

    /// An incident that was to be opened belongs to alerts for which another was opened meanwhile. Nothing of this may be kept; tried again, it is found.
    static final class Raced extends RuntimeException {

        private static final long serialVersionUID = 1;
    }

    /// What may share a turn with its like.
    private enum Kind {
        /// Nothing but alerts that fire.
        FIRING,
        /// Nothing but alerts that ended.
        ENDED,
        /// Anything else: it takes a turn of its own.
        ALONE
    }

    /// Alerts of one delivery that their sender says are of one fault.
    ///
    /// @param key what the sender joins them by; null if it does not
    /// @param alerts the latest of each fingerprint
    /// @param expected those that fall under a silence, and under which
    /// @param first the first that may open an incident or join one by likeness; null if there is none
    /// @param sought the marks by which that one may join an incident
    private record Group(int delivery, @Nullable String key, Map<String, Alert> alerts, Map<String, Silence> expected,
            @Nullable Alert first, List<String> sought, List<String> warnings, @Nullable Act act) {

        Kind kind() {
            if (act != null) return Kind.ALONE;
            Set<Alert.State> states = alerts.values().stream().map(Alert::state).collect(Collectors.toSet());
            if (states.size() > 1) return Kind.ALONE;
            return states.contains(Alert.State.FIRING) ? Kind.FIRING : Kind.ENDED;
        }
    }

    /// Alerts on their way into an incident.
    ///
    /// @param reason why they belong there; null if their sender said so
    /// @param opening how it is opened by the first of them; null if it is there already
    /// @param alerts redacted
    private record Joining(Known incident, @Nullable String reason, @Nullable Opening opening, List<Alert> alerts, @Nullable Act act) {

        Joining with(Joining more) {
            alerts.addAll(more.alerts());
            return this;
        }

        List<Alert> of(Alert.State state) {
            return alerts.stream().filter(alert -> alert.state() == state).toList();
        }

        boolean reopens() {
            return act == null && !incident.isOpen() && !of(Alert.State.FIRING).isEmpty();
        }

        Stream<Place> places() {
            return alerts.stream().map(alert -> new Place(incident.id(), Ledger.fingerprint(alert)));
        }
    }

    /// Where the alerts of a group go.
    private record Placed(Accepted answer, List<Joining> joining, Map<Alert, Silence> silenced) {}

    /// How much a delivery takes: its alerts, and what has to be locked for them.
    int weight(Reading.Alerts alerts) {
        return groups(0, alerts).stream().mapToInt(group -> group.alerts().size() + group.sought().size() + 1).sum();
    }

    /// Takes deliveries in, in their order.
    ///
    /// @param deliveries their services by our names
    /// @return what became of each: the incident is that of the first of its groups that has one
    List<Accepted> take(List<Reading.Alerts> deliveries) {
        List<Group> groups = IntStream.range(0, deliveries.size()).boxed()
                .flatMap(number -> groups(number, deliveries.get(number)).stream()).toList();
        // At once and in one order, so that two that take alerts of the same things in see each other, and do not wait for each other.
        ledger.alone(groups.stream()
                .flatMap(group -> Stream.concat(Stream.ofNullable(group.key()).map(key -> "group " + key), group.sought().stream()))
                .toList());
        List<List<Accepted>> answers = new ArrayList<>();
        deliveries.forEach(_ -> answers.add(new ArrayList<>()));
        int most = groups.size();
        for (int from = 0; from < groups.size();) {
            List<Group> next = turn(groups.subList(from, Math.min(groups.size(), from + most)));
            List<Accepted> taken = turnOf(next);
            for (int i = 0; i < taken.size(); i++) {
                answers.get(next.get(i).delivery()).add(taken.get(i));
            }
            // A turn that broke off looked for more than it took: the next is short, and grows again.
            most = taken.size() < next.size() ? 1 : Math.min(groups.size(), most * 2);
            from += taken.size();
        }
        return answers.stream().map(Grouping::together).toList();
    }

    private static Accepted together(List<Accepted> all) {
        Accepted first = all.stream().filter(accepted -> accepted.id() != null).findFirst().orElse(all.getFirst());
        return new Accepted(first.id(), first.outcome(),
                all.stream().flatMap(accepted -> accepted.warnings().stream()).distinct().toList());
    }

    /// The groups of a delivery, in the order of their keys.
    private List<Group> groups(int delivery, Reading.Alerts sent) {
        Map<String, List<Alert>> groups = new TreeMap<>();
        for (int i = 0; i < sent.alerts().size(); i++) {
            String key = sent.alerts().get(i).groupingKey();
            groups.computeIfAbsent(key == null ? "alone " + i : "group " + key, _ -> new ArrayList<>()).add(sent.alerts().get(i));
        }
        return groups.values().stream().map(alerts -> group(delivery, alerts, sent.act())).toList();
    }

    private Group group(int delivery, List<Alert> alerts, @Nullable Act act) {
        Map<String, Alert> latest = new LinkedHashMap<>();
        alerts.forEach(alert -> latest.put(Ledger.fingerprint(alert), alert));
        Map<String, Silence> expected = new LinkedHashMap<>();
        latest.forEach((fingerprint, alert) -> {
            if (alert.state() == Alert.State.FIRING) silences.of(alert).ifPresent(silence -> expected.put(fingerprint, silence));
        });
        Alert first = latest.entrySet().stream()
                .filter(entry -> entry.getValue().state() == Alert.State.FIRING && !expected.containsKey(entry.getKey()))
                .map(Map.Entry::getValue).findFirst().orElse(null);
        return new Group(delivery, alerts.getFirst().groupingKey(), latest, expected, first,
                first == null ? List.of() : likeness.sought(first),
                alerts.stream().flatMap(alert -> alert.warnings().stream()).distinct().toList(), act);
    }

    /// The longest beginning that may share a turn.
    private static List<Group> turn(List<Group> groups) {
        Kind kind = groups.getFirst().kind();
        if (kind == Kind.ALONE) return groups.subList(0, 1);
        return groups.stream().takeWhile(group -> group.kind() == kind).toList();
    }

    /// Takes a turn: reads, places, writes.
    ///
    /// @return what became of the groups, of the first at least; where something came back, the turn ends with it or before it
    private List<Accepted> turnOf(List<Group> groups) {
        Whereabouts where = whereabouts(groups);
        List<Placed> placed = new ArrayList<>();
        for (int number = 0; number < groups.size(); number++) {
            Placed next = placed(groups.get(number), number, where);
            boolean cameBack = next.joining().stream().anyMatch(Joining::reopens);
            if (cameBack && !placed.isEmpty()) break;
            placed.add(next);
            if (cameBack) break;
        }
        placed.forEach(each -> each.silenced().forEach((alert, silence) -> silences.keep(silence, redacted(alert, SILENCES))));
        write(placed.stream().flatMap(each -> each.joining().stream()).toList());
        return placed.stream().map(Placed::answer).toList();
    }

    private Whereabouts whereabouts(List<Group> groups) {
        Set<String> keys = new LinkedHashSet<>();
        Set<String> fingerprints = new LinkedHashSet<>();
        groups.stream().filter(group -> group.key() != null).forEach(group -> {
            keys.add(Objects.requireNonNull(group.key()));
            fingerprints.addAll(group.alerts().keySet());
        });
        // One that its sender's people reopened may have ended at any time.
        Instant since = groups.getFirst().act() instanceof Act.Reopened ? Instant.EPOCH : clock.instant().minus(properties.flapping());
        Map<String, List<Home>> homes = ledger.homes(keys, fingerprints, since, properties.alerts());
        List<Ledger.Search> searches = new ArrayList<>();
        for (int number = 0; number < groups.size(); number++) {
            Group group = groups.get(number);
            Alert first = group.first();
            if (first == null || group.sought().isEmpty()) continue;
            boolean housed = home(homes.getOrDefault(String.valueOf(group.key()), List.of()), "", first, group.act()).isPresent();
            if (!housed) {
                searches.add(new Ledger.Search(number, String.valueOf(group.key()), group.sought(), likeness.earliest(first),
                        likeness.latest(first)));
            }
        }
        return new Whereabouts(ledger, likeness, homes, ledger.candidates(searches, properties.alerts()));
    }

    /// Where each alert of a group goes: to the incident that it belongs to already; what has none joins one that is like it, or opens one.
    private Placed placed(Group group, int number, Whereabouts where) {
        Map<IncidentId, Joining> joining = new LinkedHashMap<>();
        Map<Alert, Silence> silenced = new LinkedHashMap<>();
        List<Alert> homeless = new ArrayList<>();
        group.alerts().forEach((fingerprint, alert) -> home(where.homes(group.key()), fingerprint, alert, group.act()).ifPresentOrElse(
                known -> joining.computeIfAbsent(known.id(), _ -> new Joining(known, null, null, new ArrayList<>(), group.act())).alerts()
                        .add(redacted(alert, known.id().toString())),
                () -> homeless.add(alert)));
        Outcome outcome = joining.isEmpty() ? Outcome.NOTHING_OPEN : Outcome.JOINED;
        homeless.removeIf(alert -> {
            Silence silence = group.expected().get(Ledger.fingerprint(alert));
            if (silence != null) silenced.put(alert, silence);
            return silence != null || alert.state() == Alert.State.RESOLVED;
        });
        if (!silenced.isEmpty() && joining.isEmpty()) outcome = Outcome.SILENCED;
        if (!homeless.isEmpty()) {
            Joining found = belonging(group, homeless, number, where);
            joining.merge(found.incident().id(), found, Joining::with);
            if (outcome != Outcome.JOINED) outcome = found.opening() != null ? Outcome.OPENED : Outcome.JOINED;
        }
        joining.values().forEach(each -> where.went(each.incident(), each.opening() != null, group.key(), each.of(Alert.State.FIRING),
                marks(each.of(Alert.State.FIRING)), where.alerts(each.incident().id(), group.key(), number)));
        return new Placed(new Accepted(joining.keySet().stream().findFirst().orElse(null), outcome, group.warnings()),
                List.copyOf(joining.values()), silenced);
    }

    /// Where an alert belongs: where it is known, else where its group is. What has ended is none, unless it ended just now and the alert fires again.
    private Optional<Known> home(List<Home> homes, String fingerprint, Alert alert, @Nullable Act act) {
        boolean again = act instanceof Act.Reopened || (alert.state() == Alert.State.FIRING && !properties.flapping().isZero());
        return homes.stream().filter(home -> home.incident().isOpen() || again)
                .min(Comparator.comparing((Home home) -> !home.incident().isOpen())
                        .thenComparing(home -> !home.fingerprints().contains(fingerprint)))
                .map(Home::incident);
    }

    /// The incident that alerts without one join, or open.
    private Joining belonging(Group group, List<Alert> alerts, int number, Whereabouts where) {
        Alert first = alerts.getFirst();
        if (!group.sought().isEmpty()) {
            Optional<Likeness.Match> match = likeness.best(first, where.candidates(number, first, group.sought()));
            if (match.isPresent()) {
                Known incident = match.get().incident();
                return new Joining(incident, match.get().reason(), null, redacted(alerts, incident.id()), group.act());
            }
        }
        IncidentId id = ids.incident();
        List<Alert> clean = redacted(alerts, id);
        Opening opening = opening(id, clean.getFirst(), first.source());
        return new Joining(Known.of(opening.incident()), null, opening, clean, group.act());
    }

    /// An incident that a report opens.
    Opening opening(Alert alert, String actor) {
        IncidentId id = ids.incident();
        return opening(id, redacted(alert, id.toString()), actor);
    }

    private Opening opening(IncidentId id, Alert clean, String actor) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        AnalysisId analysis = ids.analysis();
        Standing queued = Standing.NONE.on(analysis, Standing.State.QUEUED);
        return new Opening(
                new Incident(id, clean.title(), clean.description(), clean.severity(), Status.OPEN, clean.service(), clean.environment(),
                        clean.source(), clean.labels(), clean.groupingKey(), clean.startedAt(), now, now, 0, queued),
                new NewEvent(now, actor, EventType.INCIDENT_CREATED, clean.title(),
                        new EventData.IncidentCreated(clean.source(), clean.title(), clean.severity(), clean.service(), clean.environment(),
                                clean.startedAt(), clean.labels(), clean.links(), clean.groupingKey(), clean.fingerprint(),
                                clean.warnings())));
    }

    private void write(List<Joining> all) {
        List<Opening> openings = all.stream().map(Joining::opening).filter(Objects::nonNull).toList();
        if (!openings.isEmpty()) {
            List<Incident> opened = timeline.open(openings);
            if (opened.size() < openings.size()) throw new Raced();
            investigations.enqueue(opened);
        }
        // Of each place one statement takes one alert: what comes twice is written one after the other.
        List<Joining> some = new ArrayList<>();
        Set<Place> places = new HashSet<>();
        for (Joining joining : all) {
            if (joining.places().anyMatch(places::contains)) {
                join(some);
                some.clear();
                places.clear();
            }
            some.add(joining);
            joining.places().forEach(places::add);
        }
        join(some);
    }

    private void join(List<Joining> all) {
        Instant now = clock.instant();
        Map<Place, Before> before = ledger.fired(all.stream().filter(joining -> !joining.of(Alert.State.FIRING).isEmpty())
                .map(joining -> new Ledger.Firing(joining.incident(), joining.of(Alert.State.FIRING), joining.reason(),
                        marks(joining.of(Alert.State.FIRING))))
                .toList(), now, now.minus(properties.flapping()));
        List<Joining> ending = all.stream().filter(joining -> !joining.of(Alert.State.RESOLVED).isEmpty()).toList();
        Set<Place> ended = ledger.resolved(ending.stream()
                .flatMap(joining -> joining.of(Alert.State.RESOLVED).stream()
                        .map(alert -> new Place(joining.incident().id(), Ledger.fingerprint(alert))))
                .toList(), now);
        Map<IncidentId, List<NewEvent>> entries = new LinkedHashMap<>();
        all.forEach(joining -> entries.computeIfAbsent(joining.incident().id(), _ -> new ArrayList<>())
                .addAll(entries(joining, before, ended, now)));
        timeline.append(entries);
        all.stream().filter(joining -> joining.act() == null).forEach(this::raise);
        List<IncidentId> telling = all.stream().filter(joining -> joining.act() == null && isTelling(joining, before))
                .map(joining -> joining.incident().id()).toList();
        if (!telling.isEmpty()) late.ask(telling);
        all.stream().filter(Joining::reopens).forEach(joining -> investigateAgain(joining, before));
        all.forEach(joining -> {
            if (joining.act() != null) handling.follow(joining.incident().id(), joining.act());
        });
        if (!ending.isEmpty()) settle(ending);
    }

    private List<NewEvent> entries(Joining joining, Map<Place, Before> before, Set<Place> ended, Instant now) {
        List<NewEvent> entries = new ArrayList<>();
        if (joining.act() == null) {
            if (joining.reopens()) entries.add(reopened(joining, before));
            // The first alert of an incident stands in its first entry.
            joining.of(Alert.State.FIRING).stream().skip(joining.opening() != null ? 1 : 0)
                    .forEach(alert -> entries.add(received(alert, before(joining, alert, before), joining.reason())));
        }
        joining.of(Alert.State.RESOLVED).stream()
                .filter(alert -> ended.contains(new Place(joining.incident().id(), Ledger.fingerprint(alert))))
                .forEach(alert -> entries.add(new NewEvent(now, alert.source(), EventType.ALERT_RESOLVED,
                        "No longer firing: " + alert.title(),
                        new EventData.AlertResolved(alert.source(), alert.title(), alert.fingerprint(), alert.endedAt()))));
        return entries;
    }

    private static @Nullable Before before(Joining joining, Alert alert, Map<Place, Before> before) {
        return before.get(new Place(joining.incident().id(), Ledger.fingerprint(alert)));
    }

    private Set<String> marks(List<Alert> alerts) {
        return alerts.stream().filter(alert -> alert.groupingKey() != null).flatMap(alert -> likeness.marks(alert).stream())
                .limit(MOST_MARKS).collect(Collectors.toSet());
    }

    private NewEvent received(Alert alert, @Nullable Before before, @Nullable String reason) {
        boolean repeat = before != null && before.firing();
        return new NewEvent(clock.instant(), alert.source(), EventType.ALERT_RECEIVED,
                (repeat ? "Still firing: " : before == null || before.fresh() ? "Also firing: " : "Firing again: ") + alert.title(),
                new EventData.AlertReceived(alert.source(), alert.title(), alert.severity(), alert.fingerprint(), alert.labels(), repeat,
                        alert.warnings(), alert.service(), repeat ? null : reason));
    }

    private NewEvent reopened(Joining joining, Map<Place, Before> before) {
        int flaps = flaps(joining, before);
        String comment = flaps <= properties.flaps()
                ? null
                : "It has fired again " + flaps
                        + " times in a row soon after it had ended: it is not investigated again until it has been quiet for "
                        + Likeness.time(properties.flapping()) + ".";
        return new NewEvent(clock.instant(), joining.of(Alert.State.FIRING).getFirst().source(), EventType.REOPENED,
                "Reopened: one of its alerts fires again."
                        + (comment == null ? "" : " " + comment),
                new EventData.StatusChanged(joining.incident().status(), Status.OPEN, comment));
    }

    private static int flaps(Joining joining, Map<Place, Before> before) {
        return joining.of(Alert.State.FIRING).stream().map(alert -> before(joining, alert, before)).filter(Objects::nonNull)
                .mapToInt(Before::flaps).max().orElse(0);
    }

    /// What is new is looked into: an alert of another service, or one that joined by likeness, is evidence.
    private static boolean isTelling(Joining joining, Map<Place, Before> before) {
        return joining.of(Alert.State.FIRING).stream().anyMatch(alert -> {
            Before known = before(joining, alert, before);
            return known != null && known.fresh() && Ledger.isTelling(joining.incident(), alert, joining.reason());
        });
    }

    /// What came back is a reason to look again, unless it keeps coming back.
    private void investigateAgain(Joining joining, Map<Place, Before> before) {
        Known incident = joining.incident();
        if (flaps(joining, before) <= properties.flaps() && incident.state() == Standing.State.IDLE
                && archive.analyses(incident.id()).size() < properties.analyses()) {
            investigations.request(incident.id());
        }
    }

    /// An incident is as bad as the worst of its alerts: one that got worse makes it worse.
    private void raise(Joining joining) {
        joining.of(Alert.State.FIRING).stream().min(Comparator.comparing(Alert::severity))
                .filter(worst -> worst.severity().compareTo(joining.incident().severity()) < 0).ifPresent(worst -> {
                    Incident now = incident(joining.incident().id());
                    if (worst.severity().compareTo(now.severity()) < 0) handling.rated(now, worst.source(), worst.severity());
                });
    }

    /// Resolves incidents none of whose alerts fires any more.
    private void settle(Collection<Joining> ending) {
        Map<IncidentId, String> sources = new LinkedHashMap<>();
        ending.forEach(joining -> sources.put(joining.incident().id(), joining.alerts().getFirst().source()));
        Map<IncidentId, Status> quiet = ledger.quiet(sources.keySet());
        Map<IncidentId, List<NewEvent>> entries = new LinkedHashMap<>();
        sources.forEach((id, source) -> {
            Status status = quiet.get(id);
            if (status == null) return;
            entries.put(id, List.of(new NewEvent(clock.instant(), source, EventType.RESOLVED, "None of its alerts fires any more.",
                    new EventData.StatusChanged(status, Status.RESOLVED, null))));
        });
        timeline.append(entries);
    }

    private Incident incident(IncidentId id) {
        return archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
    }

    private List<Alert> redacted(List<Alert> alerts, IncidentId id) {
        return alerts.stream().map(alert -> redacted(alert, id.toString())).collect(Collectors.toCollection(ArrayList::new));
    }

    private Alert redacted(Alert alert, String id) {
        return alert.rewritten(text -> text(text, id));
    }

    private String text(String text, String id) {
        return redactor.redact(text, id).text();
    }
}
