/// Any HTTP API by configuration: which questions to ask, and where in the answers rows, times and texts stand.
@NullMarked
package dev.firsthour.evidence.http;

import org.jspecify.annotations.NullMarked;
