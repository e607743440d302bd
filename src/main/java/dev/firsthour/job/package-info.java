/// Work that must be done, kept through crashes: enqueue inside the caller's transaction, retry with back-off, give up.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.firsthour.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
