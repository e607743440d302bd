package dev.firsthour.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LoghubCasesTest {

    @Test
    void everyLineIsGivenItsTemplateWithUntypedPlaceholders(@TempDir Path folder) throws IOException {
        Path mill = Files.createDirectories(folder.resolve("cases/Mill"));
        Files.writeString(mill.resolve("content.log"), "ground 12 kg for order-7, \"rye\"\nstopped\nground 9 kg for order-8, \"rye\"\n");

        int count = LoghubCases.run(folder.resolve("cases"), folder.resolve("out.jsonl"));

        assertThat(count).isEqualTo(1);
        assertThat(folder.resolve("out.jsonl")).content()
                .startsWith("{\"dataset\":\"loghub-2k\",\"case\":\"Mill\",\"assignments\":\"mill.csv\"");
        assertThat(folder.resolve("mill.csv")).hasContent("""
                LineId,EventId,EventTemplate
                1,T1,"ground <*> kg for <*>, ""rye""\"
                2,T2,"stopped"
                3,T1,"ground <*> kg for <*>, ""rye""\"
                """);
    }

    @Test
    void withoutContentTheRawLinesAreReadAndTheirHeadersLeftOut(@TempDir Path folder) throws IOException {
        Path mill = Files.createDirectories(folder.resolve("cases/Mill"));
        Files.writeString(mill.resolve("lines.log"), "2026-01-02 03:04:05,678 INFO [main] com.mill.Stone: turning at 40 rpm\n");

        LoghubCases.run(folder.resolve("cases"), folder.resolve("out.jsonl"));

        assertThat(folder.resolve("mill.csv")).content().contains("1,T1,\"turning at <*> rpm\"");
    }
}
