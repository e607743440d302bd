/// The append-only, hash-chained record, and the incident, evidence, model exchange and analysis as stored.
@ApplicationModule(allowedDependencies = {"incident"})
@NullMarked
package dev.firsthour.timeline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
