package dev.firsthour.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.attached.Attachments;
import dev.firsthour.evidence.attached.Fields;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;

import tools.jackson.databind.JsonNode;

/// An incident as somebody reports it: what it is about, and the evidence that came along.
record Submission(Alert alert, List<Draft> evidence) {

    private static final int LONGEST_TITLE = 500;
    private static final int LONGEST_DESCRIPTION = 20_000;

    /// Reads the body of `POST /api/v1/incidents`.
    ///
    /// @param ahead how far in the future its start may lie
    /// @throws dev.firsthour.incident.InvalidInput naming every flaw
    static Submission read(JsonNode body, Instant now, Duration ahead) {
        Fields fields = Fields.of(body);
        String title = fields.required("title", "say in a line what is wrong");
        String description = Objects.requireNonNullElse(fields.text("description"), "");
        tooLong(fields, "title", title, LONGEST_TITLE);
        tooLong(fields, "description", description, LONGEST_DESCRIPTION);
        Severity severity = severity(fields);
        String service = fields.text("service");
        Instant startedAt = Objects.requireNonNullElse(fields.time("started_at"), now);
        if (startedAt.isAfter(now.plus(ahead))) {
            fields.flaw("started_at", startedAt.toString(), "lies in the future",
                    "write when the trouble began; the server's clock says " + now);
        }
        var labels = fields.map("labels");
        String environment = fields.text("environment");
        List<Draft> evidence = Attachments.read(fields, service);
        fields.check();
        List<String> warnings = fields.unknown().stream().map(name -> "field '" + name + "' is not known and was left out").toList();
        return new Submission(
                new Alert("api", Alert.State.FIRING, title, description, severity, service, environment, startedAt, null, labels,
                        List.of(), null, null, warnings),
                evidence);
    }

    private static Severity severity(Fields fields) {
        String word = fields.text("severity");
        if (word == null) return Severity.MEDIUM;
        @Nullable
        Severity severity = Severity.of(word).orElse(null);
        if (severity == null) {
            fields.flaw("severity", word, "is no severity",
                    "write one of " + Arrays.stream(Severity.values()).map(Severity::word).collect(Collectors.joining(", ")));
            return Severity.MEDIUM;
        }
        return severity;
    }

    private static void tooLong(Fields fields, String name, String text, int most) {
        if (text.length() > most) fields.flaw(name, text, "has " + text.length() + " characters", "write at most " + most);
    }
}
