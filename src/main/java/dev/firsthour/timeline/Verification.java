package dev.firsthour.timeline;

import org.jspecify.annotations.Nullable;

/// What checking an incident's hash chain came to, and the bodies beside it whose digests it holds.
///
/// @param holds whether every entry is there and as it was written, and every body too that no entry says was erased
/// @param entries how many entries were read
/// @param erased how many bodies are gone because an entry says that they were erased
/// @param brokenAt the position of the first entry that is missing or altered, or whose body is; null if the chain holds
/// @param explanation in words
public record Verification(boolean holds, long entries, long erased, @Nullable Long brokenAt, String explanation) {}
