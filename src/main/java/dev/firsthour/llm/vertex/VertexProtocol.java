package dev.firsthour.llm.vertex;

import java.net.URI;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Protocol;

/// Gemini on Vertex AI, in a region or worldwide, let in by a service account.
public final class VertexProtocol implements Protocol {

    @Override
    public String kind() {
        return "vertex";
    }

    @Override
    public LanguageModel open(LlmProperties properties) {
        String model = properties.model();
        if (model == null)
            throw new IllegalArgumentException("firsthour.llm.model is missing: kind vertex needs one, as in gemini-2.5-flash");
        String region = properties.google().region();
        URI baseUrl = properties.baseUrl() == null
                ? URI.create(
                        region.equals("global") ? "https://aiplatform.googleapis.com" : "https://" + region + "-aiplatform.googleapis.com")
                : properties.baseUrl();
        Admission admission = properties.apiKey() == null
                ? ServiceAccount.of(properties.google())
                : Admission.key(properties.apiKey());
        String project = properties.google().project() == null ? admission.project() : properties.google().project();
        if (project == null) {
            throw new IllegalArgumentException("firsthour.llm.google.project is missing, and the credentials name none");
        }
        return new Gemini(baseUrl, project, region, model, admission, properties);
    }
}
