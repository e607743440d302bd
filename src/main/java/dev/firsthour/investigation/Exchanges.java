package dev.firsthour.investigation;

import java.util.Set;

/// The words that stand for how a question to a model ended, as stored.
final class Exchanges {

    static final String ANSWERED = "answered";
    static final String CUT = "cut";
    /// It asked for tools; the reply is stored as JSON with its `text` and its `calls`.
    static final String CALLED = "called";
    static final String BUSY = "busy";
    static final String AWAY = "away";
    static final String REFUSED = "refused";

    /// Those with which the model said something.
    static final Set<String> SAID = Set.of(ANSWERED, CUT, CALLED);

    private Exchanges() {}
}
