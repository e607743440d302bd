package dev.firsthour.job;

/// One run of a job.
///
/// @param key tells the job from others of its kind
/// @param failures how many runs in a row failed by throwing, before this one
public record JobRun(String key, int failures) {}
