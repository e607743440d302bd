/// Evidence that somebody attached: in the body of a request, or as a folder of files.
@NamedInterface("attached")
@NullMarked
package dev.firsthour.evidence.attached;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
