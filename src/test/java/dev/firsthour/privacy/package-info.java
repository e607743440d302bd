@NullMarked
package dev.firsthour.privacy;

import org.jspecify.annotations.NullMarked;
