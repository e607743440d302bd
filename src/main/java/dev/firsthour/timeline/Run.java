package dev.firsthour.timeline;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.IncidentId;

/// One attempt at one analysis. An append in its name is refused once a later attempt has begun or the analysis has ended.
///
/// @param attempt counts from 1
public record Run(IncidentId incidentId, AnalysisId analysisId, int attempt) {}
