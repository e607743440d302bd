@NullMarked
package dev.firsthour.llm.ollama;

import org.jspecify.annotations.NullMarked;
