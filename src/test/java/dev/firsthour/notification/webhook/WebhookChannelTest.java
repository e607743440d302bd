package dev.firsthour.notification.webhook;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Request;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.firsthour.notification.Announcement;
import dev.firsthour.notification.Channel;
import dev.firsthour.notification.ChannelContract;
import dev.firsthour.notification.Sending;
import dev.firsthour.testing.Checkout;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WebhookChannelTest extends ChannelContract {

    private static final List<String> EVENTS = List.of("incident.opened");

    @Override
    protected Channel channel(URI address) {
        return WebhookChannel.of(new WebhookProperties.Hook(address, SECRET, null, EVENTS, null), 0, () -> NOW);
    }

    @Override
    protected ResponseDefinitionBuilder wellDone() {
        return aResponse().withStatus(204);
    }

    private Request posted(Announcement announcement) {
        server.stubFor(any(anyUrl()).willReturn(wellDone()));
        assertThat(channel().send(announcement)).isInstanceOf(Sending.Sent.class);
        return server.getAllServeEvents().getFirst().getRequest();
    }

    @Test
    void theBodyIsSignedTogetherWithTheTime() {
        Request request = posted(opened("checkout fails", null));

        assertThat(request.getHeader("Firsthour-Signature")).isEqualTo("t=1773325200,v1="
                + WebhookChannel.signature(SECRET, "1773325200", request.getBody()));
        byte[] changed = (request.getBodyAsString() + " ").getBytes(StandardCharsets.UTF_8);
        assertThat(request.getHeader("Firsthour-Signature")).doesNotContain(WebhookChannel.signature(SECRET, "1773325200", changed));
    }

    @Test
    void theSignatureIsThatOfTheKnownVector() {
        // printf '1773325200.{"version":"1"}' | openssl dgst -sha256 -hmac quince-Harbour-71
        assertThat(WebhookChannel.signature(SECRET, "1773325200", "{\"version\":\"1\"}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("28fd64d6b326b8de543daee773fcaa259f9d322241fc97a7eda44c224711ce2a");
    }

    @Test
    void thePayloadIsWhatTheSchemaSays() throws IOException {
        Announcement opened = opened("checkout fails", null);
        Request request = posted(opened);
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Checkout.root().resolve("docs/notification-v1.schema.json")));

        assertThat(schema.validate(request.getBodyAsString(), InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(request.getBodyAsString().replace("\"version\":\"1\"", "\"version\":\"2\""), InputFormat.JSON))
                .isNotEmpty();
        JsonNode body = JsonMapper.shared().readTree(request.getBody());
        assertThat(body.at("/event").stringValue()).isEqualTo("incident.opened");
        assertThat(body.at("/incident/title").stringValue()).isEqualTo("checkout fails");
        assertThat(body.at("/id").stringValue()).isEqualTo(request.getHeader("Firsthour-Delivery")).isEqualTo(opened.id());
    }

    @Test
    void theExampleInTheDocumentationIsWhatTheSchemaSays() throws IOException {
        String page = Files.readString(Checkout.root().resolve("docs/notifications.md"));
        String example = page.substring(page.indexOf("```json") + "```json".length());
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Checkout.root().resolve("docs/notification-v1.schema.json")));

        assertThat(schema.validate(example.substring(0, example.indexOf("```")), InputFormat.JSON)).isEmpty();
    }

    @Test
    void aSecretThatIsRotatedInItsFileIsFollowed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "first\n");
        Channel channel = WebhookChannel.of(new WebhookProperties.Hook(URI.create(server.baseUrl()), null, file, EVENTS, null), 0,
                () -> NOW);
        server.stubFor(any(anyUrl()).willReturn(wellDone()));
        Announcement opened = opened("checkout fails", null);
        channel.send(opened);
        Files.writeString(file, "second\n");
        channel.send(opened);

        assertThat(server.getAllServeEvents()).extracting(event -> event.getRequest().getHeader("Firsthour-Signature"))
                .doesNotHaveDuplicates();
    }

    @Test
    void itIsToldOfWhatItsSettingNamesAndOfNothingElse() {
        Announcement opened = opened("checkout fails", null);
        Channel deaf = WebhookChannel
                .of(new WebhookProperties.Hook(URI.create(server.baseUrl()), SECRET, null, List.of("incident.resolved"),
                        "pager"), 0, () -> NOW);

        assertThat(channel().wants(opened.incident(), opened.entry())).isTrue();
        assertThat(deaf.wants(opened.incident(), opened.entry())).isFalse();
        assertThat(deaf.name()).isEqualTo("pager");
    }

    @Test
    void aSettingThatIsWrongIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookChannel.of(
                new WebhookProperties.Hook(URI.create(server.baseUrl()), null, null, EVENTS, null), 2, () -> NOW))
                .withMessageContaining("firsthour.notification.webhooks[2].secret");
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookChannel.of(
                new WebhookProperties.Hook(URI.create(server.baseUrl()), SECRET, null, List.of("incident.burnt"), null), 0, () -> NOW))
                .withMessageContaining("incident.burnt").withMessageContaining("incident.opened");
    }
}
