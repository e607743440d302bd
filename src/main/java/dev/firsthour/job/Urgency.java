package dev.firsthour.job;

/// How soon a job's turn comes when more wait than can be worked on. Among jobs of one urgency the oldest comes first.
///
/// The numbers are stored: they never change.
public enum Urgency {
    /// Something brief that others wait for, as a delivery or a handshake: it never waits behind what takes minutes.
    BRIEF(95),
    /// The worst: a place is always free for it.
    WORST(90), HIGH(70), MEDIUM(50), LOW(30), LEAST(10);

    private final int number;

    Urgency(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
