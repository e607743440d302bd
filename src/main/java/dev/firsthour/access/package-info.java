/// Who is calling and what they may do: API keys, sign-in links, sessions and roles. Everything is denied unless it is allowed here.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.firsthour.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
