@NullMarked
package dev.firsthour.access;

import org.jspecify.annotations.NullMarked;
