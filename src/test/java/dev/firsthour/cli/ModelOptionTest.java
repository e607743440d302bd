package dev.firsthour.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.sun.net.httpserver.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelOptionTest {

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String serving(String... models) {
        byte[] body = Arrays.stream(models).map(model -> "{\"id\": \"" + model + "\", \"object\": \"model\"}")
                .collect(Collectors.joining(", ", "{\"object\": \"list\", \"data\": [", "]}")).getBytes(StandardCharsets.UTF_8);
        server.createContext("/v1/models", call -> {
            try (call) {
                call.sendResponseHeaders(200, body.length);
                call.getResponseBody().write(body);
            }
        });
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    @Test
    void anEndpointThatServesOneModelNeedsNoName() {
        assertThat(ModelOption.parse(serving("qwen3-8b")).model()).isEqualTo("qwen3-8b");
    }

    @Test
    void ofSeveralModelsOneIsToBeNamed() {
        String address = serving("small", "large");
        assertThatThrownBy(() -> ModelOption.parse(address)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(address + "#small").hasMessageContaining("small, large");
        assertThat(ModelOption.parse(address + "#large").model()).isEqualTo("large");
    }

    @Test
    void anEndpointThatListsNothingIsSaidToNeedAName() {
        String address = serving();
        assertThatThrownBy(() -> ModelOption.parse(address)).hasMessageContaining(address + "#my-model");
    }
}
