/// Erases what lies beside the timelines once it has been kept for long enough, or when an administrator says so.
@ApplicationModule(allowedDependencies = {"incident", "privacy", "timeline", "intake", "job"})
@NullMarked
package dev.firsthour.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
