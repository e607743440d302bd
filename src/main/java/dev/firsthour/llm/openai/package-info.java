/// Endpoints that speak OpenAI's chat completions: OpenAI itself, vLLM, TGI, Triton's front end, llama.cpp, LM Studio.
@NullMarked
package dev.firsthour.llm.openai;

import org.jspecify.annotations.NullMarked;
