package dev.firsthour.intake;

/// Nobody knows where a delivery comes from; the message says why, and what to do.
public final class Unproven extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Unproven(String reason, String remedy) {
        super(reason + ": " + remedy);
    }
}
