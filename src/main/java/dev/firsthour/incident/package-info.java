/// The words of the trade: alert, incident, evidence, finding, hypothesis, analysis, event. Plain Java, no I/O, no Spring.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.firsthour.incident;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
