package dev.firsthour.evidence;

import dev.firsthour.incident.LogRecord;

/// A log record that is redacted and within bounds.
///
/// @param redactions how many secrets and personal data were taken out of it
/// @param truncated whether a bound cut it short
record CleanLog(LogRecord log, int redactions, boolean truncated) {}
