package dev.firsthour.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.intake.IncidentAlert;

/// The alerts that an incident is made of.
record AlertsView(List<AlertView> alerts) {

    static AlertsView of(List<IncidentAlert> alerts) {
        return new AlertsView(alerts.stream().map(AlertView::of).toList());
    }

    /// One alert.
    ///
    /// @param fingerprint what it is known by within the incident: send it to take the alert out
    /// @param state `firing` or `resolved`
    /// @param received how often it came
    /// @param flaps how often in a row it fired again soon after it had ended
    /// @param joined why it belongs there; null if its sender said so
    record AlertView(String fingerprint, @Nullable String title, @Nullable String source, @Nullable String severity,
            @Nullable String service,
            Map<String, String> labels, String state, Instant startedAt, int received, int flaps, @Nullable String joined) {

        static AlertView of(IncidentAlert one) {
            Alert alert = one.alert();
            String state = one.firing() ? "firing" : "resolved";
            if (alert == null) {
                return new AlertView(one.fingerprint(), null, null, null, null, Map.of(), state, one.startedAt(), one.received(),
                        one.flaps(),
                        one.joined());
            }
            return new AlertView(one.fingerprint(), alert.title(), alert.source(), alert.severity().word(), alert.service(),
                    new TreeMap<>(alert.labels()), state, one.startedAt(), one.received(), one.flaps(), one.joined());
        }
    }
}
