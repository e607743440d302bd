package dev.firsthour.evidence.attached;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.firsthour.evidence.Draft;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// A folder of files as evidence.
class CaseFolderTest {

    private static final String ALERT = """
            {"service":"orders","metric":"error_ratio","threshold":0.05,"observed":0.4,"fired_at":"2026-05-04T12:00:00Z","severity":"critical",
             "monitor":"orders-errors","summary":"orders fails"}
            """;

    @TempDir
    private Path folder;

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void evidenceIsCutByServiceAndByChangeSoThatEachCanBeCited() throws IOException {
        write("alert.json", ALERT);
        write("logs.ndjson", """
                {"timestamp":"2026-05-04T11:58:00Z","service":"orders","severity_text":"ERROR","msg":"boom","trace_id":"t1"}
                {"timestamp":"2026-05-04T11:58:01Z","service":"basket","severity_text":"INFO","msg":"fine"}
                """);
        write("metrics.csv",
                "timestamp,service,metric,value\n2026-05-04T11:58:00Z,orders,error_ratio,0.4\n2026-05-04T11:57:00Z,orders,error_ratio,\n");
        write("context/commits.json", """
                [{"sha":"abc","author":"x","timestamp":"2026-05-04T11:00:00Z","message":"m","files_changed":["a.go"],"diff":"+x"}]
                """);
        write("context/deploys.json", """
                [{"timestamp":"2026-05-04T11:30:00Z","service":"orders","commit_sha":"abc","version":"v2"}]
                """);

        CaseFolder read = CaseFolder.read(folder);

        assertThat(read.alert().service()).isEqualTo("orders");
        assertThat(read.alert().labels()).containsEntry("metric", "error_ratio");
        assertThat(read.drafts()).extracting(draft -> draft.content().kind()).containsExactlyInAnyOrder("logs", "logs", "metrics",
                "changes",
                "changes");
        assertThat(read.drafts()).extracting(Draft::content).filteredOn(Content.Changes.class::isInstance).map(Content.Changes.class::cast)
                .flatExtracting(Content.Changes::changes).extracting(Change::commit).containsExactly("abc", "abc");
        assertThat(read.drafts()).extracting(Draft::content).filteredOn(Content.Metrics.class::isInstance).map(Content.Metrics.class::cast)
                .flatExtracting(Content.Metrics::series).singleElement()
                .satisfies(series -> assertThat(series.samples().value(0)).as("an empty cell is no number, and times rise").isNaN());
    }

    @Test
    void aCorruptLineIsNamedWithItsFileItsValueAndTheWayOut() throws IOException {
        write("alert.json", ALERT);
        write("metrics.csv", "timestamp,service,metric,value\n2026-05-04T11:58:00Z,orders,error_ratio,many\n");

        assertThatThrownBy(() -> CaseFolder.read(folder)).isInstanceOf(UnreadableFolder.class).hasMessageContaining("metrics.csv")
                .hasMessageContaining("line 2").hasMessageContaining("'many'");
    }

    @Test
    void aFolderWithoutAnyOfTheFilesSaysWhatToPutThere() {
        assertThatThrownBy(() -> CaseFolder.read(folder)).isInstanceOf(UnreadableFolder.class).hasMessageContaining("alert.json");
        assertThatThrownBy(() -> CaseFolder.read(folder.resolve("nowhere"))).isInstanceOf(UnreadableFolder.class);
    }

    @Test
    void whatAStatusPageSaysBecomesNoticesAndItsFiguresBecomeASeries() throws IOException {
        write("alert.json", ALERT);
        write("status_feed.json",
                """
                        {"provider":"paymill","fetched_at":"2026-05-04T12:05:00Z","components":[{"name":"API","endpoint":"api.paymill.example","status":"partial_outage"}],
                         "incidents":[{"name":"Charges fail","status":"identified","started_at":"2026-05-04T11:50:00Z",
                           "updates":[{"timestamp":"2026-05-04T11:55:00Z","body":"We see failing charges."}]}],
                         "error_rate":[{"timestamp":"2026-05-04T11:55:00Z","endpoint":"api.paymill.example","value":40}]}
                        """);

        CaseFolder read = CaseFolder.read(folder);

        assertThat(read.drafts()).extracting(Draft::content).filteredOn(Content.Notices.class::isInstance).map(Content.Notices.class::cast)
                .flatExtracting(Content.Notices::notices).extracting(notice -> notice.text())
                .contains("We see failing charges.", "API at api.paymill.example is partial_outage");
        assertThat(read.drafts()).extracting(Draft::content).hasAtLeastOneElementOfType(Content.Metrics.class);
    }
}
