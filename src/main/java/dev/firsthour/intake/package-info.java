/// Alerts and changes in, incidents out: verify, parse, redact, group, accept.
@ApplicationModule(allowedDependencies = {"incident", "privacy", "timeline", "evidence", "evidence :: attached", "evidence :: changes",
        "investigation", "job", "access", "network"})
@NullMarked
package dev.firsthour.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
