/// The one PostgreSQL that everything durable lies in: embedded by default, or any other by its address.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.firsthour.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
