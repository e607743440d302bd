package dev.firsthour.investigation;

/// The words that stand for how a question to a model ended, as stored.
final class Exchanges {

    static final String ANSWERED = "answered";
    static final String CUT = "cut";
    static final String BUSY = "busy";
    static final String AWAY = "away";
    static final String REFUSED = "refused";

    private Exchanges() {}
}
