/// What changed, as it was sent in: kept here, and asked for when an incident is investigated.
@NamedInterface("changes")
@NullMarked
package dev.firsthour.evidence.changes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
