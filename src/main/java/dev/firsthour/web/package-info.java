/// The JSON API, the live streams and the dashboard. It reads what is written down and calls what acts; it decides nothing itself.
@ApplicationModule(allowedDependencies = {"access", "evidence", "incident", "intake", "investigation", "knowledge", "privacy", "retention",
        "timeline"})
@NullMarked
package dev.firsthour.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
