/// The adapter for evidence that lies in a folder of files: one incident as somebody saved it.
@NamedInterface("attached")
@NullMarked
package dev.firsthour.evidence.attached;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
