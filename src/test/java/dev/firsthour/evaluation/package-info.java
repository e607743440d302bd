@NullMarked
package dev.firsthour.evaluation;

import org.jspecify.annotations.NullMarked;
