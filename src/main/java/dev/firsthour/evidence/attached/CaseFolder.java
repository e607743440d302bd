package dev.firsthour.evidence.attached;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.LogFlaw;
import dev.firsthour.evidence.LogStream;
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
/// - `logs.ndjson` one `{"timestamp","service","severity_text","msg","trace_id",...}` a line; or any other log, see [LogFiles]
/// - `traces.json` `[{trace_id, span_id, parent_id, service, name, start, duration_ms, status, error, ...}]`; the trace id `same` repeats
///   the one before it
/// - `patterns.json` `[{signature, service, count, delta_vs_baseline, sentiment}]`
/// - `context/commits.json`, `context/deploys.json`, `context/flags.json`
/// - `status_feed.json` whatever a status page gives out: each object with a time and a text is a notice
///
/// The evidence is cut as the live system cuts it: one piece a service for logs and for metrics, one for traces, one a change, so that a
/// diff can be cited by itself, and one a sort of notice. Fields that are not named above are kept as attributes.
///
/// What is flawed in its logs, and what contradicts itself in its alert, stands in the alert's warnings; a flaw in one of the other files
/// ends the reading, for they are small and a person wrote or chose them.
///
/// @param alert what was noticed; made from the folder's name and its latest telemetry where there is no `alert.json`
/// @param drafts the evidence, in an order that depends on what it says alone
/// @param logs logs that are too many to hold, still to be read, and not among the drafts; null if the drafts have them all. Whoever gets
///         them closes them
public record CaseFolder(Alert alert, List<Draft> drafts, @Nullable LogStream logs) {

    /// As many log records or characters as these are evidence as a whole; of more, a part is kept when they have passed by.
    static final int MOST_HELD = 50_000;
    static final long MOST_HELD_CHARACTERS = 16L << 20;
    private static final Duration AROUND = Duration.ofSeconds(1);

    public CaseFolder { drafts = List.copyOf(drafts); }

    /// Reads the folder, but for logs that are too many to hold.
    ///
    /// @throws UnreadableFolder if a file is corrupt, or if there is none of the files at all
    public static CaseFolder read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw UnreadableFolder.in(folder, "", "there is no such folder", "give the folder that holds alert.json");
        }
        Reading reading = new Reading(folder);
        try {
            return reading.read();
        } catch (UnreadableFolder unreadable) {
            if (reading.logs != null) reading.logs.close();
            throw unreadable;
        }
    }

    private static final class Reading {
        private final Path folder;
        private final List<Draft> drafts = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private @Nullable LogStream logs;
        private @Nullable Instant latestOfLogs;

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
            if (!isThere(alertFile) && drafts.isEmpty() && logs == null) {
                throw UnreadableFolder.in(folder, "", "it holds none of the files of an incident",
                        (warnings.isEmpty() ? "" : String.join(" ", warnings) + " ")
                                + "put alert.json, logs.ndjson, metrics.csv, traces.json or context/*.json there");
            }
            return new CaseFolder(isThere(alertFile) ? alert(JsonFile.whole(alertFile)) : alertOfTelemetry(), drafts, logs);
        }

        /// Whether there is something by that name, be it a link that leads nowhere: what cannot be read is not what is not there.
        private static boolean isThere(Path file) {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        }

        private Alert alert(JsonFile file) {
            file.requireObject();
            var labels = new TreeMap<String, String>();
            file.rest("service", "fired_at", "severity", "summary", "description", "title", "environment").forEach(labels::put);
            String severity = file.textOr("severity", "medium");
            if (Severity.of(severity).isEmpty()) {
                warnings.add("the severity '" + severity + "' is none of critical, high, medium, low, info: taken as medium");
            }
            String summary = file.textOr("summary", file.textOr("title", file.textOr("monitor", "Incident in " + folder.getFileName())));
            Instant fired = file.requiredInstant("fired_at");
            Instant resolved = file.instant("resolved_at");
            String status = file.textOr("status", file.textOr("state", ""));
            boolean over = status.equalsIgnoreCase("resolved") || status.equalsIgnoreCase("ok");
            if (resolved != null && status.equalsIgnoreCase("firing")) {
                warnings.add("alert.json says that it is firing, and that it was resolved at " + resolved
                        + ": it is investigated; take out what is not so");
            }
            if (resolved != null && resolved.isBefore(fired)) {
                warnings.add("alert.json says that it was resolved at " + resolved + ", before it fired at " + fired
                        + ": correct one of them");
            }
            String title = file.textOr("title", summary);
            return new Alert("attached", over ? Alert.State.RESOLVED : Alert.State.FIRING, title.isBlank() ? "Incident" : title,
                    file.textOr("description", summary), Severity.of(severity).orElse(Severity.MEDIUM), file.text("service"),
                    file.text("environment"), fired, resolved, labels, List.of(), null, null, warnings);
        }

        private Alert alertOfTelemetry() {
            Instant latest = drafts.stream().map(Draft::window).filter(window -> window != null).map(Window::to)
                    .max(Comparator.naturalOrder()).orElse(null);
            if (latestOfLogs != null && (latest == null || latestOfLogs.isAfter(latest))) latest = latestOfLogs;
            if (latest == null && logs != null) {
                throw UnreadableFolder.in(folder.resolve("alert.json"), "",
                        "it is not there, and the logs are too many to look through for when",
                        "write {\"fired_at\": \"2026-06-22T11:27:00Z\"} with the time at which the trouble was noticed");
            }
            if (latest == null) latest = Instant.EPOCH;
            warnings.add("there is no alert.json: the time of the latest record counts as the time of the alert");
            return new Alert("attached", Alert.State.FIRING, "Incident in " + folder.getFileName(), "", Severity.MEDIUM, null, null, latest,
                    null, Map.of(), List.of(), null, null, warnings);
        }

        private void readLogs() {
            LogFiles files = LogFiles.in(folder).orElse(null);
            if (files == null) return;
            var held = new ArrayList<LogStream.Part>();
            var flaws = new LogFlaw.Tally();
            long records = 0;
            long characters = 0;
            Supplier<LogStream.Part> next;
            while ((next = files.next()) != null) {
                LogStream.Part part = next.get();
                held.add(part);
                records += part.records().size();
                characters += part.records().stream().mapToLong(log -> log.body().length()).sum();
                if (records > MOST_HELD || characters > MOST_HELD_CHARACTERS) {
                    logs = new HeldThen(held, files);
                    latestOfLogs = files.latest();
                    return;
                }
            }
            files.close();
            var byService = new TreeMap<String, List<LogRecord>>();
            held.forEach(part -> {
                part.flaws().forEach(flaws::add);
                part.records().forEach(log -> byService.computeIfAbsent(log.service() == null ? "" : log.service(), _ -> new ArrayList<>())
                        .add(log));
            });
            warnings.addAll(flaws.sentences());
            byService.forEach((service, logs) -> add(files.described() + " service=" + service, "logs of " + named(service),
                    window(logs.stream().map(LogRecord::at).toList()), new Content.Logs(logs)));
        }

        private void readMetrics() {
            Path file = folder.resolve("metrics.csv");
            if (!isThere(file)) return;
            record Key(String service, String metric) {}
            var points = new LinkedHashMap<Key, TreeMap<Long, Double>>();
            int number = 0;
            int twice = 0;
            String firstTwice = "";
            try (BufferedReader reader = Files.newBufferedReader(JsonFile.regular(file), StandardCharsets.UTF_8)) {
                String header = reader.readLine();
                if (header == null) {
                    warnings.add("metrics.csv is empty: leave it away, or begin it with timestamp,service,metric,value");
                    return;
                }
                List<String> columns = List.of(withoutMark(header).strip().split(",", -1));
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
                    double measured = number(file, number, cells[value].strip());
                    Double before = points.computeIfAbsent(new Key(cells[service].strip(), cells[metric].strip()), _ -> new TreeMap<>())
                            .put(at, measured);
                    if (before != null && before != measured && !before.isNaN() && !Double.isNaN(measured) && twice++ == 0) {
                        firstTwice = "line " + number + ", " + cells[metric].strip() + " of " + cells[service].strip() + " at "
                                + cells[time].strip() + " is " + before + " and " + measured;
                    }
                }
            } catch (MalformedInputException _) {
                throw UnreadableFolder.in(file, "after line " + number, "its bytes are not UTF-8", "save it as UTF-8");
            } catch (IOException unreadable) {
                throw JsonFile.unreadable(file, unreadable);
            }
            if (points.isEmpty()) warnings.add("metrics.csv has a header and no line");
            if (twice > 0)
                warnings.add("metrics.csv has two values for one instant of a series in " + twice + " lines, the first: " + firstTwice
                        + "; the later one counts");
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

        /// A text without the mark of its byte order, which some programs write before UTF-8 too.
        private static String withoutMark(String text) {
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
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
            if (!isThere(file)) return;
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
            return isThere(file) ? JsonFile.whole(file).elements() : List.of();
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
            if (!isThere(file)) return;
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

        /// What was read already, and then the rest.
        private static final class HeldThen implements LogStream {

            private final Deque<LogStream.Part> held;
            private final LogStream rest;

            HeldThen(List<LogStream.Part> held, LogStream rest) {
                this.held = new ArrayDeque<>(held);
                this.rest = rest;
            }

            @Override
            public @Nullable Supplier<Part> next() {
                Part first = held.poll();
                return first == null ? rest.next() : () -> first;
            }

            @Override
            public void close() {
                rest.close();
            }
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
