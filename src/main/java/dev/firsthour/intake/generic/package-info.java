/// Any sender of JSON: which field stands where is said by settings.
@NullMarked
package dev.firsthour.intake.generic;

import org.jspecify.annotations.NullMarked;
