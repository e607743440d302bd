/// Server-sent events: one shared poll says what moved, and each stream reads on from its own position.
@NullMarked
package dev.firsthour.web.live;

import org.jspecify.annotations.NullMarked;
