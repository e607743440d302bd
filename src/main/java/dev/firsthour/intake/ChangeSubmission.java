package dev.firsthour.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.attached.Fields;
import dev.firsthour.evidence.changes.ChangesSource;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Flaw;
import dev.firsthour.incident.InvalidInput;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Changes as somebody reports them.
final class ChangeSubmission {

    private static final int MOST = 1_000;
    private static final int LONGEST_ID = 255;
    private static final int MOST_FILES = 1_000;

    private ChangeSubmission() {}

    /// Reads the body of `POST /api/v1/changes`: one change, a list of them, or `{"changes": [...]}`.
    ///
    /// @param ahead how far in the future a change may lie
    /// @throws InvalidInput naming every flaw
    static List<Change> read(JsonNode body, Instant now, Duration ahead) {
        JsonNode list = body.isArray() ? body : body.isObject() && body.has("changes") ? body.get("changes") : null;
        JsonNode whole = JsonNodeFactory.instance.objectNode().set("changes",
                list == null ? JsonNodeFactory.instance.arrayNode().add(body) : list);
        Fields fields = Fields.of(whole);
        if (list != null && list.size() > MOST) {
            throw new InvalidInput(new Flaw("changes", null, "holds " + list.size() + " changes", "send at most " + MOST + " at once"));
        }
        List<Change> changes = new ArrayList<>();
        fields.each("changes", (change, _) -> changes.add(change(change, now, ahead)));
        fields.check();
        if (changes.isEmpty()) {
            throw new InvalidInput(
                    new Flaw("changes", null, "is empty", "send {\"kind\": \"deployment\", \"service\": ..., \"title\": ...}"));
        }
        return changes;
    }

    private static Change change(Fields fields, Instant now, Duration ahead) {
        String word = fields.value("kind");
        Change.Kind kind = word == null ? Change.Kind.DEPLOYMENT : Change.Kind.of(word).orElse(null);
        if (kind == null) {
            fields.flaw("kind", word, "is no kind of change",
                    "write one of " + Arrays.stream(Change.Kind.values()).map(Change.Kind::word).collect(Collectors.joining(", ")));
        }
        Instant sent = fields.time("at", "timestamp", "time");
        Instant at = Objects.requireNonNullElse(sent, now);
        if (at.isAfter(now.plus(ahead))) {
            fields.flaw("at", at.toString(), "lies in the future", "write when it was changed; the server's clock says " + now);
        }
        String service = fields.value("service");
        String title = fields.requiredValue("title", "say in a line what was changed", "message", "summary");
        String version = fields.value("version");
        String commit = fields.value("commit", "commit_sha", "sha");
        Map<String, String> attributes = new LinkedHashMap<>(fields.map("attributes"));
        put(attributes, "environment", fields.value("environment"));
        put(attributes, ChangesSource.LINK, fields.value("link", "url"));
        List<String> files = fields.texts("files", "files_changed");
        if (files.size() > MOST_FILES) fields.flaw("files", null, "names " + files.size() + " files", "send at most " + MOST_FILES);
        // Without a name of its own it is named by what it says, so that the same request again is the same change.
        String id = Objects.requireNonNullElseGet(fields.value("id"),
                () -> Collector.digest(String.join("\n", List.of(String.valueOf(word), String.valueOf(service), title,
                        String.valueOf(version), String.valueOf(commit), String.valueOf(sent)))).substring(0, 32));
        if (id.length() > LONGEST_ID) fields.flaw("id", id, "has " + id.length() + " characters", "write at most " + LONGEST_ID);
        return new Change(id, Objects.requireNonNullElse(kind, Change.Kind.DEPLOYMENT), at, service, title, fields.value("author", "actor"),
                version, commit, files, fields.value("diff"), attributes);
    }

    private static void put(Map<String, String> map, String name, @Nullable String value) {
        if (value != null) map.putIfAbsent(name, value);
    }
}
