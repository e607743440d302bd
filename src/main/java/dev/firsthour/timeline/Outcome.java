package dev.firsthour.timeline;

import java.time.Instant;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.IncidentId;

/// What became of an analysis: how sure it was, and whether a person who knows says that it was right.
///
/// @param confidence as the analysis stated it, with what it was computed from
/// @param right whether it named the cause, by the newest feedback on it
public record Outcome(IncidentId incidentId, AnalysisId analysisId, Confidence confidence, boolean right, Instant givenAt) {}
