/// Where requests to outside systems may go, whoever sends them.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.firsthour.network;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
