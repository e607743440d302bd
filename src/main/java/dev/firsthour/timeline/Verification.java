package dev.firsthour.timeline;

import org.jspecify.annotations.Nullable;

/// What checking an incident's hash chain came to.
///
/// @param holds whether every entry is there and as it was written
/// @param entries how many entries were read
/// @param brokenAt the position of the first entry that is missing or altered; null if the chain holds
/// @param explanation in words
public record Verification(boolean holds, long entries, @Nullable Long brokenAt, String explanation) {}
