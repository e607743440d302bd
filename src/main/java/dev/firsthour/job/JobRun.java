package dev.firsthour.job;

/// One run of a job.
///
/// @param key tells the job from others of its kind
/// @param failures how many runs in a row failed by throwing, before this one
/// @param again whether an earlier run of it began: it may have done its work and died before it could say so
public record JobRun(String key, int failures, boolean again) {

    /// A run that nothing is known of but its failures.
    public JobRun(String key, int failures) {
        this(key, failures, failures > 0);
    }
}
