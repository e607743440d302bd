@NullMarked
package dev.firsthour.intake;

import org.jspecify.annotations.NullMarked;
