/// The timeline and the archive in PostgreSQL.
@NullMarked
package dev.firsthour.timeline.postgres;

import org.jspecify.annotations.NullMarked;
