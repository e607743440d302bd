package dev.firsthour.web.page;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;

/// A state as a mark, a word and, for those who point at it, a sentence: never by colour alone.
///
/// @param tone the class that colours it
/// @param mark one character that differs from state to state
record Badge(String tone, String mark, String word, String meaning) {

    static Badge of(Severity severity) {
        return switch (severity) {
            case CRITICAL -> new Badge("critical", "▮▮▮▮", "critical", "Severity critical, the worst of five");
            case HIGH -> new Badge("high", "▮▮▮▯", "high", "Severity high, second of five");
            case MEDIUM -> new Badge("medium", "▮▮▯▯", "medium", "Severity medium, third of five");
            case LOW -> new Badge("low", "▮▯▯▯", "low", "Severity low, fourth of five");
            case INFO -> new Badge("info", "▯▯▯▯", "info", "Severity info, the least of five");
        };
    }

    static Badge of(Status status) {
        return switch (status) {
            case OPEN -> new Badge("open", "○", "open", "Nobody has taken it yet");
            case ACKNOWLEDGED -> new Badge("acknowledged", "◐", "acknowledged", "Somebody is on it");
            case MITIGATED -> new Badge("mitigated", "◕", "mitigated", "The harm is stopped, the cause not yet removed");
            case RESOLVED -> new Badge("resolved", "●", "resolved", "It is over");
        };
    }

    /// How far the analysis can be trusted to be what was asked for; while one is under way, that.
    static @Nullable Badge of(Standing standing) {
        return switch (standing.state()) {
            case QUEUED -> new Badge("working", "…", "queued", "The investigation waits for a worker");
            case RUNNING -> new Badge("working", "…", "investigating", "The investigation is under way");
            case WAITING ->
                new Badge("waiting", "⧗", "waiting", "The investigation waits for something that is away, and will be tried again");
            case IDLE -> standing.executionStatus() == null ? null : of(standing.executionStatus());
        };
    }

    static Badge of(ExecutionStatus status) {
        return switch (status) {
            case COMPLETED -> new Badge("completed", "✓", "COMPLETED", "The analyst's answer was valid in full");
            case RECOVERED_FALLBACK -> new Badge("fallback", "!", "RECOVERED_FALLBACK",
                    "The model was away or its answer not valid: this comes from the engine's findings and needs a closer look");
            case FAILED -> new Badge("failed", "✕", "FAILED", "No analysis worth reading could be produced");
        };
    }
}
