package dev.firsthour.llm.openai;

/// Triton's OpenAI-compatible front end.
class TritonFrontEndTest extends OpenAiCompatibleTest {

    @Override
    String kind() {
        return "triton-openai";
    }
}
