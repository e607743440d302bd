package dev.firsthour.intake;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.IncidentId;

/// What became of something that was sent in; it is durable.
///
/// @param id the incident it belongs to; null if it concerns none that is open
public record Accepted(@Nullable IncidentId id, Outcome outcome, List<String> warnings) {

    /// What was done with it.
    public enum Outcome {
        /// It opened an incident.
        OPENED,
        /// It belongs to an incident that was open already.
        JOINED,
        /// The same request had been accepted before.
        REPEATED,
        /// It says that something ended of which nothing is open.
        NOTHING_OPEN,
        /// It is expected, and was kept without an incident.
        SILENCED,
        /// It says what changed, and that was kept.
        RECORDED,
        /// It says nothing that concerns us: a ping, a handshake, an event of another kind.
        NOTED
    }

    public Accepted { warnings = List.copyOf(warnings); }
}
