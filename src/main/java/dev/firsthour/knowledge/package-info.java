/// What people wrote down before: runbooks, found by words and by meaning. Hypotheses to check and never evidence.
@ApplicationModule(allowedDependencies = {"evidence", "privacy"})
@NullMarked
package dev.firsthour.knowledge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
