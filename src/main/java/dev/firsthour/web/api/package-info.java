/// The JSON API: explicit views of what is stored, in snake_case.
@NullMarked
package dev.firsthour.web.api;

import org.jspecify.annotations.NullMarked;
