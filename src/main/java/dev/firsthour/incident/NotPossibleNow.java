package dev.firsthour.incident;

/// What was asked for does not fit how things stand; the message says how they stand and what to do.
public final class NotPossibleNow extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NotPossibleNow(String message) {
        super(message);
    }
}
