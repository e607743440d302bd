package dev.firsthour.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import dev.firsthour.access.Role;
import dev.firsthour.testing.Checkout;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTest {

    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

    private final House house = House.open();

    /// The API is a promise. Where it changes on purpose, renew the file: run this test with FIRSTHOUR_RENEW=true in the environment, and look at
    /// the difference before committing it.
    @Test
    void theApiIsWhatTheGoldenFileSays() throws IOException {
        Path golden = Checkout.root().resolve("src/test/resources/openapi.json");
        String now = SORTED.writeValueAsString(SORTED.treeToValue(api(), Object.class)) + "\n";
        if ("true".equals(System.getenv("FIRSTHOUR_RENEW"))) Files.writeString(golden, now);

        assertThat(now).as(
                "the API has changed; if on purpose, run this test with FIRSTHOUR_RENEW=true and commit src/test/resources/openapi.json")
                .isEqualTo(Files.readString(golden));
    }

    @Test
    void itIsOpenApi31AndNamesThingsAsTheAnswersDo() {
        JsonNode api = api();

        assertThat(api.path("openapi").asString()).startsWith("3.1");
        JsonNode analysis = api.path("components").path("schemas").path("AnalysisView");
        assertThat(analysis.path("properties").has("root_cause")).isTrue();
        assertThat(analysis.path("properties").has("rootCause")).isFalse();
        assertThat(analysis.path("required").toString()).contains("root_cause", "failure");
        assertThat(analysis.path("properties").path("failure").path("type").toString()).contains("null");
        assertThat(api.path("paths").propertyNames()).noneMatch(path -> path.startsWith("/incidents") || path.startsWith("/sign-in"));
        assertThat(api.path("paths").path("/api/v1/incidents").path("post").path("responses").has("202")).isTrue();
    }

    private JsonNode api() {
        House.Answer answer = house.get("/v3/api-docs").as(Role.VIEWER).send();
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }
}
