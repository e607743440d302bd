/// Questions put to outside systems and to what is attached, and their typed, redacted answers.
@ApplicationModule(allowedDependencies = {"aws", "incident", "network", "privacy", "timeline"})
@NullMarked
package dev.firsthour.evidence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
