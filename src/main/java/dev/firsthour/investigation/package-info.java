/// The agents: plan, gather, diagnose, suspect, doubt, judge; structured output and its self-healing; confidence.
@ApplicationModule(allowedDependencies = {"incident", "timeline", "evidence", "diagnosis", "privacy", "llm", "job", "knowledge"})
@NullMarked
package dev.firsthour.investigation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
