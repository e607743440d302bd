package dev.firsthour.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.firsthour.access.Role;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.testing.SharedData;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Bodies that others wrote, as their senders send them. What has to be read from each is derived from the body by rule.
class SendersCorpusTest {

    private static final Instant NOW = Instant.parse("2026-03-12T14:20:00Z");
    private static final Map<String, Severity> WORDS = Map.ofEntries(Map.entry("critical", Severity.CRITICAL),
            Map.entry("warning", Severity.MEDIUM),
            Map.entry("info", Severity.INFO), Map.entry("error", Severity.HIGH), Map.entry("fatal", Severity.CRITICAL),
            Map.entry("p1", Severity.CRITICAL),
            Map.entry("p2", Severity.HIGH), Map.entry("p3", Severity.MEDIUM), Map.entry("p4", Severity.LOW), Map.entry("p5", Severity.INFO),
            Map.entry("4", Severity.LOW), Map.entry("3", Severity.MEDIUM), Map.entry("2", Severity.HIGH),
            Map.entry("1", Severity.CRITICAL));

    private final House house = House.open();

    private static List<Path> bodies(String folder) throws IOException {
        try (Stream<Path> files = Files.list(SharedData.require("corpora/alerts/" + folder))) {
            List<Path> bodies = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
            assertThat(bodies).isNotEmpty();
            return bodies;
        }
    }

    private Reading read(String source, Path file, Map<String, String> headers) throws IOException {
        WebhookSource webhook = house.context().getBeansOfType(WebhookSource.class).values().stream()
                .filter(one -> one.name().equals(source)).findFirst().orElseThrow();
        return webhook.read(new Delivery(Files.readAllBytes(file), headers, Map.of()), NOW);
    }

    private Alert alert(String source, Path file) throws IOException {
        Reading.Alerts alerts = (Reading.Alerts) read(source, file, Map.of()).matter();
        assertThat(alerts.alerts()).hasSize(1);
        return alerts.alerts().getFirst();
    }

    private static Severity severity(JsonNode body, String... pointers) {
        for (String pointer : pointers) {
            if (!body.at(pointer).asString("").isEmpty()) {
                return Objects.requireNonNull(WORDS.get(body.at(pointer).asString().toLowerCase(Locale.ROOT)), body.at(pointer).asString());
            }
        }
        return Severity.MEDIUM;
    }

    @ParameterizedTest
    @CsvSource({"keep-prometheus,alertmanager", "keep-datadog,datadog", "keep-grafana,grafana", "keep-sentry,sentry",
            "keep-cloudwatch,cloudwatch",
            "keep-gcpmonitoring,googlecloud", "pagerduty,pagerduty", "octokit-deployment,github", "octokit-deployment_status,github",
            "octokit-push,github"})
    void everyBodyIsAccepted(String folder, String source) throws IOException {
        for (Path file : bodies(folder)) {
            House.Answer answer = house.post("/api/v1/webhooks/" + source, Files.readString(file)).as(Role.WEBHOOK).send();
            assertThat(answer.status()).as(file + " " + answer.body()).isEqualTo(202);
            assertThat(answer.body()).as(file.toString()).doesNotContain("not understood", "kept whole");
        }
    }

    @ParameterizedTest
    @CsvSource({"keep-prometheus,alertmanager,/summary,/labels/severity", "keep-datadog,datadog,/title,/priority",
            "keep-grafana,grafana,/title,/labels/severity",
            "keep-sentry,sentry,/event/title,/level", "keep-cloudwatch,cloudwatch,/Message/AlarmName,/Message/Priority",
            "keep-gcpmonitoring,googlecloud,/incident/documentation/subject,/incident/metadata/system_labels/severity",
            "pagerduty,pagerduty,/event/data/title,/event/data/priority/summary"})
    void titleSeverityAndStateAreReadRight(String folder, String source, String title, String severity) throws IOException {
        for (Path file : bodies(folder)) {
            JsonNode body = JsonMapper.shared().readTree(file);
            Alert alert = alert(source, file);
            assertThat(alert.title()).as(file.toString()).isEqualTo(body.at(title).asString());
            assertThat(alert.severity()).as(file.toString()).isEqualTo(severity(body, severity));
            assertThat(alert.state()).as(file.toString()).isEqualTo(Alert.State.FIRING);
            assertThat(alert.groupingKey()).as(file.toString()).isNotNull();
        }
    }

    @Test
    void serviceEnvironmentTimeAndLinksAreReadRight() throws IOException {
        for (Path file : bodies("keep-prometheus")) {
            JsonNode labels = JsonMapper.shared().readTree(file).path("labels");
            assertThat(alert("alertmanager", file).service()).as(file.toString())
                    .isEqualTo(labels.has("job") ? labels.path("job").asString() : null);
        }
        for (Path file : bodies("keep-sentry")) {
            JsonNode body = JsonMapper.shared().readTree(file);
            Alert alert = alert("sentry", file);
            assertThat(alert.service()).isEqualTo(body.path("project_slug").asString());
            assertThat(alert.environment()).isEqualTo(body.at("/event/environment").asString());
            assertThat(alert.links()).containsExactly(body.path("url").asString());
            assertThat(Duration.between(alert.startedAt(), Instant.ofEpochMilli(Math.round(body.at("/event/timestamp").asDouble() * 1000)))
                    .abs())
                    .isLessThan(Duration.ofMillis(2));
        }
        for (Path file : bodies("keep-datadog")) {
            String tags = JsonMapper.shared().readTree(file).path("tags").asString();
            assertThat(alert("datadog", file).environment()).isEqualTo(tags.replaceAll(".*environment:([a-z]+).*", "$1"));
        }
        for (Path file : bodies("keep-gcpmonitoring")) {
            JsonNode body = JsonMapper.shared().readTree(file).path("incident");
            Alert alert = alert("googlecloud", file);
            assertThat(alert.links()).containsExactly(body.path("url").asString());
            assertThat(alert.environment()).isEqualTo(body.at("/metadata/user_labels/environment").asString());
            assertThat(body.at("/resource/labels").valueStream().map(JsonNode::asString)).contains(alert.service());
            assertThat(alert.startedAt()).as("a start of nothing is now").isEqualTo(NOW);
        }
        for (Path file : bodies("pagerduty")) {
            JsonNode event = JsonMapper.shared().readTree(file).path("event");
            Alert alert = alert("pagerduty", file);
            assertThat(alert.service()).isEqualTo(event.at("/data/service/summary").asString());
            assertThat(alert.links()).containsExactly(event.at("/data/html_url").asString());
            assertThat(alert.startedAt()).isEqualTo(Instant.parse(event.path("occurred_at").asString()));
        }
    }

    @ParameterizedTest
    @CsvSource({"octokit-deployment,deployment", "octokit-deployment_status,deployment_status"})
    void deploymentsAreReadRight(String folder, String event) throws IOException {
        for (Path file : bodies(folder)) {
            JsonNode body = JsonMapper.shared().readTree(file);
            for (Map<String, String> headers : List.of(Map.of("X-GitHub-Event", event), Map.<String, String>of())) {
                Change change = ((Reading.Changes) read("github", file, headers).matter()).changes().getFirst();
                assertThat(change.service()).isEqualTo(body.at("/repository/name").asString());
                assertThat(change.commit()).isEqualTo(body.at("/deployment/sha").asString());
                assertThat(change.author()).isEqualTo(body.at("/deployment/creator/login").asString());
                boolean begins = body.at("/deployment_status/state").asString("").equals("in_progress");
                assertThat(change.at())
                        .isEqualTo(Instant.parse(body.at(begins ? "/deployment_status/created_at" : "/deployment/created_at").asString()));
                assertThat(change.attributes()).containsEntry("environment", body.at("/deployment/environment").asString());
            }
        }
    }

    @Test
    void pushesAreReadRight() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : bodies("octokit-push")) {
            JsonNode body = JsonMapper.shared().readTree(file);
            String main = "refs/heads/" + body.at("/repository/default_branch").asString();
            int commits = List.of(main, "refs/heads/master", "refs/heads/main").contains(body.path("ref").asString())
                    ? body.path("commits").size()
                    : 0;
            Reading.Matter matter = read("github", file, Map.of("X-GitHub-Event", "push")).matter();
            int read = matter instanceof Reading.Changes(var changes, _) ? changes.size() : 0;
            if (read != commits) wrong.add(file + ": " + read + " of " + commits);
        }
        assertThat(wrong).isEmpty();
    }
}
