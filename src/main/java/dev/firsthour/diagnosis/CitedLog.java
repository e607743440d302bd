package dev.firsthour.diagnosis;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;

/// A log record and the piece of evidence that it stands in.
record CitedLog(EvidenceId evidence, LogRecord log) {}
