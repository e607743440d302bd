/// Azure Monitor's action groups, with the common alert schema.
@NullMarked
package dev.firsthour.intake.azure;

import org.jspecify.annotations.NullMarked;
