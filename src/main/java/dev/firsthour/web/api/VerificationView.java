package dev.firsthour.web.api;

import org.jspecify.annotations.Nullable;

import dev.firsthour.timeline.Verification;

/// What checking the hash chain came to.
///
/// @param erased how many bodies are gone because an entry says that they were erased
/// @param brokenAt the position of the first entry that is missing or altered, or whose body is; null if the chain holds
record VerificationView(boolean holds, long entries, long erased, @Nullable Long brokenAt, String explanation) {

    static VerificationView of(Verification verification) {
        return new VerificationView(verification.holds(), verification.entries(), verification.erased(), verification.brokenAt(),
                verification.explanation());
    }
}
