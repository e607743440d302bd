package dev.firsthour.job;

import java.time.Instant;

/// Does one kind of job. A job may run more than once, and on another machine than before: whatever it did must be read from what it wrote.
public interface JobHandler {

    /// The kind of job, as stored: it never changes.
    String name();

    /// Does it. What is thrown counts as a failure that may go away, and the job is tried again.
    Outcome run(JobRun run);

    /// A run failed by throwing and will be tried again. Called in the transaction that schedules the next one.
    void retrying(JobRun run, String reason, Instant nextAt);

    /// The job is put aside. Called in the transaction that does so, so that whatever waits for it learns of its end.
    void gaveUp(JobRun run, String reason);
}
