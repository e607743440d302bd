package dev.firsthour.llm.bedrock;

import java.net.URI;
import java.util.Map;

/// A Bedrock API key, which is sent as it is.
record Keyed(String key) implements Admission {

    @Override
    public Map<String, String> headers(URI address, String body) {
        return Map.of("Authorization", "Bearer " + key, "Content-Type", "application/json");
    }

    /// Without the key.
    @Override
    public String toString() {
        return "Keyed";
    }
}
