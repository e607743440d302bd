package dev.firsthour.diagnosis;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;

/// A log record and the piece of evidence that holds it.
public record CitedLog(EvidenceId evidence, LogRecord log) {}
