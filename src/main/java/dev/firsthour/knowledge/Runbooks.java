package dev.firsthour.knowledge;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// Runbooks, to be searched. What is found was right once, for somebody: it is something to check, and no evidence of anything.
public interface Runbooks {

    /// None at all.
    Runbooks NONE = new Runbooks() {
        @Override
        public List<Suggestion> search(Question question, int limit) {
            return List.of();
        }

        @Override
        public boolean isEmpty() {
            return true;
        }
    };

    /// What to look for.
    ///
    /// @param text words of the incident, redacted
    /// @param service the service in trouble; null if nobody knows
    /// @param askOutside whether an embedding model may be asked what the words mean. Never from within a request: there, only what was asked before
    ///        is used
    record Question(String text, @Nullable String service, boolean askOutside) {}

    /// The sections that may help, the likeliest first, at most `limit`, and at most two of one runbook.
    List<Suggestion> search(Question question, int limit);

    /// Whether there is nothing to be searched.
    boolean isEmpty();
}
