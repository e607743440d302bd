package dev.firsthour.job;

import java.time.Instant;

/// What shall happen to a job after it ran.
public sealed interface Outcome {

    /// It is done, and gone.
    record Done() implements Outcome {}

    /// It runs again at that time. This is no failure: whoever returns it has decided and recorded why.
    record RunAgain(Instant at) implements Outcome {}

    /// It will never succeed: it is put aside with its reason until a person runs it again.
    record GiveUp(String reason) implements Outcome {}
}
