package dev.firsthour.diagnosis;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.MetricSeries;

/// A series and the piece of evidence that it was read from.
record CitedSeries(EvidenceId evidence, MetricSeries series) {}
