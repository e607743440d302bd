package dev.firsthour.diagnosis;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.EvidenceId;

/// A change and the piece of evidence that holds it.
record CitedChange(EvidenceId evidence, Change change) {}
