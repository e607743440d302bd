/// What signs requests to Amazon's services, whoever sends them.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.firsthour.aws;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
