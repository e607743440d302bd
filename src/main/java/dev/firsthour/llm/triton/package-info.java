/// Triton Inference Server's plain `generate` extension: one text in, one text out.
@NullMarked
package dev.firsthour.llm.triton;

import org.jspecify.annotations.NullMarked;
