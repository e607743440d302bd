/// Runs the engine over recorded cases and scores it; needs no server and no database.
@ApplicationModule(allowedDependencies = {"incident", "llm", "privacy", "timeline", "timeline :: memory", "evidence", "evidence::attached",
        "diagnosis", "investigation"})
@NullMarked
package dev.firsthour.evaluation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
