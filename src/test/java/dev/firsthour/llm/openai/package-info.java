@NullMarked
package dev.firsthour.llm.openai;

import org.jspecify.annotations.NullMarked;
