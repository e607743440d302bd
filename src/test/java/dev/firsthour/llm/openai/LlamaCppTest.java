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

/// llama.cpp, which lists its one model under the name of its file.
class LlamaCppTest {

    private static Particulars particulars(String path, String body) {
        var server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        try {
            server.stubFor(get(path).willReturn(okJson(body)));
            return Models.of(LlmProperties.defaults().at("openai", URI.create(server.baseUrl() + "/v1"), "qwen3")).orElseThrow()
                    .particulars(Duration.ofSeconds(5));
        } finally {
            server.stop();
        }
    }

    @Test
    void itsPropertiesTellItsRoom() {
        assertThat(particulars("/props", "{\"default_generation_settings\": {\"n_ctx\": 4096}}"))
                .isEqualTo(new Particulars(Abilities.Ability.UNKNOWN, 4096, Abilities.Ability.UNKNOWN));
    }
}
