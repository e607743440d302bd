package dev.firsthour.intake;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Severity;

/// What people did about an alert in the system that sent it.
public sealed interface Act {

    /// Who did it, as it stands on the timeline: `pagerduty:NAME`.
    String actor();

    /// Somebody is on it.
    record Acknowledged(String actor, @Nullable String comment) implements Act {}

    /// Nobody is on it any more.
    record Unacknowledged(String actor) implements Act {}

    /// It is not over after all.
    record Reopened(String actor) implements Act {}

    /// It is over.
    record Resolved(String actor, @Nullable String comment) implements Act {}

    /// It is as bad as that now.
    record Rated(String actor, Severity severity) implements Act {}

    /// Somebody says whether the analysis named the cause.
    record Judged(String actor, boolean correct) implements Act {}

    /// Somebody wants another analysis.
    record AskedAgain(String actor) implements Act {}

    /// Something was said or done that is worth an entry: it was escalated, handed over, commented on.
    record Noted(String actor, String text) implements Act {}

    /// The actor's name for someone in a sender's system.
    ///
    /// @param name null if the sender does not say who
    static String actor(String source, @Nullable String name) {
        return name == null ? source : source + ":" + name;
    }
}
