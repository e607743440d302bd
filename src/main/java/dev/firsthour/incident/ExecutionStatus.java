package dev.firsthour.incident;

/// How far an analysis can be trusted to be what was asked for; the names are stored and never change.
public enum ExecutionStatus {
    /// The accepted answer was valid in full, healed on the way or not.
    COMPLETED,
    /// The model could not be reached or its output not be made valid: fields come from the deterministic findings.
    RECOVERED_FALLBACK,
    /// No analysis worth reading could be produced, or it was cancelled.
    FAILED
}
