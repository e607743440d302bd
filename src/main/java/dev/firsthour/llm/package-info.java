/// One conversation with a language model behind one port, and one adapter package for each protocol.
@ApplicationModule(allowedDependencies = {"aws"})
@NullMarked
package dev.firsthour.llm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
