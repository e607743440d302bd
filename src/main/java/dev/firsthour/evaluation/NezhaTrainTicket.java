package dev.firsthour.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.diagnosis.CitedLog;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Symptom;

import tools.jackson.databind.JsonNode;

/// Train Ticket as recorded for Nezha: the service, and the code region or resource. The fault-free minute of the day is laid right
/// before the minutes of the case, for the evidence of a live incident holds the time before as well.
final class NezhaTrainTicket implements RecordedSet {

    private static final Pattern POD = Pattern.compile("(.*?)-[0-9a-f]{8,10}-[a-z0-9]{5}");
    /// Between the normal minute and the case, so that neither runs into the other: its recording is off by up to a minute.
    private static final Duration APART = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "nezha-trainticket";
    }

    @Override
    public RecordedCase read(Path root, String id) {
        Path folder = root.resolve("cases").resolve(id);
        JsonNode about = Json.read(folder.resolve("case.json"));
        Instant detectedAt = Instant.parse(about.path("detected_at").asString());
        Path normal = root.resolve(about.path("normal").asString());
        var spans = new ArrayList<Span>();
        Duration shift = shift(normal, detectedAt);
        files(normal.resolve("trace")).forEach(file -> spans(file, shift, spans));
        files(folder.resolve("trace")).forEach(file -> spans(file, Duration.ZERO, spans));
        var pieces = new RecordedCase.Pieces();
        metrics(folder.resolve("metric")).forEach((service, series) -> pieces.add("metrics of " + service, new Content.Metrics(series)));
        pieces.add("traces", new Content.Traces(spans));
        return new RecordedCase(id,
                new Symptom("Train Ticket answers slowly or fails", "", Severity.HIGH, null, null, detectedAt, Map.of()),
                pieces.all(), () -> {
                    Map<String, EvidenceId> ids = new HashMap<>();
                    return Stream.concat(logs(normal, shift), logs(folder, Duration.ZERO)).map(log -> new CitedLog(
                            ids.computeIfAbsent(String.valueOf(log.service()),
                                    name -> pieces.add("logs of " + name, new Content.Logs(List.of()))),
                            log)).iterator();
                });
    }

    /// By how much the normal minute has to move to end before the case begins.
    private static Duration shift(Path normal, Instant detectedAt) {
        long[] last = {Long.MIN_VALUE};
        files(normal.resolve("trace")).forEach(file -> Csv.each(file, row -> {
            if (row.length > 6 && !row[5].equals("StartTimeUnixNano")) last[0] = Math.max(last[0], Long.parseLong(row[5]));
        }));
        if (last[0] == Long.MIN_VALUE) return Duration.ZERO;
        return Duration.between(Instant.ofEpochSecond(0, last[0]), detectedAt.minus(APART));
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot list " + folder, unreadable);
        }
    }

    /// The logs below a folder, file by file: only one file's are held at a time.
    private static Stream<LogRecord> logs(Path folder, Duration shift) {
        return files(folder.resolve("log")).stream().flatMap(file -> records(file, shift).stream());
    }

    private static List<LogRecord> records(Path file, Duration shift) {
        var records = new ArrayList<LogRecord>();
        Csv.each(file, row -> {
            if (row[0].equals("Timestamp") || row.length < 8) return;
            JsonNode wrapped = Json.MAPPER.readTree(row[7]);
            Instant at = Instant.ofEpochSecond(0, Long.parseLong(row[1])).plus(shift);
            records.add(new LogRecord(at, service(row[3]), null, wrapped.path("log").asString(row[7]).stripTrailing(), blankToNull(row[5]),
                    blankToNull(row[6]), Map.of("pod", row[3])));
        });
        return records;
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() ? null : text;
    }

    private static void spans(Path file, Duration shift, List<Span> spans) {
        Csv.each(file, row -> {
            if (row[0].equals("TraceID") || row.length < 8) return;
            Instant start = Instant.ofEpochSecond(0, Long.parseLong(row[5])).plus(shift);
            spans.add(new Span(row[0], row[1], row[2].equals("root") || row[2].isBlank() ? null : row[2], service(row[3]), row[4], start,
                    Duration.ofNanos(Math.max(0, Long.parseLong(row[7])) * 1000), false, null, Map.of("pod", row[3])));
        });
    }

    private static Map<String, List<MetricSeries>> metrics(Path folder) {
        var byService = new TreeMap<String, List<MetricSeries>>();
        for (Path file : files(folder)) {
            List<String[]> rows = Csv.read(file);
            if (rows.size() < 2) continue;
            String[] header = rows.getFirst();
            int time = Csv.column(file, header, "TimeStamp");
            String owner = rows.get(1)[time + 1];
            String service = service(owner);
            for (int column = time + 2; column < header.length; column++) {
                var points = new TreeMap<Long, Double>();
                for (int row = 1; row < rows.size(); row++) {
                    points.put(Long.parseLong(rows.get(row)[time]) * 1000, Csv.number(rows.get(row)[column]));
                }
                byService.computeIfAbsent(service, _ -> new ArrayList<>()).add(new MetricSeries(service, header[column], null,
                        service.equals(owner) ? Map.of() : Map.of("pod", owner),
                        new Samples(points.keySet().stream().mapToLong(Long::longValue).toArray(),
                                points.values().stream().mapToDouble(Double::doubleValue).toArray())));
            }
        }
        return byService;
    }

    private static String service(String pod) {
        Matcher matcher = POD.matcher(pod);
        return matcher.matches() ? matcher.group(1) : pod;
    }

    @Override
    public Map<String, Object> prediction(RecordedCase recorded, Diagnosis diagnosis) {
        Set<String> fine = new LinkedHashSet<>();
        for (Hypothesis hypothesis : diagnosis.hypotheses()) {
            Entity culprit = hypothesis.culprit();
            if (culprit != null && (culprit.kind() == Entity.Kind.RESOURCE || culprit.kind() == Entity.Kind.CODE)) fine.add(culprit.name());
        }
        return Map.of("ranking", Rankings.services(diagnosis), "fine_ranking", List.copyOf(fine));
    }
}
