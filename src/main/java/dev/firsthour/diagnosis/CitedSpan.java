package dev.firsthour.diagnosis;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Span;

/// A span and the piece of evidence that holds it.
record CitedSpan(EvidenceId evidence, Span span) {}
