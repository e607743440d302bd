@NullMarked
package dev.firsthour.llm.triton;

import org.jspecify.annotations.NullMarked;
