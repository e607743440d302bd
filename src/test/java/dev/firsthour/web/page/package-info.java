@NullMarked
package dev.firsthour.web.page;

import org.jspecify.annotations.NullMarked;
