package dev.firsthour.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Status;
import dev.firsthour.intake.Ledger.Home;
import dev.firsthour.intake.Ledger.Known;
import dev.firsthour.intake.Likeness.Candidate;

/// Where alerts may belong: as the database had it when a turn began, and as the turn has changed it since. So each alert of a turn is placed as if those before
/// it were stored already.
final class Whereabouts {

    private final Ledger ledger;
    private final Likeness likeness;
    private final Map<String, List<Home>> homes;
    private final Map<Integer, List<Candidate>> candidates;
    private final Map<IncidentId, Touched> touched = new LinkedHashMap<>();

    Whereabouts(Ledger ledger, Likeness likeness, Map<String, List<Home>> homes, Map<Integer, List<Candidate>> candidates) {
        this.ledger = ledger;
        this.likeness = likeness;
        this.homes = new HashMap<>(homes);
        this.candidates = candidates;
    }

    /// An incident that alerts of this turn went to.
    private static final class Touched {

        private final Known incident;
        private final boolean opened;
        private final Set<String> marks = new HashSet<>();
        private int alerts;

        Touched(Known incident, boolean opened, int alerts) {
            this.incident = incident;
            this.opened = opened;
            this.alerts = alerts;
        }
    }

    /// The incidents that alerts of a group belong to, the first of them first.
    List<Home> homes(@Nullable String group) {
        return group == null ? List.of() : homes.getOrDefault(group, List.of());
    }

    /// The incidents that an alert may join by likeness.
    ///
    /// @param number the search for it
    /// @param sought the marks that it looks for
    List<Candidate> candidates(int number, Alert alert, List<String> sought) {
        List<Candidate> all = new ArrayList<>();
        Set<IncidentId> found = new HashSet<>();
        for (Candidate candidate : candidates.getOrDefault(number, List.of())) {
            Touched here = touched.get(candidate.incident().id());
            all.add(here == null ? candidate : new Candidate(candidate.incident(), candidate.mark(), here.alerts));
            found.add(candidate.incident().id());
        }
        for (Touched here : touched.values()) {
            List<String> common = sought.stream().filter(here.marks::contains).toList();
            boolean near = !here.incident.startedAt().isBefore(likeness.earliest(alert))
                    && !here.incident.startedAt().isAfter(likeness.latest(alert));
            if (common.isEmpty() || !near) continue;
            if (!here.opened && !found.contains(here.incident.id())
                    && ledger.isApart(here.incident.id(), String.valueOf(alert.groupingKey())))
                continue;
            common.forEach(mark -> all.add(new Candidate(here.incident, mark, here.alerts)));
        }
        return all;
    }

    /// Alerts of a group have gone to an incident.
    ///
    /// @param alerts redacted, those that fire
    /// @param marks what they are known by
    /// @param before how many alerts the incident had before this turn
    void went(Known incident, boolean opened, @Nullable String group, List<Alert> alerts, Set<String> marks, int before) {
        Known open = incident.isOpen() ? incident : incident.as(Status.OPEN);
        Touched here = touched.computeIfAbsent(incident.id(), _ -> new Touched(open, opened, before));
        List<Home> known = new ArrayList<>(homes(group));
        Set<String> held = new HashSet<>();
        known.stream().filter(home -> home.incident().id().equals(incident.id())).forEach(home -> held.addAll(home.fingerprints()));
        here.alerts += (int) alerts.stream().map(Ledger::fingerprint).filter(fingerprint -> !held.contains(fingerprint)).count();
        here.marks.addAll(marks);
        if (group == null) return;
        alerts.forEach(alert -> held.add(Ledger.fingerprint(alert)));
        int place = place(known, incident.id());
        if (place < known.size()) known.remove(place);
        known.add(place, new Home(open, held, here.alerts));
        homes.put(group, known);
    }

    /// Where an incident stands among the homes of a group, or after the last of them.
    private static int place(List<Home> homes, IncidentId incident) {
        for (int i = 0; i < homes.size(); i++) {
            if (homes.get(i).incident().id().equals(incident)) return i;
        }
        return homes.size();
    }

    /// How many alerts an incident had before this turn, as far as that was counted.
    int alerts(IncidentId incident, @Nullable String group, int number) {
        return homes(group).stream().filter(home -> home.incident().id().equals(incident)).mapToInt(Home::alerts).findFirst()
                .orElseGet(() -> candidates.getOrDefault(number, List.of()).stream()
                        .filter(candidate -> candidate.incident().id().equals(incident)).mapToInt(Candidate::alerts).findFirst().orElse(0));
    }
}
