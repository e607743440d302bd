package dev.firsthour.web.page;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Status;
import dev.firsthour.intake.IncidentAlert;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.IncidentFilter;

/// The alerts that an incident is made of, and what a responder may mend about that.
///
/// @param alerts the first of them, in the order in which they began
/// @param more how many are not shown
/// @param others open incidents that this one may become part of, the newest first
/// @param mergedInto the incident that it became part of; null if it stands by itself
/// @param severities what it may be rated as instead
/// @param splits whether an alert may be taken out
record AlertsPart(List<Row> alerts, int more, List<Other> others, @Nullable String mergedInto, List<String> severities, boolean splits) {

    private static final int SHOWN = 50;
    private static final int OTHERS = 20;
    private static final int LOOKED_AT = 100;

    /// @param joined why it belongs here; null if its sender said so
    record Row(String fingerprint, String title, @Nullable String service, boolean firing, Moment began, int received,
            @Nullable String joined) {}

    record Other(String id, String title) {}

    static AlertsPart of(IncidentId id, List<IncidentAlert> alerts, Archive archive, Instant now) {
        Incident incident = archive.incident(id).orElse(null);
        if (incident == null) return new AlertsPart(List.of(), 0, List.of(), null, List.of(), false);
        boolean open = incident.status() != Status.RESOLVED;
        List<Other> others = open
                ? archive.page(IncidentFilter.ALL, null, LOOKED_AT).incidents().stream()
                        .filter(other -> other.status() != Status.RESOLVED && !other.id().equals(id)).limit(OTHERS)
                        .map(other -> new Other(other.id().toString(), other.title())).toList()
                : List.of();
        return new AlertsPart(alerts.stream().limit(SHOWN).map(alert -> row(alert, now)).toList(), Math.max(0, alerts.size() - SHOWN),
                others,
                incident.mergedInto() == null ? null : incident.mergedInto().toString(),
                Arrays.stream(Severity.values()).filter(severity -> severity != incident.severity()).map(Severity::word).toList(),
                open && alerts.size() > 1);
    }

    private static Row row(IncidentAlert one, Instant now) {
        Alert alert = one.alert();
        return new Row(one.fingerprint(), alert == null ? one.fingerprint() : alert.title(), alert == null ? null : alert.service(),
                one.firing(),
                Moment.of(one.startedAt(), now), one.received(), one.joined());
    }
}
