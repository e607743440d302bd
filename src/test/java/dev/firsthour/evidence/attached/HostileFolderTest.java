package dev.firsthour.evidence.attached;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Folders that are corrupt, empty, huge or contradict themselves: each says so in words, with file, place, value and remedy.
class HostileFolderTest {

    private static final String ALERT = "{\"service\":\"orders\",\"fired_at\":\"2026-05-04T12:00:00Z\",\"summary\":\"orders fails\"}";
    private static final String LINE = "{\"timestamp\":\"2026-05-04T11:58:00Z\",\"service\":\"orders\",\"severity_text\":\"ERROR\",\"msg\":\"boom\"}\n";

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Path write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private static List<LogRecord> logs(CaseFolder read) {
        return read.drafts().stream().flatMap(draft -> draft.content() instanceof Content.Logs(var logs) ? logs.stream() : Stream.empty())
                .toList();
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aTruncatedLineOfJsonIsKeptAsTextAndNamed() throws IOException {
        write("alert.json", ALERT);
        write("logs.ndjson", LINE + "{\"timestamp\":\"2026-05-04T11:58:01Z\",\"service\":\"ord");

        CaseFolder read = CaseFolder.read(folder);

        assertThat(logs(read)).hasSize(2);
        assertThat(read.alert().warnings()).singleElement().asString().startsWith("logs.ndjson, line 2: ").contains("is no JSON object")
                .contains("taken as text");
    }

    @Test
    void aTruncatedGzipIsReadAsFarAsItGoesAndNamed() throws IOException {
        write("alert.json", ALERT);
        var random = new Random(1);
        var text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            text.append("2026-05-04T11:58:00Z INFO number ").append(random.nextLong()).append('\n');
        }
        byte[] whole = gzip(text.toString());
        write("app.log.gz", Arrays.copyOf(whole, whole.length / 2));
        write("other.log.gz", Arrays.copyOf(whole, 5));

        CaseFolder read = CaseFolder.read(folder);

        assertThat(logs(read)).hasSizeBetween(1_000, 4_999);
        assertThat(read.alert().warnings()).anySatisfy(warning -> assertThat(warning).startsWith("app.log.gz, line ")
                .contains("ends in the middle of its gzip").contains("copy the file again"))
                .anySatisfy(warning -> assertThat(warning).startsWith("other.log.gz: ").contains("ends in the middle"));
    }

    @Test
    void binaryIsLeftOutAndOtherEncodingsAreRead() throws IOException {
        write("alert.json", ALERT);
        write("a.log", new byte[]{'x', 0, 1, 2, '\n', 'o', 'k', '\n'});
        write("b.log", "2026-05-04T11:58:00Z Zugriff verweigert für Müller\n".getBytes(StandardCharsets.ISO_8859_1));
        write("c.log", "2026-05-04T11:58:00Z ключ утерян\n".getBytes(StandardCharsets.UTF_16));
        write("d.log", new byte[]{0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 0});

        CaseFolder read = CaseFolder.read(folder);

        assertThat(logs(read)).extracting(LogRecord::body).containsExactly("ok", "2026-05-04T11:58:00Z Zugriff verweigert für Müller",
                "2026-05-04T11:58:00Z ключ утерян");
        assertThat(read.alert().warnings()).anySatisfy(warning -> assertThat(warning).startsWith("a.log, line 1: it is no text"))
                .anySatisfy(warning -> assertThat(warning).startsWith("b.log, line 1: ").contains("is not UTF-8"))
                .anySatisfy(warning -> assertThat(warning).startsWith("d.log: it is packed with zstd").contains("gzip"));
    }

    @Test
    void aLineOfAHundredMegabytesIsCutInConstantMemory() throws IOException {
        write("alert.json", ALERT);
        try (OutputStream out = Files.newOutputStream(folder.resolve("app.log"))) {
            byte[] block = new byte[1 << 20];
            Arrays.fill(block, (byte) 'x');
            for (int i = 0; i < 100; i++) {
                out.write(block);
            }
            out.write("\n2026-05-04T11:58:00Z after it\n".getBytes(StandardCharsets.UTF_8));
        }

        CaseFolder read = CaseFolder.read(folder);

        assertThat(logs(read)).hasSize(2);
        assertThat(logs(read).getFirst().body()).hasSize(Lines.LONGEST);
        assertThat(read.alert().warnings()).singleElement().asString().startsWith("app.log, line 1: ").contains("more than 1048576 bytes");
    }

    @Test
    void timesThatCannotBeAreLeftOutAndThoseWithoutAZoneAreTakenForUtc() throws IOException {
        write("alert.json", ALERT);
        write("logs.ndjson", """
                {"timestamp":"+999999999-12-31T23:59:59Z","msg":"far"}
                {"timestamp":"9999-12-31T23:59:59Z","msg":"end of time"}
                {"timestamp":1e300,"msg":"huge"}
                {"timestamp":-9223372036854775808,"msg":"before all"}
                {"timestamp":[1],"msg":"list"}
                {"timestamp":"2026-05-04T11:58:00","msg":"no zone"}
                {"timestamp":1777895880,"msg":"seconds"}
                """);

        CaseFolder read = CaseFolder.read(folder);

        assertThat(logs(read)).extracting(LogRecord::at).containsExactly(null, null, null, null, null,
                Instant.parse("2026-05-04T11:58:00Z"), Instant.parse("2026-05-04T11:58:00Z"));
        assertThat(read.alert().warnings()).anySatisfy(warning -> assertThat(warning).contains("line 1").contains("is no time"))
                .anySatisfy(warning -> assertThat(warning).contains("line 6").contains("without a zone").contains("UTC"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            metrics.csv         | timestamp,service,metric,value\\n2026-05-04T11:58:00Z,orders,x           | line 2  | 3 cells
            metrics.csv         | timestamp,service,metric,value\\n2026-05-04T11:58:00,orders,x,1         | line 2  | no time with a zone
            metrics.csv         | timestamp,service,metric,value\\n9999-05-04T11:58:00Z,orders,x,1        | line 2  | between 1970 and 2262
            metrics.csv         | when,what                                                               | line 1  | no column 'timestamp'
            traces.json         | [{"trace_id":"a"                                                        | line 1  | not JSON
            traces.json         | [1]                                                                     | element 1 | '1' is no object
            traces.json         | [{"trace_id":"t","span_id":"s","service":"x","name":"n","start":"2026-05-04T11:58:00Z","duration_ms":1e999}] | element 1 | 'duration_ms'
            traces.json         | [{"trace_id":"t","span_id":"s","service":"x","name":"n","start":"2026-05-04T11:58:00Z","duration_ms":"NaN"}] | element 1 | 'duration_ms'
            alert.json          | []                                                                      |         | is no object
            alert.json          | {"fired_at":1}                                                          |         | 'fired_at' is '1'
            alert.json          | {"fired_at":"2026-05-04T11:58:00Z","fired_at":"2026-05-04T11:59:00Z"}   | line 1  | Duplicate
            alert.json          | {"fired_at":"2026-05-04T11:58:00Z"} and more                            | line 1  | not JSON
            context/deploys.json | {"timestamp":"2026-05-04T11:58:00Z"}                                   |         | 'service' is missing
            """)
    void aCorruptFileIsNamedWithPlaceAndRemedy(String name, String text, String place, String problem) throws IOException {
        write("alert.json", ALERT);
        write(name, text.replace("\\n", "\n"));

        assertThatThrownBy(() -> CaseFolder.read(folder)).isInstanceOf(UnreadableFolder.class).hasMessageContaining(name)
                .hasMessageContaining(place == null ? "" : place).hasMessageContaining(problem).hasMessageContaining("; ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alert.json", "metrics.csv", "traces.json", "context/flags.json", "status_feed.json", "patterns.json"})
    void aFolderALoopOfLinksOrAnEmptyFileWhereAFileIsExpectedIsAClearError(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!name.equals("alert.json")) write("alert.json", ALERT);
        Files.createDirectories(file);
        assertThatThrownBy(() -> CaseFolder.read(folder)).isInstanceOf(UnreadableFolder.class).hasMessageContaining("it is a folder");

        Files.delete(file);
        Files.createSymbolicLink(file, file);
        assertThatThrownBy(() -> CaseFolder.read(folder)).isInstanceOf(UnreadableFolder.class).hasMessageContaining("leads nowhere");

        Files.delete(file);
        write(name, "");
        if (name.endsWith(".json")) {
            assertThatThrownBy(() -> CaseFolder.read(folder)).isInstanceOf(UnreadableFolder.class).hasMessageContaining("it is empty");
        } else {
            assertThat(CaseFolder.read(folder).alert().warnings()).singleElement().asString().contains("metrics.csv is empty");
        }
    }

    @Test
    void aLogThatIsAFolderALinkToItselfOrEmptyIsNamedAndTheOthersAreRead() throws IOException {
        write("alert.json", ALERT);
        write("logs.ndjson", LINE);
        write("empty.log", "");
        Files.createDirectories(folder.resolve("folder.log"));
        Files.createSymbolicLink(folder.resolve("loop.log"), folder.resolve("loop.log"));
        Files.createDirectories(folder.resolve("logs/within"));
        Files.createSymbolicLink(folder.resolve("logs/again"), folder);

        CaseFolder read = CaseFolder.read(folder);

        assertThat(logs(read)).hasSize(1);
        assertThat(read.alert().warnings()).anySatisfy(warning -> assertThat(warning).startsWith("empty.log: it is empty"))
                .anySatisfy(warning -> assertThat(warning).startsWith("folder.log: it is a folder"))
                .anySatisfy(warning -> assertThat(warning).startsWith("loop.log: it is a link that leads nowhere"))
                .anySatisfy(warning -> assertThat(warning).startsWith("logs/again: it is a folder"))
                .anySatisfy(warning -> assertThat(warning).startsWith("logs/within: it is a folder"));
    }

    @Test
    void anAlertAloneIsEnoughAndHeadersAloneAreSaid() throws IOException {
        write("alert.json", ALERT);
        assertThat(CaseFolder.read(folder).drafts()).isEmpty();

        write("metrics.csv", "timestamp,service,metric,value\n");
        write("traces.json", "[]");
        CaseFolder read = CaseFolder.read(folder);

        assertThat(read.drafts()).isEmpty();
        assertThat(read.alert().warnings()).contains("metrics.csv has a header and no line");
    }

    @Test
    void contradictionsOfTheAlertAndOfASeriesAreWarnings() throws IOException {
        write("alert.json", "{\"fired_at\":\"2026-05-04T12:00:00Z\",\"status\":\"firing\",\"resolved_at\":\"2026-05-04T11:00:00Z\"}");
        write("metrics.csv",
                "timestamp,service,metric,value\n2026-05-04T11:58:00Z,orders,errors,1\n2026-05-04T11:58:00Z,orders,errors,2\n");

        CaseFolder read = CaseFolder.read(folder);

        assertThat(read.alert().state()).isEqualTo(Alert.State.FIRING);
        assertThat(read.alert().warnings()).anySatisfy(warning -> assertThat(warning).contains("firing").contains("resolved"))
                .anySatisfy(warning -> assertThat(warning).contains("before it fired"))
                .anySatisfy(warning -> assertThat(warning).contains("line 3, errors of orders").contains("1.0 and 2.0"));
    }

    @Test
    void aStackTraceAndAKeyStayInOneRecordAndTextTakesItsServiceFromTheFile() throws IOException {
        write("alert.json", ALERT);
        write("logs/orders.log", """
                2026-05-04T11:58:00Z ERROR cannot save
                \tat com.example.Store.save(Store.java:7)
                Caused by: java.net.SocketTimeoutException
                -----BEGIN PRIVATE KEY-----
                MIIEvQIBADANBgkqhkiG9w0BAQEFAASC
                -----END PRIVATE KEY-----
                no time of its own
                time=2026-05-04T11:59:00Z level=warn service=basket trace_id=abc msg="slow"
                """);

        List<LogRecord> logs = logs(CaseFolder.read(folder));

        assertThat(logs).extracting(log -> log.body().lines().count()).containsExactlyInAnyOrder(3L, 3L, 1L, 1L);
        assertThat(logs).filteredOn(log -> log.body().equals("no time of its own")).singleElement().satisfies(log -> {
            assertThat(log.service()).isEqualTo("orders");
            assertThat(log.at()).isEqualTo("2026-05-04T11:58:00Z");
        });
        assertThat(logs).filteredOn(log -> "basket".equals(log.service())).singleElement()
                .satisfies(log -> assertThat(log.traceId()).isEqualTo("abc"));
    }

    @Test
    void logsThatAreTooManyAreLeftToPassBy() throws IOException {
        write("alert.json", ALERT);
        write("logs.ndjson.gz", gzip(LINE.repeat(CaseFolder.MOST_HELD + 5_000)));

        CaseFolder read = CaseFolder.read(folder);

        assertThat(read.drafts()).isEmpty();
        try (var logs = Objects.requireNonNull(read.logs())) {
            int count = 0;
            for (var each = logs.records(); each.hasNext(); each.next()) {
                count++;
            }
            assertThat(count).isEqualTo(CaseFolder.MOST_HELD + 5_000);
        }
    }

    @Test
    void manyLogsWithoutAnAlertTakeTheTimeOfTheLastLineWhereItCanBeSeen() throws IOException {
        write("logs.ndjson", LINE.repeat(CaseFolder.MOST_HELD + 5_000) + LINE.replace("11:58", "12:34"));
        CaseFolder read = CaseFolder.read(folder);
        assertThat(read.alert().startedAt()).isEqualTo("2026-05-04T12:34:00Z");
        Objects.requireNonNull(read.logs()).close();

        Files.delete(folder.resolve("logs.ndjson"));
        write("logs.ndjson.gz", gzip(LINE.repeat(CaseFolder.MOST_HELD + 5_000)));
        assertThatThrownBy(() -> CaseFolder.read(folder)).isInstanceOf(UnreadableFolder.class).hasMessageContaining("alert.json")
                .hasMessageContaining("fired_at");
    }

    /// Bytes are flipped, cut out and doubled in a folder that is in order: whatever comes of it is read or refused with words.
    @Property(tries = 400)
    void whateverIsDoneToAFolderItIsReadOrRefusedInWords(@ForAll long seed) throws IOException {
        Path mutated = Files.createTempDirectory("firsthour-mutated");
        try {
            var random = new Random(seed);
            for (var file : valid().entrySet()) {
                Path path = mutated.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, mutated(file.getValue().getBytes(StandardCharsets.UTF_8), random));
            }
            CaseFolder read = CaseFolder.read(mutated);
            assertThat(read.alert().title()).isNotBlank();
        } catch (UnreadableFolder refused) {
            assertThat(refused).hasMessageContaining(mutated.toString()).hasMessageContaining("; ");
        } finally {
            try (Stream<Path> files = Files.walk(mutated)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Map<String, String> valid() {
        return Map.of("alert.json", ALERT, "logs.ndjson", LINE.repeat(3), "app.log",
                "2026-05-04T11:58:00Z ERROR boom\n\tat a.B.c(B.java:1)\n",
                "metrics.csv",
                "timestamp,service,metric,value\n2026-05-04T11:58:00Z,orders,errors,1\n2026-05-04T11:59:00Z,orders,errors,NaN\n",
                "traces.json",
                "[{\"trace_id\":\"t\",\"span_id\":\"s\",\"service\":\"orders\",\"name\":\"n\",\"start\":\"2026-05-04T11:58:00Z\",\"duration_ms\":5}]",
                "context/deploys.json", "[{\"timestamp\":\"2026-05-04T11:30:00Z\",\"service\":\"orders\",\"version\":\"v2\"}]",
                "status_feed.json", "{\"provider\":\"p\",\"incidents\":[{\"started_at\":\"2026-05-04T11:50:00Z\",\"body\":\"down\"}]}");
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        var mutated = new ArrayList<Byte>();
        for (byte one : bytes) {
            mutated.add(one);
        }
        for (int i = random.nextInt(3); i > 0 && !mutated.isEmpty(); i--) {
            int at = random.nextInt(mutated.size());
            switch (random.nextInt(4)) {
                case 0 -> mutated.set(at, (byte) random.nextInt());
                case 1 -> mutated.subList(at, Math.min(mutated.size(), at + 1 + random.nextInt(20))).clear();
                case 2 -> mutated.addAll(at, List.copyOf(mutated.subList(at, Math.min(mutated.size(), at + 20))));
                default -> mutated.subList(at, mutated.size()).clear();
            }
        }
        byte[] result = new byte[mutated.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = mutated.get(i);
        }
        return result;
    }
}
