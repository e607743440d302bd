@NullMarked
package dev.firsthour.llm.vertex;

import org.jspecify.annotations.NullMarked;
