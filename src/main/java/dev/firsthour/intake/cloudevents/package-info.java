/// CloudEvents 1.0 over HTTP, binary, structured and in batches; those of CDEvents among them.
@NullMarked
package dev.firsthour.intake.cloudevents;

import org.jspecify.annotations.NullMarked;
