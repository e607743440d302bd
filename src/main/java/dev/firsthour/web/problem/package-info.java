/// What is said to a caller whose request went wrong: the field, its value and the way out.
@NullMarked
package dev.firsthour.web.problem;

import org.jspecify.annotations.NullMarked;
