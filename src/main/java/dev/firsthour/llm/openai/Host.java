package dev.firsthour.llm.openai;

/// How the hosts of this protocol differ.
enum Host {
    /// OpenAI itself.
    OPENAI("openai"),
    /// OpenAI's models on Azure: the key has a header of its own.
    AZURE("azure"),
    /// vLLM.
    VLLM("vllm"),
    /// Text Generation Inference, by its Messages API.
    TGI("tgi"),
    /// Triton's OpenAI-compatible front end.
    TRITON("triton-openai"),
    /// Everything else: llama.cpp, LM Studio, OpenRouter.
    OTHER("openai");

    private final String provider;

    Host(String provider) {
        this.provider = provider;
    }

    /// What stands before the model's name.
    String provider() {
        return provider;
    }

    /// Whether it keeps to the protocol as it was before OpenAI's reasoning models.
    boolean isPlain() {
        return this != OPENAI && this != AZURE;
    }
}
