package dev.firsthour.diagnosis;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;

/// A log record and the piece of evidence that it stands in.
public record CitedLog(EvidenceId evidence, LogRecord log) {}
