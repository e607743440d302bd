/// The timeline and the archive in PostgreSQL.
@NamedInterface("postgres")
@NullMarked
package dev.firsthour.timeline.postgres;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
