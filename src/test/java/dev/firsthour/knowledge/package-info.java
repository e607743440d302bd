@NullMarked
package dev.firsthour.knowledge;

import org.jspecify.annotations.NullMarked;
