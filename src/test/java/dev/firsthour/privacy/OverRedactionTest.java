package dev.firsthour.privacy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.firsthour.testing.SharedData;

import static org.assertj.core.api.Assertions.assertThat;

/// 16,000 lines of real logs of eight systems (Loghub), none of which holds a secret.
class OverRedactionTest {

    private final Redactor redactor = Redactors.standard("a key of at least sixteen bytes".getBytes(StandardCharsets.UTF_8));

    private static List<String> lines(Path set) throws IOException {
        var lines = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(set)) {
            for (Path file : files.filter(file -> file.endsWith("lines.log")).sorted().toList()) {
                lines.addAll(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
            }
        }
        return lines;
    }

    @Test
    void nothingThatIsNoSecretGoesForGood() throws IOException {
        List<String> lines = lines(SharedData.require("datasets/loghub-2k/cases"));

        assertThat(lines).hasSizeGreaterThan(15_000);
        assertThat(lines.stream().map(line -> redactor.redact(line, "scope").text()).filter(text -> text.contains(Scan.MARK))).isEmpty();
    }

    @Test
    void redactingTwiceChangesNothing() throws IOException {
        for (String line : lines(SharedData.require("datasets/loghub-2k/cases"))) {
            String once = redactor.redact(line, "scope").text();
            assertThat(redactor.redact(once, "scope")).isEqualTo(new Redacted(once, 0));
        }
    }
}
