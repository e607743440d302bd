package dev.firsthour.evidence.mcp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Deadline;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Answer.Data;
import dev.firsthour.evidence.Endpoint.Answer.Failed;
import dev.firsthour.evidence.Endpoint.Request;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One session with a server of the Model Context Protocol, by its streamable HTTP transport (revision 2025-06-18, and servers that answer an older one):
/// JSON-RPC by POST, answered as JSON or as an event stream of which the answer to our own request is read. It offers no abilities of its own, so
/// a server may ask nothing back. For one thread at a time; ended by [#close()].
final class McpSession implements AutoCloseable {

    static final String REVISION = "2025-06-18";
    private static final String SESSION = "mcp-session-id";
    /// Pages of a list of tools.
    private static final int MOST_PAGES = 20;

    private final Endpoint endpoint;
    private final String path;
    private final Deadline deadline;
    private final String name;
    private final String settings;
    private final Map<String, String> headers = new TreeMap<>(Map.of("Accept", "application/json, text/event-stream"));
    private int requests;

    /// How a request ended.
    sealed interface Reply {

        record Result(JsonNode result) implements Reply {}

        /// @param lasting whether asking again will not help
        record Failure(String reason, boolean lasting) implements Reply {}
    }

    /// @param path where the server listens, behind the endpoint's base
    /// @param name the source's name, for reasons
    /// @param settings the prefix of its settings
    McpSession(Endpoint endpoint, String path, Deadline deadline, String name, String settings) {
        this.endpoint = endpoint;
        this.path = path;
        this.deadline = deadline;
        this.name = name;
        this.settings = settings;
    }

    /// Says hello.
    Reply initialize() {
        ObjectNode parameters = JsonMapper.shared().createObjectNode().put("protocolVersion", REVISION);
        parameters.putObject("capabilities");
        parameters.putObject("clientInfo").put("name", "firsthour").put("version", "1");
        Reply reply = request("initialize", parameters);
        if (!(reply instanceof Reply.Result(JsonNode hello))) return reply;
        String revision = hello.path("protocolVersion").asString("");
        if (!revision.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) return other("initialize");
        headers.put("MCP-Protocol-Version", revision);
        ObjectNode ready = JsonMapper.shared().createObjectNode().put("jsonrpc", "2.0").put("method", "notifications/initialized");
        return endpoint.exchange("POST", post(ready), headers, deadline.left()).answer() instanceof Failed failed
                ? new Reply.Failure(failed.reason(), failed.lasting())
                : reply;
    }

    /// The tools that there are, by name.
    Reply tools(Map<String, JsonNode> tools) {
        String cursor = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            ObjectNode parameters = JsonMapper.shared().createObjectNode();
            if (cursor != null) parameters.put("cursor", cursor);
            Reply reply = request("tools/list", parameters);
            if (!(reply instanceof Reply.Result(JsonNode list))) return reply;
            if (!list.path("tools").isArray()) return other("tools/list");
            list.path("tools").forEach(tool -> tools.put(tool.path("name").asString(""), tool));
            cursor = list.path("nextCursor").asString("");
            if (cursor.isEmpty()) break;
        }
        return new Reply.Result(JsonMapper.shared().createObjectNode());
    }

    Reply call(String tool, JsonNode arguments) {
        ObjectNode parameters = JsonMapper.shared().createObjectNode().put("name", tool);
        parameters.set("arguments", arguments);
        return request("tools/call", parameters);
    }

    private Reply request(String method, ObjectNode parameters) {
        int id = ++requests;
        ObjectNode message = JsonMapper.shared().createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", method);
        message.set("params", parameters);
        Endpoint.Exchange exchange = endpoint.exchange("POST", post(message), headers, deadline.left());
        String session = exchange.headers().get(SESSION);
        if (session != null && !headers.containsKey(SESSION)) headers.put(SESSION, session);
        return switch (exchange.answer()) {
            case Failed failed -> new Reply.Failure(failed.reason(), failed.lasting());
            case Data(JsonNode text) -> answer(text.asString(""), id).map(found -> reply(method, found)).orElseGet(() -> other(method));
        };
    }

    private Request post(JsonNode message) {
        return new Request(path, List.of(), message, true);
    }

    /// The message that answers a request, out of a JSON body or an event stream with others in it.
    private static Optional<JsonNode> answer(String body, int id) {
        String text = body.strip();
        if (text.startsWith("{") || text.startsWith("[")) return parsed(text).filter(message -> answers(message, id));
        StringBuilder data = new StringBuilder();
        for (String line : (text + "\n\n").split("\\R", -1)) {
            if (line.startsWith("data:")) {
                data.append(line.substring(5).strip()).append('\n');
            } else if (line.isEmpty() && !data.isEmpty()) {
                Optional<JsonNode> found = parsed(data.toString()).filter(message -> answers(message, id));
                if (found.isPresent()) return found;
                data.setLength(0);
            }
        }
        return Optional.empty();
    }

    private static boolean answers(JsonNode message, int id) {
        return message.path("id").asInt(-1) == id && (message.has("result") || message.has("error"));
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.of(JsonMapper.shared().readTree(text));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private Reply reply(String method, JsonNode message) {
        JsonNode error = message.path("error");
        if (!error.isObject()) return new Reply.Result(message.path("result"));
        int code = error.path("code").asInt(0);
        // What JSON-RPC calls internal, and what a server has codes of its own for, may pass; a wrong method or wrong arguments will not.
        return new Reply.Failure(name + " at " + endpoint.base() + path + " answered " + method + " with the error " + code + ": "
                + shortened(error.path("message").asString("")), code <= -32600 && code > -32603);
    }

    private Reply other(String method) {
        return new Reply.Failure(name + " at " + endpoint.base() + path + " answered " + method
                + " with something that is not the Model Context Protocol: check "
                + settings + ".url", true);
    }

    static String shortened(@Nullable String text) {
        String one = String.valueOf(text).strip().replaceAll("\\s+", " ");
        return one.length() <= 200 ? one : one.substring(0, 200) + "…";
    }

    /// Ends the session where the server keeps one. That it cannot be ended harms nobody: it runs out there.
    @Override
    public void close() {
        if (!headers.containsKey(SESSION)) return;
        var _ = endpoint.exchange("DELETE", new Request(path, List.of(), null, true), headers, deadline.left());
    }
}
