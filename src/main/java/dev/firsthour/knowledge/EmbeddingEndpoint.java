package dev.firsthour.knowledge;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.knowledge.KnowledgeProperties.Embeddings.Kind;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An embedding model behind OpenAI's embeddings call or Ollama's.
final class EmbeddingEndpoint implements Embeddings {

    /// Texts in one request.
    private static final int BATCH = 32;
    /// Some models have a context of no more than 512 tokens, and refuse what is longer.
    private static final int LONGEST = 1_600;
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_DIMENSIONS = 8_192;

    private final KnowledgeProperties.Embeddings properties;
    private final Endpoint endpoint;

    /// @throws IllegalArgumentException if the address is missing or may not be asked
    EmbeddingEndpoint(KnowledgeProperties.Embeddings properties) {
        URI url = properties.url();
        if (url == null) throw new IllegalArgumentException(KnowledgeProperties.Embeddings.PREFIX + ".url is missing");
        this.properties = properties;
        this.endpoint = new Endpoint("the embedding model", KnowledgeProperties.Embeddings.PREFIX, url, properties.credential(), Map.of(),
                new Endpoint.Limits(properties.connectTimeout(), properties.readTimeout(), MOST_BYTES));
    }

    @Override
    public Answer of(List<String> texts) {
        List<float[]> vectors = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += BATCH) {
            List<String> batch = texts.subList(from, Math.min(texts.size(), from + BATCH));
            switch (endpoint.ask(request(batch), properties.readTimeout())) {
                case Endpoint.Answer.Failed failed -> {
                    return new Answer.Unavailable(failed.reason());
                }
                case Endpoint.Answer.Data(JsonNode body) -> {
                    List<float[]> read = read(body);
                    if (read.size() != batch.size()) {
                        return new Answer.Unavailable("the embedding model at " + endpoint.base() + " answered " + batch.size()
                                + " texts with " + read.size() + " vectors: check " + KnowledgeProperties.Embeddings.PREFIX + ".kind");
                    }
                    vectors.addAll(read);
                }
            }
        }
        return new Answer.Vectors(vectors);
    }

    private Request request(List<String> texts) {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("model", properties.model());
        var input = body.putArray("input");
        texts.forEach(text -> input.add(text.length() <= LONGEST ? text : text.substring(0, LONGEST)));
        return Request.post(properties.kind() == Kind.OLLAMA ? "/api/embed" : "/embeddings", body);
    }

    private List<float[]> read(JsonNode body) {
        List<float[]> vectors = new ArrayList<>();
        if (properties.kind() == Kind.OLLAMA) {
            body.path("embeddings").forEach(vector -> read(vector, vectors));
        } else {
            // The order is the one of the indices, wherever they stand.
            body.path("data").valueStream().sorted(Comparator.comparingInt(one -> one.path("index").asInt(0)))
                    .forEach(one -> read(one.path("embedding"), vectors));
        }
        return vectors;
    }

    private static void read(JsonNode numbers, List<float[]> vectors) {
        if (!numbers.isArray() || numbers.isEmpty() || numbers.size() > MOST_DIMENSIONS) return;
        float[] vector = new float[numbers.size()];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) numbers.get(i).asDouble(0);
            squares += vector[i] * vector[i];
        }
        float length = (float) Math.sqrt(squares);
        if (length == 0 || !Float.isFinite(length)) return;
        for (int i = 0; i < vector.length; i++) vector[i] /= length;
        vectors.add(vector);
    }
}
