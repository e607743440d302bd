package dev.firsthour.evidence.mcp;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Deadline;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.Placeholders;
import dev.firsthour.evidence.Rows;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.evidence.mcp.McpProperties.AllowedTool;
import dev.firsthour.evidence.mcp.McpSession.Reply;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Window;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One server of the Model Context Protocol, of which the allowed tools are called and no others. A tool that says of itself that it writes is not
/// called even where it is allowed. What a tool answers is read line by line, or element by element where it is a list in JSON.
final class McpSource extends HttpEvidenceSource {

    /// Before the name of each of these sources, so that none is taken for another adapter.
    static final String PREFIX = "mcp_";
    static final int MOST_SERVICES = 4;
    private static final int MOST_FACTS = 20;
    private static final Pattern TIME = Pattern
            .compile("^\\[?([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{5,18}(?:Z|[+-][0-9]{2}:?[0-9]{2}))");
    private static final List<String> TIMES = List.of("/timestamp", "/time", "/@timestamp", "/at", "/created_at", "/ts");

    private final McpProperties.Server server;
    private final String settings;
    private final String path;

    /// A call and what it is about.
    private record Asked(AllowedTool tool, @Nullable String service, JsonNode arguments) {

        @Override
        public String toString() {
            return "tools/call " + tool.word() + " " + arguments;
        }
    }

    /// @throws IllegalArgumentException if the address is missing or may not be asked, or no tool is allowed
    McpSource(String name, McpProperties.Server server) {
        String settings = McpProperties.PREFIX + ".servers." + name;
        URI url = server.url();
        if (url == null || url.getRawAuthority() == null) throw new IllegalArgumentException(settings + ".url is missing");
        if (server.tools().isEmpty()) throw new IllegalArgumentException(settings + ".tools is empty: name the tools that may be called");
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(settings + ".url ends with its path");
        }
        super(PREFIX + name, settings, server, URI.create(url.getScheme() + "://" + url.getRawAuthority()));
        this.server = server;
        this.settings = settings;
        // Whether a slash ends the path makes a difference to some servers.
        this.path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    }

    private McpSession session(Deadline deadline) {
        return new McpSession(endpoint(), path, deadline, name(), settings);
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        List<Asked> asked = asked(query);
        String words = asked.isEmpty() ? "no question" : asked.stream().map(Asked::toString).collect(Collectors.joining("\n"));
        if (asked.isEmpty()) return new NothingFound(words, "the incident names no service, and every tool needs one");
        List<Draft> drafts = new ArrayList<>();
        List<Reply.Failure> failures = new ArrayList<>();
        try (McpSession session = session(Deadline.in(server.deadline()))) {
            Map<String, JsonNode> tools = new LinkedHashMap<>();
            if (!failed(session.initialize(), failures) && !failed(session.tools(tools), failures)) {
                for (Asked one : asked) {
                    Optional<String> refused = refused(one.tool(), tools);
                    if (refused.isPresent()) {
                        failures.add(new Reply.Failure(refused.get(), true));
                        continue;
                    }
                    switch (session.call(one.tool().word(), one.arguments())) {
                        case Reply.Failure failure -> failures.add(failure);
                        case Reply.Result(JsonNode result) when result.path("isError").asBoolean(false) ->
                            failures.add(new Reply.Failure(name() + " at " + endpoint().base() + path + ": the tool " + one.tool().word()
                                    + " says: " + McpSession.shortened(said(result)), false));
                        case Reply.Result(JsonNode result) -> draft(one, result, query.window()).ifPresent(drafts::add);
                    }
                }
            }
        }
        if (!drafts.isEmpty()) return new Found(drafts);
        if (!failures.isEmpty()) {
            return new Unavailable(words, failures.getFirst().reason(), failures.stream().allMatch(Reply.Failure::lasting));
        }
        return new NothingFound(words, "no tool of " + name() + " says anything about " + (query.services().isEmpty()
                ? "any service"
                : String.join(", ", query.services())));
    }

    private static boolean failed(Reply reply, List<Reply.Failure> failures) {
        if (reply instanceof Reply.Failure failure) failures.add(failure);
        return reply instanceof Reply.Failure;
    }

    private List<Asked> asked(EvidenceQuery query) {
        List<Asked> asked = new ArrayList<>();
        for (AllowedTool tool : server.tools()) {
            if (Placeholders.namesService(tool.arguments())) {
                query.services(MOST_SERVICES).forEach(
                        service -> asked.add(new Asked(tool, service,
                                new Placeholders(service, query.window(), tool.times()).inJson(tool.template()))));
            } else {
                asked.add(new Asked(tool, null, new Placeholders(null, query.window(), tool.times()).inJson(tool.template())));
            }
        }
        return asked;
    }

    /// Why an allowed tool is not called; empty if it is.
    private Optional<String> refused(AllowedTool allowed, Map<String, JsonNode> tools) {
        JsonNode tool = tools.get(allowed.word());
        if (tool == null) {
            return Optional.of(name() + " has no tool " + allowed.word() + ": check " + settings + ".tools; it has "
                    + tools.keySet().stream().limit(MOST_FACTS).collect(Collectors.joining(", ")));
        }
        // Where it says nothing of it, whoever allowed it knows.
        return !tool.path("annotations").path("readOnlyHint").asBoolean(true)
                ? Optional.of(name() + " says that its tool " + allowed.word() + " changes things: take it out of " + settings + ".tools")
                : Optional.empty();
    }

    private Optional<Draft> draft(Asked asked, JsonNode result, Window window) {
        List<LogRecord> all = records(result, asked.service());
        List<LogRecord> read = all.stream().limit(server.lines()).toList();
        if (read.isEmpty()) return Optional.empty();
        return Optional.of(new Draft(asked.toString(),
                asked.tool().word() + (asked.service() == null ? "" : " of " + asked.service()) + " ("
                        + String.format(Locale.ROOT, "%,d", read.size()) + (all.size() > read.size() ? " of " + all.size() : "")
                        + " lines)",
                window, new Content.Logs(read), null));
    }

    private static List<LogRecord> records(JsonNode result, @Nullable String service) {
        String text = said(result);
        Optional<JsonNode> json = text.startsWith("[") || text.startsWith("{") ? parsed(text) : Optional.empty();
        if (json.isEmpty()) {
            return text.lines().filter(line -> !line.isBlank())
                    .map(line -> new LogRecord(begins(line), service, null, line.strip(), null, null, Map.of())).toList();
        }
        return elements(json.get()).stream()
                .map(row -> new LogRecord(time(row), service, Rows.at(row, "/level"), Rows.text(row), null, null,
                        Map.of()))
                .toList();
    }

    /// The list that an answer is, or the only list that it holds.
    private static List<JsonNode> elements(JsonNode json) {
        if (json.isArray()) return json.valueStream().toList();
        List<JsonNode> lists = json.valueStream().filter(JsonNode::isArray).toList();
        if (lists.size() == 1) return lists.getFirst().valueStream().toList();
        return json.isEmpty() ? List.of() : List.of(json);
    }

    private static @Nullable Instant time(JsonNode row) {
        return TIMES.stream().map(place -> Rows.time(row.at(place))).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static @Nullable Instant begins(String line) {
        Matcher time = TIME.matcher(line);
        return time.find() ? Rows.time(time.group(1)) : null;
    }

    /// The text of an answer; its structured form where it has no text.
    private static String said(JsonNode result) {
        String text = result.path("content").valueStream().map(part -> part.path("type").asString("").equals("resource")
                ? part.path("resource").path("text").asString("")
                : part.path("text").asString("")).filter(part -> !part.isBlank()).collect(Collectors.joining("\n")).strip();
        return text.isEmpty() && result.path("structuredContent").isContainer() ? result.path("structuredContent").toString() : text;
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.of(JsonMapper.shared().readTree(text));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    @Override
    public SourceReport report() {
        String address = endpoint().base() + path;
        try (McpSession session = session(Deadline.in(server.deadline()))) {
            Reply hello = session.initialize();
            if (hello instanceof Reply.Failure(String reason, _)) return SourceReport.unreachable(name(), address, reason);
            Map<String, JsonNode> tools = new LinkedHashMap<>();
            if (session.tools(tools) instanceof Reply.Failure(String reason, _)) return SourceReport.unreachable(name(), address, reason);
            JsonNode about = hello instanceof Reply.Result(JsonNode result)
                    ? result.path("serverInfo")
                    : JsonMapper.shared().createObjectNode();
            List<String> facts = new ArrayList<>();
            facts.add(tools.size() + " tools, of which " + server.tools().size() + " may be called");
            for (AllowedTool tool : server.tools()) facts.add(refused(tool, tools).orElse(tool.word() + " is there"));
            return new SourceReport(name(), address, true,
                    (about.path("name").asString("") + " " + about.path("version").asString("")).strip(), facts, List.of(), null);
        }
    }
}
