package dev.firsthour.intake;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.IncidentId;

/// What a delivery says.
///
/// @param deliveryId the sender's own name for the delivery: the same one again is not done twice; null if it has none
public record Reading(@Nullable String deliveryId, Matter matter) {

    /// What it is about.
    public sealed interface Matter {}

    /// Something is wrong, or no longer is. Alerts of the same grouping key are of one fault.
    ///
    /// @param act what the sender's people did about it; null if they did nothing
    public record Alerts(List<Alert> alerts, @Nullable Act act) implements Matter {
        public Alerts {
            alerts = List.copyOf(alerts);
            if (alerts.isEmpty()) throw new IllegalArgumentException("a delivery about alerts holds one");
        }
    }

    /// Something was changed.
    public record Changes(List<Change> changes, List<String> warnings) implements Matter {
        public Changes {
            changes = List.copyOf(changes);
            warnings = List.copyOf(warnings);
            if (changes.isEmpty()) throw new IllegalArgumentException("a delivery about changes holds one");
        }
    }

    /// Somebody said or did something about an incident that is known here by its grouping key: it opens none.
    public record Said(String groupingKey, Act act) implements Matter {}

    /// Somebody answered a message: if it is one of ours, it concerns the incident that the message is about, and otherwise it says something else.
    ///
    /// @param channel the channel of notifications that our messages go to
    /// @param reference what that channel calls the message
    public record Answered(String channel, String reference, Act act, Matter otherwise) implements Matter {}

    /// Somebody handled an incident that they were shown by its id.
    public record Handled(IncidentId incident, Act act) implements Matter {}

    /// Something has to be done before the sender is content, by a job of that name and key: nothing is called from within a request.
    public record Errand(String job, String key) implements Matter {}

    /// Nothing that concerns us, and why: a ping, an event of another kind.
    public record Nothing(String why) implements Matter {}

    /// Alerts of a sender that does not name its deliveries.
    public static Reading of(List<Alert> alerts) {
        return new Reading(null, new Alerts(alerts, null));
    }

    /// One alert of a sender that does not name its deliveries.
    public static Reading of(Alert alert) {
        return of(List.of(alert));
    }
}
