package dev.firsthour.knowledge;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;

import dev.firsthour.knowledge.Embeddings.Answer;
import dev.firsthour.knowledge.KnowledgeProperties.Embeddings.Kind;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.Redactors;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

class EmbeddingEndpointTest {

    @RegisterExtension
    private final WireMockExtension server = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1")).build();

    private EmbeddingEndpoint endpoint(Kind kind) {
        String base = server.baseUrl() + (kind == Kind.OPENAI ? "/v1" : "");
        return new EmbeddingEndpoint(new KnowledgeProperties.Embeddings(URI.create(base), kind, "small", "quince-Harbour-71", null,
                Duration.ofSeconds(5), Duration.ofSeconds(15)));
    }

    @Test
    void openAiIsAskedInItsWaysAndItsAnswerReadByIndex() {
        server.stubFor(
                post(urlPathEqualTo("/v1/embeddings")).withRequestBody(equalToJson("{\"model\": \"small\", \"input\": [\"a\", \"b\"]}"))
                        .withHeader("Authorization", equalTo("Bearer quince-Harbour-71")).willReturn(okJson("""
                                {"object": "list", "data": [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3, 4]}],
                                 "model": "small", "usage": {"prompt_tokens": 2, "total_tokens": 2}}""")));

        assertThat(endpoint(Kind.OPENAI).of(List.of("a", "b"))).isInstanceOfSatisfying(Answer.Vectors.class, answer -> {
            assertThat(answer.vectors().get(0)).containsExactly(0.6f, 0.8f);
            assertThat(answer.vectors().get(1)).containsExactly(0, 1);
        });
    }

    @Test
    void ollamaIsAskedInItsWay() {
        server.stubFor(post(urlPathEqualTo("/api/embed")).withRequestBody(equalToJson("{\"model\": \"small\", \"input\": [\"a\"]}"))
                .willReturn(okJson("{\"model\": \"small\", \"embeddings\": [[0, 5]], \"total_duration\": 14}")));

        assertThat(endpoint(Kind.OLLAMA).of(List.of("a"))).isInstanceOf(Answer.Vectors.class);
    }

    @Test
    void anAnswerThatLacksAVectorOrIsNoneIsUnavailable() {
        server.stubFor(post(urlPathEqualTo("/v1/embeddings")).willReturn(okJson("{\"data\": [{\"index\": 0, \"embedding\": [0, 0]}]}")));
        assertThat(endpoint(Kind.OPENAI).of(List.of("a"))).isInstanceOfSatisfying(Answer.Unavailable.class,
                answer -> assertThat(answer.reason()).contains("firsthour.knowledge.embeddings.kind"));

        server.stubFor(post(urlPathEqualTo("/v1/embeddings")).willReturn(serverError()));
        assertThat(endpoint(Kind.OPENAI).of(List.of("a"))).isInstanceOfSatisfying(Answer.Unavailable.class,
                answer -> assertThat(answer.reason()).contains("500").doesNotContain("quince"));
    }

    @Test
    void manyTextsGoInSeveralRequests() {
        server.stubFor(post(urlPathEqualTo("/v1/embeddings")).willReturn(okJson("{\"data\": ["
                + String.join(",", Collections.nCopies(32, "{\"index\": 0, \"embedding\": [1, 0]}")) + "]}")));

        assertThat(endpoint(Kind.OPENAI).of(Collections.nCopies(64, "a"))).isInstanceOfSatisfying(Answer.Vectors.class,
                answer -> assertThat(answer.vectors()).hasSize(64));
        server.verify(2, postRequestedFor(urlPathEqualTo("/v1/embeddings")));
    }

    @Test
    void nobodyIsAskedUnlessSomebodySaidSo() {
        var server = new ApplicationContextRunner().withUserConfiguration(KnowledgeConfiguration.class)
                .withBean(Redactor.class, () -> Redactors.standard(new byte[32]));

        server.run(context -> assertThat(context.getBean(Runbooks.class)).isSameAs(Runbooks.NONE));
        server.withPropertyValues("firsthour.knowledge.folder=/nowhere", "firsthour.knowledge.embeddings.url=http://127.0.0.1:1")
                .run(context -> assertThat(context).hasFailed());
        assertThat(new KnowledgeProperties.Embeddings(null, Kind.OPENAI, null, "quince-Harbour-71", null, Duration.ZERO, Duration.ZERO)
                .toString()).doesNotContain("quince");
    }
}
