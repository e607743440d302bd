/// The same abilities from a terminal, and the assembly of the server.
@ApplicationModule(allowedDependencies = {"incident", "llm", "privacy", "job", "access", "database", "timeline", "timeline :: memory",
        "timeline :: postgres", "evidence", "evidence :: attached", "investigation", "intake", "evaluation"})
@NullMarked
package dev.firsthour.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
