/// Finds secrets and personal data in text, takes them out, and puts pseudonyms back.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.firsthour.privacy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
