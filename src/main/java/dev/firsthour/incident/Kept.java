package dev.firsthour.incident;

/// What is stored beside a timeline entry: the entry holds its digest, so that the body can be erased later and the chain still holds.
public sealed interface Kept permits Evidence, Analysis, ModelExchange, RecordedDiagnosis {}
