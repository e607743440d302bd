@NullMarked
package dev.firsthour.investigation;

import org.jspecify.annotations.NullMarked;
