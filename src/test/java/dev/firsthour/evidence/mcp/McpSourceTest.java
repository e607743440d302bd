package dev.firsthour.evidence.mcp;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;

import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.HttpEvidenceSourceContract;
import dev.firsthour.evidence.Placeholders.TimeForm;
import dev.firsthour.evidence.mcp.McpProperties.AllowedTool;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/// The adapter against bodies in the form that the specification of the protocol gives for its streamable HTTP transport.
class McpSourceTest extends HttpEvidenceSourceContract {

    private static final AllowedTool LOGS = new AllowedTool("search_logs",
            "{\"app\": \"{service}\", \"start\": \"{from}\", \"limit\": 100}", TimeForm.ISO);

    private static McpSource source(URI address, Duration read, AllowedTool... tools) {
        return new McpSource("logs", new McpProperties.Server(URI.create(address + "/mcp"), TOKEN, null, Map.of(), List.of(tools), 100,
                Duration.ofSeconds(5), read, read.multipliedBy(3), DataSize.ofBytes(MOST_BYTES)));
    }

    @Override
    protected EvidenceSource source(URI address, Duration read) {
        return source(address, read, LOGS);
    }

    private McpSource asking(AllowedTool... tools) {
        return source(URI.create(server.baseUrl()), Duration.ofSeconds(15), tools);
    }

    @Override
    protected String settings() {
        return "firsthour.evidence.mcp.servers.logs";
    }

    @Override
    protected void stock() {
        answer("initialize", okJson("""
                {"jsonrpc": "2.0", "id": 1, "result": {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                 "serverInfo": {"name": "log-server", "version": "2.1.0"}}}""").withHeader("Mcp-Session-Id", "s-1"));
        answer("notifications/initialized", aResponse().withStatus(202));
        answer("tools/list",
                okJson("""
                        {"jsonrpc": "2.0", "id": 2, "result": {"tools": [
                          {"name": "search_logs", "inputSchema": {"type": "object"}, "annotations": {"readOnlyHint": true}},
                          {"name": "drop_logs", "inputSchema": {"type": "object"}, "annotations": {"readOnlyHint": false, "destructiveHint": true}}]}}"""));
        answer("tools/call", okJson("{\"jsonrpc\": \"2.0\", \"id\": 3, \"result\": {\"content\": []}}"));
        server.stubFor(post(urlPathEqualTo("/mcp")).withRequestBody(matchingJsonPath("$.params.arguments.app", equalTo("checkout")))
                .withRequestBody(matchingJsonPath("$.params.arguments.start", equalTo(WINDOW.from().toString())))
                .withHeader("Mcp-Session-Id", equalTo("s-1")).withHeader("MCP-Protocol-Version", equalTo("2025-06-18"))
                .willReturn(aResponse().withHeader("Content-Type", "text/event-stream").withBody("""
                        event: message
                        data: {"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progress": 1}}

                        id: 7
                        event: message
                        data: {"jsonrpc": "2.0", "id": 3,
                        data: "result": {"content": [{"type": "text", "text": "2026-03-12T14:10:00Z ERROR pool exhausted\\nretrying"}]}}

                        """)));
        server.stubFor(delete(urlPathEqualTo("/mcp")).willReturn(aResponse().withStatus(204)));
    }

    private void answer(String method, ResponseDefinitionBuilder response) {
        server.stubFor(post(urlPathEqualTo("/mcp")).withRequestBody(matchingJsonPath("$.method", equalTo(method))).willReturn(response));
    }

    private void result(String result) {
        server.stubFor(post(urlPathEqualTo("/mcp")).withRequestBody(matchingJsonPath("$.params.arguments.app", equalTo("checkout")))
                .willReturn(okJson("{\"jsonrpc\": \"2.0\", \"id\": 3, " + result + "}")));
    }

    private static List<LogRecord> lines(Found found) {
        return ((Content.Logs) found.drafts().getFirst().content()).records();
    }

    @Test
    void aToolIsCalledForTheServiceAndItsAnswerReadOutOfAStream() {
        var found = found("checkout");

        assertThat(found.drafts()).singleElement().satisfies(draft -> {
            assertThat(draft.title()).isEqualTo("search_logs of checkout (2 lines)");
            assertThat(draft.query()).startsWith("tools/call search_logs {\"app\":\"checkout\"");
        });
        assertThat(lines(found).getFirst().at()).isEqualTo(Instant.parse("2026-03-12T14:10:00Z"));
        assertThat(lines(found).getLast().body()).isEqualTo("retrying");
        server.verify(1, deleteRequestedFor(urlPathEqualTo("/mcp")).withHeader("Mcp-Session-Id", equalTo("s-1")));
        server.verify(postRequestedFor(urlPathEqualTo("/mcp")).withHeader("Accept", equalTo("application/json, text/event-stream")));
    }

    @Test
    void aListInJsonIsReadElementByElement() {
        stock();
        result("\"result\": {\"content\": [], \"structuredContent\": {\"total\": 2, \"rows\": [{\"time\": 1773324600, \"level\": \"ERROR\", \"m\": \"x\"}, 5]}}");

        assertThat(lines((Found) asking(LOGS).ask(about("checkout")))).satisfiesExactly(row -> {
            assertThat(row.at()).isEqualTo(Instant.parse("2026-03-12T14:10:00Z"));
            assertThat(row.severityText()).isEqualTo("ERROR");
        }, row -> assertThat(row.body()).isEqualTo("5"));
    }

    @Test
    void aToolThatIsNotAllowedIsNeverCalledAndOneThatWritesNotEither() {
        stock();

        assertThat(asking(new AllowedTool("drop_logs", "{}", TimeForm.ISO)).ask(about("checkout"))).isInstanceOfSatisfying(
                Unavailable.class,
                unavailable -> {
                    assertThat(unavailable.reason()).contains("drop_logs changes things", settings() + ".tools");
                    assertThat(unavailable.lasting()).isTrue();
                });
        assertThat(asking(new AllowedTool("find_logs", "{}", TimeForm.ISO)).ask(about("checkout"))).isInstanceOfSatisfying(
                Unavailable.class,
                unavailable -> assertThat(unavailable.reason()).contains("no tool find_logs", "search_logs"));
        server.verify(0, postRequestedFor(urlPathEqualTo("/mcp")).withRequestBody(matchingJsonPath("$.method", equalTo("tools/call"))));
    }

    @Test
    void aToolThatFailsIsUnavailableAndNotSilent() {
        stock();
        result("\"result\": {\"isError\": true, \"content\": [{\"type\": \"text\", \"text\": \"index is rebuilt\"}]}");
        assertThat(asking(LOGS).ask(about("checkout"))).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.reason()).contains("index is rebuilt");
            assertThat(unavailable.lasting()).isFalse();
        });

        result("\"error\": {\"code\": -32602, \"message\": \"app is no string\"}");
        assertThat(asking(LOGS).ask(about("checkout"))).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.reason()).contains("-32602", "app is no string");
            assertThat(unavailable.lasting()).isTrue();
        });
    }

    @Test
    void eachServerThatIsConfiguredIsASource() {
        var context = new ApplicationContextRunner().withUserConfiguration(McpConfiguration.class);

        context.run(empty -> assertThat(empty).doesNotHaveBean(EvidenceSource.class));
        context.withPropertyValues("firsthour.evidence.mcp.servers.logs.url=http://127.0.0.1:1/mcp",
                "firsthour.evidence.mcp.servers.logs.tools[0].name=search_logs",
                "firsthour.evidence.mcp.servers.logs.tools[0].arguments={\"app\": \"{service}\"}").run(
                        one -> assertThat(one.getBean(EvidenceSource.class).name()).isEqualTo("mcp_logs"));
        assertThatIllegalArgumentException().isThrownBy(() -> asking()).withMessageContaining("tools");
        assertThatIllegalArgumentException().isThrownBy(() -> new AllowedTool("x", "[1]", TimeForm.ISO));
    }

    @Test
    void settingsThatAreLoggedDoNotTellTheCredential() {
        assertThat(new McpProperties(Map.of("logs", new McpProperties.Server(null, TOKEN, null, Map.of("X-Key", TOKEN), List.of(LOGS), 1,
                Duration.ZERO, Duration.ZERO, Duration.ZERO, DataSize.ofBytes(1)))).toString()).doesNotContain(TOKEN);
    }
}
