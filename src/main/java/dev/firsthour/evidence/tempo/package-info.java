/// Traces from Tempo.
@NullMarked
package dev.firsthour.evidence.tempo;

import org.jspecify.annotations.NullMarked;
