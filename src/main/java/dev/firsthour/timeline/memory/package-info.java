/// The timeline and the archive in memory, for evaluation, the terminal and tests: nothing survives the process.
@NamedInterface("memory")
@NullMarked
package dev.firsthour.timeline.memory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
