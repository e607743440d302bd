@NullMarked
package dev.firsthour.llm;

import org.jspecify.annotations.NullMarked;
