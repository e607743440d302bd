package dev.firsthour.web.problem;

import org.jspecify.annotations.Nullable;

/// One thing that is wrong with a request.
///
/// @param field where: a parameter's name, or the path of a field as in `logs[3].at`; null if it is about the request as a whole
/// @param value what stood there, cut to what a person can read; null if nothing did
/// @param problem what is wrong with it
/// @param remedy what to do instead
public record Complaint(@Nullable String field, @Nullable String value, String problem, String remedy) {

    private static final int SHOWN = 200;

    public Complaint { if (value != null && value.length() > SHOWN) value = value.substring(0, SHOWN) + "…"; }

    /// The complaint as one sentence.
    public String sentence() {
        return problem + ": " + remedy;
    }
}
