/// Pure algorithms: evidence in, ranked findings out. No I/O, no clock, no Spring, no model.
@ApplicationModule(allowedDependencies = {"incident"})
@NullMarked
package dev.firsthour.diagnosis;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
