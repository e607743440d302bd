/// Traces, and who calls whom, from Jaeger.
@NullMarked
package dev.firsthour.evidence.jaeger;

import org.jspecify.annotations.NullMarked;
