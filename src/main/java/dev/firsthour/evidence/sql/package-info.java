/// What a PostgreSQL, a MySQL or a MariaDB says of itself: locks, sessions, slow statements, connections and sizes, by fixed queries that only read.
@NullMarked
package dev.firsthour.evidence.sql;

import org.jspecify.annotations.NullMarked;
