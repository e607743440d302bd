package dev.firsthour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.diagnosis.Diagnostics;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.attached.CaseFolder;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Symptom;
import dev.firsthour.testing.Checkout;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The example incidents under `examples/`.
class ExamplesTest {

    private static final Path EXAMPLES = Checkout.root().resolve("examples");
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private Path generated;

    @Test
    void theCommittedExamplesAreWhatTheirGeneratorWrites() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process generator = new ProcessBuilder(java, EXAMPLES.resolve("Generate.java").toString(), generated.toString()).inheritIO()
                .start();

        assertThat(generator.waitFor()).isZero();

        var committed = contents(EXAMPLES);
        committed.keySet().removeIf(name -> name.endsWith(".java") || name.endsWith(".md"));
        var written = contents(generated);
        assertThat(written).containsOnlyKeys(committed.keySet());
        assertThat(written.keySet().stream().filter(name -> !Objects.equals(written.get(name), committed.get(name))))
                .as("files that differ; run: java examples/Generate.java").isEmpty();
    }

    @Test
    void theTrueCauseOfTheBadDeploymentIsDeployedBeforeTheTroubleAndItsDiffIsThere() throws IOException {
        JsonNode truth = JSON.readTree(EXAMPLES.resolve("expected.json")).path("bad-deploy");
        String culprit = truth.path("culprit").stringValue();
        JsonNode commits = JSON.readTree(EXAMPLES.resolve("bad-deploy/context/commits.json"));
        JsonNode deploys = JSON.readTree(EXAMPLES.resolve("bad-deploy/context/deploys.json"));

        assertThat(commits.valueStream().filter(commit -> commit.path("sha").stringValue().equals(culprit))).singleElement()
                .satisfies(commit -> assertThat(commit.path("diff").stringValue()).contains("-        try (Connection connection"));
        var deployed = new ArrayList<JsonNode>();
        deploys.forEach(deployed::add);
        assertThat(deployed).filteredOn(deploy -> deploy.path("commit_sha").stringValue().equals(culprit)).hasSize(1);
        assertThat(deployed.getLast().path("commit_sha").stringValue()).as("the newest release is a red herring").isNotEqualTo(culprit);
        String alert = Files.readString(EXAMPLES.resolve("bad-deploy/alert.json"));
        assertThat(alert).as("the alert names the victim, not the culprit").contains("\"checkout\"").doesNotContain("\"orders\"");
    }

    @Test
    void theBadDeploymentHoldsWhatARedactorMustFind() throws IOException {
        String logs = Files.readString(EXAMPLES.resolve("bad-deploy/logs.ndjson"));

        assertThat(logs).containsPattern("jdbc:postgresql://\\w+:[\\w-]+@").contains("password=").containsPattern("[\\w-]+@example\\.org")
                .containsPattern("203\\.0\\.113\\.\\d+").contains("4111 1111 1111 1111");
    }

    /// What the demo shows a stranger must be true: the engine, which never reads `expected.json`, comes to what stands there.
    @ParameterizedTest
    @ValueSource(strings = {"bad-deploy", "vendor-outage", "all-quiet"})
    void theDeterministicEngineComesToTheTruth(String example) throws IOException {
        JsonNode truth = JSON.readTree(EXAMPLES.resolve("expected.json")).path(example);
        Diagnosis diagnosis = diagnosis(EXAMPLES.resolve(example));

        switch (example) {
            case "all-quiet" -> assertThat(diagnosis.verdict()).isEqualTo(Diagnosis.Verdict.NO_FAULT);
            case "vendor-outage" -> assertThat(diagnosis.hypotheses().getFirst().culprit())
                    .returns(Entity.Kind.DEPENDENCY, Entity::kind);
            default -> assertThat(diagnosis.hypotheses().getFirst().culprit())
                    .isEqualTo(Entity.change(truth.path("culprit").stringValue()));
        }
    }

    private static Diagnosis diagnosis(Path folder) {
        CaseFolder example = CaseFolder.read(folder);
        Alert alert = example.alert();
        var evidence = new ArrayList<Evidence>();
        for (Draft draft : example.drafts()) {
            evidence.add(new Evidence(new EvidenceId(evidence.size() + 1), "attached", draft.query(), draft.title(), draft.window(),
                    draft.content(), "", alert.startedAt(), 0, false, draft.link()));
        }
        return new Diagnostics().of(new Symptom(alert.title(), alert.description(), alert.severity(), alert.service(),
                alert.labels().get("metric"), alert.startedAt(), alert.labels()), evidence);
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        var contents = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
