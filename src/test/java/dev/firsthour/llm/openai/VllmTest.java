package dev.firsthour.llm.openai;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import com.github.tomakehurst.wiremock.WireMockServer;

import dev.firsthour.llm.Abilities;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Models;
import dev.firsthour.llm.Particulars;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

/// vLLM, by answers as its documentation has them.
class VllmTest extends OpenAiCompatibleTest {

    @Override
    String kind() {
        return "vllm";
    }

    private static Particulars particulars(String path, String body) {
        var server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        try {
            server.stubFor(get(path).willReturn(okJson(body)));
            return Models.of(LlmProperties.defaults().at("vllm", URI.create(server.baseUrl() + "/v1"), "qwen3")).orElseThrow()
                    .particulars(Duration.ofSeconds(5));
        } finally {
            server.stop();
        }
    }

    @Test
    void itsListOfModelsTellsTheirRoom() {
        assertThat(particulars("/v1/models",
                """
                        {"object": "list", "data": [{"id": "other", "max_model_len": 1}, {"id": "qwen3", "object": "model", "owned_by": "vllm", "max_model_len": 32768}]}"""))
                .isEqualTo(Particulars.there(32768));
    }

    @Test
    void aModelThatIsNotListedIsNotThere() {
        assertThat(particulars("/v1/models", "{\"data\": [{\"id\": \"a\"}, {\"id\": \"b\"}]}")).isEqualTo(Particulars.NOT_THERE);
        assertThat(particulars("/elsewhere", "{}").modelThere()).isEqualTo(Abilities.Ability.UNKNOWN);
    }
}
