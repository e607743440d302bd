package dev.firsthour.web.api;

import org.jspecify.annotations.Nullable;

import dev.firsthour.timeline.Verification;

/// What checking the hash chain came to.
///
/// @param brokenAt the position of the first entry that is missing or altered; null if the chain holds
record VerificationView(boolean holds, long entries, @Nullable Long brokenAt, String explanation) {

    static VerificationView of(Verification verification) {
        return new VerificationView(verification.holds(), verification.entries(), verification.brokenAt(), verification.explanation());
    }
}
