package dev.firsthour.incident;

/// What the engine found in one run, readable as provisional while a model still reasons.
public record RecordedDiagnosis(AnalysisId analysisId, Diagnosis diagnosis) implements Kept {}
