/// Ollama's own chat protocol.
@NullMarked
package dev.firsthour.llm.ollama;

import org.jspecify.annotations.NullMarked;
