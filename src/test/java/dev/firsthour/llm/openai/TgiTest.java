package dev.firsthour.llm.openai;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import com.github.tomakehurst.wiremock.WireMockServer;

import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Models;
import dev.firsthour.llm.Particulars;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

/// Text Generation Inference by its Messages API, by answers as its documentation has them.
class TgiTest extends OpenAiCompatibleTest {

    @Override
    String kind() {
        return "tgi";
    }

    private static Particulars particulars(String path, String body) {
        var server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        try {
            server.stubFor(get(path).willReturn(okJson(body)));
            return Models.of(LlmProperties.defaults().at("tgi", URI.create(server.baseUrl() + "/v1"), "qwen3")).orElseThrow()
                    .particulars(Duration.ofSeconds(5));
        } finally {
            server.stop();
        }
    }

    @Test
    void itsInfoTellsItsRoom() {
        assertThat(particulars("/info", """
                {"model_id": "Qwen/Qwen3-8B", "max_input_tokens": 7168, "max_total_tokens": 8192, "version": "3.3.4"}"""))
                .isEqualTo(Particulars.there(8192));
    }
}
