package dev.firsthour.investigation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.evidence.attached.CaseFolder;
import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Signal;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.memory.MemoryTimeline;

import static org.assertj.core.api.Assertions.assertThat;

/// Logs that are too many to be evidence, from the folder to the analysis.
class PassingLogsTest {

    private static final byte[] SECRET = "a key that is kept for the tests".getBytes(StandardCharsets.UTF_8);
    private static final Instant START = Instant.parse("2026-05-04T11:00:00Z");
    /// Of 62,000 records at 14 a second the trouble begins with number 50,400, at 12:00.
    private static final int RECORDS = 62_000;
    private static final int A_SECOND = 14;
    private static final int FAULT = 3_600 * A_SECOND;

    @TempDir
    private Path folder;

    private final MemoryTimeline timeline = new MemoryTimeline(SECRET);

    private void write(OutputStream out) throws IOException {
        for (int i = 0; i < RECORDS; i++) {
            boolean fails = i >= FAULT && i % 10 == 0;
            String message = fails
                    ? "login of jane.doe@example.org with password=hunter2-tiger failed after " + i + " ms"
                    : switch (i % 3) {
                        case 0 -> "order " + i + " stored for 203.0.113.7";
                        case 1 -> "cache answered in " + i % 7 + " ms";
                        default -> "connected with password=hunter2-tiger to the database";
                    };
            out.write(
                    ("{\"timestamp\":\"" + START.plusMillis(i * 1000L / A_SECOND) + "\",\"service\":\"" + (i % 2 == 0 ? "orders" : "basket")
                            + "\",\"severity_text\":\"" + (fails ? "ERROR" : "INFO") + "\",\"msg\":\"" + message + "\"}\n")
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    private Analysis investigated() {
        Redactor redactor = Redactors.standard(SECRET);
        CaseFolder read = CaseFolder.read(folder);
        assertThat(read.logs()).isNotNull();
        Collector collector = new Collector(timeline, redactor, EvidenceProperties.defaults(), InstantSource.system());
        return Investigation.inMemory(timeline, collector, redactor, Optional::empty, Ids.system(), InstantSource.system(), new Random(1),
                InvestigationProperties.defaults())
                .of(read.alert(),
                        read.drafts(), read.logs(), _ -> {});
    }

    private void alert() throws IOException {
        Files.writeString(folder.resolve("alert.json"),
                "{\"service\":\"orders\",\"fired_at\":\"2026-05-04T12:02:00Z\",\"summary\":\"orders fails, says jane.doe@example.org\"}");
    }

    private Diagnosis diagnosis(Analysis analysis) {
        return timeline.diagnosis(analysis.id()).orElseThrow();
    }

    @Test
    void whatAFindingShowsStandsInTheEvidenceThatItCitesAndNothingKeptHoldsASecret() throws IOException {
        alert();
        try (OutputStream out = Files.newOutputStream(folder.resolve("logs.ndjson"))) {
            write(out);
        }

        Analysis analysis = investigated();

        assertThat(analysis.culprit()).isEqualTo(Entity.service("orders"));
        List<Evidence> evidence = timeline.evidence(analysis.incidentId());
        assertThat(evidence).hasSize(2).allSatisfy(piece -> {
            assertThat(piece.truncated()).isTrue();
            assertThat(piece.redactions()).isGreaterThan(1_000);
            assertThat(piece.content().size()).isBetween(3, 200);
            assertThat(piece.title()).contains(" of 31,000 records");
        });
        Diagnosis diagnosis = diagnosis(analysis);
        assertThat(diagnosis.findings()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.signal()).isInstanceOfSatisfying(Signal.LogShift.class, shift -> assertThat(evidence.stream()
                    .filter(piece -> finding.cites().contains(piece.id())).flatMap(PassingLogsTest::records).map(LogRecord::body))
                    .anySatisfy(body -> assertThat(body).startsWith(shift.example())));
        });
        assertThat(diagnosis.findings().getFirst().statement()).as("counted over all, not over what is kept").contains("1160 times");
        String kept = Json.write(analysis) + Json.write(diagnosis) + Json.write(evidence)
                + Json.write(timeline.incident(analysis.incidentId()))
                + Json.write(timeline.read(analysis.incidentId(), 0, 1_000));
        assertThat(kept).contains("password").doesNotContain("hunter2").doesNotContain("tiger").doesNotContain("jane.doe")
                .doesNotContain("203.0.113.7");
    }

    @Test
    void logsThatBreakOffInTheMiddleAreAGapOfTheAnalysis() throws IOException {
        alert();
        Path file = folder.resolve("logs.ndjson.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            write(out);
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - whole.length / 50));

        Analysis analysis = investigated();

        assertThat(analysis.culprit()).isEqualTo(Entity.service("orders"));
        assertThat(analysis.evidenceGaps()).anySatisfy(gap -> assertThat(gap).startsWith("logs.ndjson.gz, line ")
                .contains("ends in the middle of its gzip"));
    }

    private static Stream<LogRecord> records(Evidence piece) {
        return piece.content() instanceof Content.Logs(var records) ? records.stream() : Stream.empty();
    }
}
