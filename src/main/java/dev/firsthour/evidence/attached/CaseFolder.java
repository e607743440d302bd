package dev.firsthour.evidence.attached;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Draft;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Window;

/// One incident as files in a folder, every file optional:
///
/// - `alert.json` `{service, metric, threshold, observed, fired_at, severity, monitor, summary}`
/// - `metrics.csv` `timestamp,service,metric,value`
/// - `logs.ndjson` one `{"timestamp","service","severity_text","msg","trace_id",...}` a line
/// - `traces.json` `[{trace_id, span_id, parent_id, service, name, start, duration_ms, status, error, ...}]`; the trace id `same` repeats
///   the one before it
/// - `patterns.json` `[{signature, service, count, delta_vs_baseline, sentiment}]`
/// - `context/commits.json`, `context/deploys.json`, `context/flags.json`
/// - `status_feed.json` whatever a status page gives out: each object with a time and a text is a notice
///
/// The evidence is cut as the live system cuts it: one piece a service for logs and for metrics, one for traces, one a change, so that a
/// diff can be cited by itself, and one a sort of notice. Fields that are not named above are kept as attributes.
///
/// @param alert what was noticed; made from the folder's name and its latest telemetry where there is no `alert.json`
/// @param drafts the evidence, in an order that depends on what it says alone
public record CaseFolder(Alert alert, List<Draft> drafts) {

    /// Beyond so many log records a folder is no incident but an archive; the rest is left and the alert's warnings say so.
    static final int MOST_LOGS = 2_000_000;
    private static final Duration AROUND = Duration.ofSeconds(1);

    public CaseFolder { drafts = List.copyOf(drafts); }

    /// Reads the folder whole.
    ///
    /// @throws UnreadableFolder if a file is corrupt, or if there is none of the files at all
    public static CaseFolder read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw UnreadableFolder.in(folder, "", "there is no such folder", "give the folder that holds alert.json");
        }
        return new Reading(folder).read();
    }

    private static final class Reading {
        private final Path folder;
        private final List<Draft> drafts = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Reading(Path folder) {
            this.folder = folder;
        }

        CaseFolder read() {
            readLogs();
            readMetrics();
            readTraces();
            readChanges();
            readPatterns();
            readStatusFeed();
            Path alertFile = folder.resolve("alert.json");
            if (!Files.exists(alertFile) && drafts.isEmpty()) {
                throw UnreadableFolder.in(folder, "", "it holds none of the files of an incident",
                        "put alert.json, logs.ndjson, metrics.csv, traces.json or context/*.json there");
            }
            return new CaseFolder(Files.exists(alertFile) ? alert(JsonFile.whole(alertFile)) : alertOfTelemetry(), drafts);
        }

        private Alert alert(JsonFile file) {
            var labels = new TreeMap<String, String>();
            file.rest("service", "fired_at", "severity", "summary", "description", "title", "environment").forEach(labels::put);
            String severity = file.textOr("severity", "medium");
            if (Severity.of(severity).isEmpty()) {
                warnings.add("the severity '" + severity + "' is none of critical, high, medium, low, info: taken as medium");
            }
            String summary = file.textOr("summary", file.textOr("title", file.textOr("monitor", "Incident in " + folder.getFileName())));
            return new Alert("attached", Alert.State.FIRING, file.textOr("title", summary), file.textOr("description", summary),
                    Severity.of(severity).orElse(Severity.MEDIUM), file.text("service"), file.text("environment"),
                    file.requiredInstant("fired_at"), null, labels, List.of(), null, null, warnings);
        }

        private Alert alertOfTelemetry() {
            Instant latest = drafts.stream().map(Draft::window).filter(window -> window != null).map(Window::to)
                    .max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
            warnings.add("there is no alert.json: the time of the latest record counts as the time of the alert");
            return new Alert("attached", Alert.State.FIRING, "Incident in " + folder.getFileName(), "", Severity.MEDIUM, null, null, latest,
                    null, Map.of(), List.of(), null, null, warnings);
        }

        private void readLogs() {
            Path file = folder.resolve("logs.ndjson");
            if (!Files.exists(file)) return;
            var byService = new TreeMap<String, List<LogRecord>>();
            int number = 0;
            try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                String line;
                while ((line = reader.readLine()) != null) {
                    number++;
                    if (line.isBlank()) continue;
                    if (number > MOST_LOGS) {
                        warnings.add("logs.ndjson is read up to line " + MOST_LOGS);
                        break;
                    }
                    LogRecord log = log(JsonFile.line(file, number, line));
                    byService.computeIfAbsent(log.service() == null ? "" : log.service(), _ -> new ArrayList<>()).add(log);
                }
            } catch (MalformedInputException _) {
                throw UnreadableFolder.in(file, "after line " + number, "its bytes are not UTF-8", "save it as UTF-8");
            } catch (IOException unreadable) {
                throw new UncheckedIOException("cannot read " + file, unreadable);
            }
            byService.forEach((service, logs) -> add("logs.ndjson service=" + service, "logs of " + named(service),
                    window(logs.stream().map(LogRecord::at).toList()), new Content.Logs(logs)));
        }

        private static LogRecord log(JsonFile line) {
            String body = line.text("msg");
            if (body == null) body = line.text("body");
            if (body == null) body = line.textOr("message", "");
            return new LogRecord(line.instant("timestamp"), line.text("service"), line.text("severity_text"), body, line.text("trace_id"),
                    line.text("span_id"),
                    line.rest("timestamp", "service", "severity_text", "msg", "body", "message", "trace_id", "span_id"));
        }

        private void readMetrics() {
            Path file = folder.resolve("metrics.csv");
            if (!Files.exists(file)) return;
            record Key(String service, String metric) {}
            var points = new LinkedHashMap<Key, TreeMap<Long, Double>>();
            int number = 0;
            try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                String header = reader.readLine();
                List<String> columns = header == null ? List.of() : List.of(header.strip().split(",", -1));
                int time = column(file, columns, "timestamp");
                int service = column(file, columns, "service");
                int metric = column(file, columns, "metric");
                int value = column(file, columns, "value");
                number = 1;
                String line;
                while ((line = reader.readLine()) != null) {
                    number++;
                    if (line.isBlank()) continue;
                    String[] cells = line.split(",", -1);
                    if (cells.length != columns.size()) {
                        throw UnreadableFolder.in(file, "line " + number, "it has " + cells.length + " cells, the header " + columns.size(),
                                "write one cell a column");
                    }
                    long at = JsonFile.instant(file, "line " + number, "timestamp", cells[time].strip()).toEpochMilli();
                    points.computeIfAbsent(new Key(cells[service].strip(), cells[metric].strip()), _ -> new TreeMap<>()).put(at,
                            number(file, number, cells[value].strip()));
                }
            } catch (MalformedInputException _) {
                throw UnreadableFolder.in(file, "after line " + number, "its bytes are not UTF-8", "save it as UTF-8");
            } catch (IOException unreadable) {
                throw new UncheckedIOException("cannot read " + file, unreadable);
            }
            var byService = new TreeMap<String, List<MetricSeries>>();
            points.forEach((key, samples) -> byService.computeIfAbsent(key.service, _ -> new ArrayList<>())
                    .add(new MetricSeries(key.service.isEmpty() ? null : key.service, key.metric, null, Map.of(), samples(samples))));
            byService.forEach((service, series) -> {
                series.sort(Comparator.comparing(MetricSeries::name));
                add("metrics.csv service=" + service, "metrics of " + named(service),
                        window(series.stream().flatMap(one -> java.util.stream.Stream.of(Instant.ofEpochMilli(one.samples().time(0)),
                                Instant.ofEpochMilli(one.samples().time(one.samples().size() - 1)))).toList()),
                        new Content.Metrics(series));
            });
        }

        private static int column(Path file, List<String> columns, String name) {
            int index = columns.indexOf(name);
            if (index < 0) {
                throw UnreadableFolder.in(file, "line 1", "there is no column '" + name + "' in " + columns,
                        "begin the file with timestamp,service,metric,value");
            }
            return index;
        }

        private static double number(Path file, int line, String text) {
            if (text.isEmpty()) return Double.NaN;
            return switch (text.toLowerCase(java.util.Locale.ROOT)) {
                case "nan" -> Double.NaN;
                case "inf", "+inf", "infinity" -> Double.POSITIVE_INFINITY;
                case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
                default -> {
                    try {
                        yield Double.parseDouble(text);
                    } catch (NumberFormatException _) {
                        throw UnreadableFolder.in(file, "line " + line,
                                "'value' is " + UnreadableFolder.shown(text) + ", which is no number", "write a number, NaN or nothing");
                    }
                }
            };
        }

        private static Samples samples(Map<Long, Double> points) {
            return new Samples(points.keySet().stream().mapToLong(Long::longValue).toArray(),
                    points.values().stream().mapToDouble(Double::doubleValue).toArray());
        }

        private void readTraces() {
            Path file = folder.resolve("traces.json");
            if (!Files.exists(file)) return;
            var spans = new ArrayList<Span>();
            String before = "same";
            for (JsonFile one : JsonFile.whole(file).elements()) {
                String trace = one.required("trace_id");
                if (trace.equals("same")) trace = before;
                before = trace;
                String error = one.text("error");
                double millis = one.requiredNumber("duration_ms");
                if (!(millis >= 0 && millis < Long.MAX_VALUE / 1e7)) {
                    throw UnreadableFolder.in(file, one.place(), "'duration_ms' is " + millis, "write milliseconds, zero or more");
                }
                spans.add(new Span(trace, one.required("span_id"), one.text("parent_id"), one.required("service"), one.required("name"),
                        one.requiredInstant("start"), Duration.ofNanos(Math.round(millis * 1e6)),
                        one.textOr("status", error == null ? "OK" : "ERROR").equalsIgnoreCase("ERROR"), error,
                        one.rest("trace_id", "span_id", "parent_id", "service", "name", "start", "duration_ms", "status", "error")));
            }
            if (spans.isEmpty()) return;
            add("traces.json", "traces", window(spans.stream().map(Span::start).toList()), new Content.Traces(spans));
        }

        private void readChanges() {
            var changes = new ArrayList<Change>();
            Path context = folder.resolve("context");
            read(context.resolve("commits.json")).forEach(one -> changes.add(new Change(one.required("sha"), Change.Kind.COMMIT,
                    one.requiredInstant("timestamp"), one.text("service"), one.textOr("message", "no message"), one.text("author"), null,
                    one.required("sha"), one.texts("files_changed"), one.text("diff"),
                    one.rest("sha", "timestamp", "service", "message", "author", "files_changed", "diff"))));
            read(context.resolve("deploys.json")).forEach(one -> {
                Instant at = one.requiredInstant("timestamp");
                String service = one.required("service");
                String version = one.text("version");
                String commit = one.text("commit_sha");
                String label = version != null ? version : commit != null ? commit : at.toString();
                changes.add(new Change(service + "@" + label + (commit == null ? "" : "#" + commit), Change.Kind.DEPLOYMENT, at, service,
                        "deployment of " + service + " " + label, one.text("author"), version, commit, List.of(), null,
                        one.rest("timestamp", "service", "commit_sha", "version", "author")));
            });
            read(context.resolve("flags.json")).forEach(one -> {
                Instant at = one.requiredInstant("timestamp");
                String flag = one.required("flag");
                changes.add(new Change(flag + "@" + at, Change.Kind.FEATURE_FLAG, at, one.text("service"),
                        "feature flag " + flag + " " + one.textOr("change", "changed"), one.text("actor"), null, null, List.of(), null,
                        one.rest("timestamp", "service", "actor")));
            });
            changes.sort(Comparator.comparing(Change::at).thenComparing(Change::id));
            changes.forEach(change -> add("context " + change.kind().word() + " " + change.id(),
                    change.kind().word() + ": " + change.title(), window(List.of(change.at())), new Content.Changes(List.of(change))));
        }

        private static List<JsonFile> read(Path file) {
            return Files.exists(file) ? JsonFile.whole(file).elements() : List.of();
        }

        private void readPatterns() {
            var notices = new ArrayList<Notice>();
            Instant at = drafts.stream().map(Draft::window).filter(window -> window != null).map(Window::to).max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
            read(folder.resolve("patterns.json")).forEach(one -> notices.add(new Notice(at, "log patterns", one.text("service"),
                    one.text("sentiment"), one.required("signature") + " (" + one.textOr("count", "?") + " times, "
                            + one.textOr("delta_vs_baseline", "?") + " against the baseline)")));
            if (!notices.isEmpty()) add("patterns.json", "log patterns", null, new Content.Notices(notices));
        }

        private void readStatusFeed() {
            Path file = folder.resolve("status_feed.json");
            if (!Files.exists(file)) return;
            var feed = StatusFeed.read(JsonFile.whole(file));
            if (!feed.notices().isEmpty()) {
                add("status_feed.json", "status feed of " + feed.source(), window(feed.notices().stream().map(Notice::at).toList()),
                        new Content.Notices(feed.notices()));
            }
            if (!feed.series().isEmpty()) {
                add("status_feed.json", "figures of " + feed.source(), null, new Content.Metrics(feed.series()));
            }
        }

        private void add(String query, String title, @Nullable Window window, Content content) {
            drafts.add(new Draft(query, title, window, content, null));
        }

        private static String named(String service) {
            return service.isEmpty() ? "an unnamed service" : service;
        }

        private static @Nullable Window window(List<? extends @Nullable Instant> times) {
            var known = new ArrayList<Instant>();
            for (Instant time : times) {
                if (time != null) known.add(time);
            }
            if (known.isEmpty()) return null;
            known.sort(Comparator.naturalOrder());
            return new Window(known.getFirst(), known.getLast().plus(AROUND));
        }
    }
}
