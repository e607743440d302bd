/// Firsthour, the incident investigator. This package holds the main class only.
@NullMarked
package dev.firsthour;

import org.jspecify.annotations.NullMarked;
