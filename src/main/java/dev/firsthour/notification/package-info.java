/// Deliveries to people and systems, each a job.
@ApplicationModule(allowedDependencies = {"incident", "network", "timeline", "job"})
@NullMarked
package dev.firsthour.notification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
