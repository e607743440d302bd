package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Symptom;

/// An invented incident, told minute by minute around the alert at noon. The trouble begins three minutes before it.
final class Scene {

    static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    static final Instant TROUBLE = NOON.minus(Duration.ofMinutes(3));
    private static final int MINUTES_BEFORE = 60;
    private static final int MINUTES_AFTER = 10;

    private final String service;
    private final String alert;
    private final List<Content> contents = new ArrayList<>();
    private final Map<String, List<LogRecord>> logs = new LinkedHashMap<>();
    private final List<MetricSeries> series = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();

    Scene(String service, String alert) {
        this.service = service;
        this.alert = alert;
    }

    static Scene of(String service, String alert) {
        return new Scene(service, alert).logging(service, "INFO", "request served in 12 ms", -MINUTES_BEFORE, MINUTES_AFTER, 4);
    }

    /// Logs a line so many times a minute, from one minute to another, counted from noon.
    Scene logging(String who, String level, String text, int from, int to, int timesAMinute) {
        for (int minute = from; minute < to; minute++) {
            for (int i = 0; i < timesAMinute; i++) {
                Instant at = NOON.plusSeconds(60L * minute + 60L * i / timesAMinute + 7);
                logs.computeIfAbsent(who, _ -> new ArrayList<>()).add(new LogRecord(at, who, level, text, null, null, Map.of()));
            }
        }
        return this;
    }

    /// An error that comes up with the trouble.
    Scene failing(String who, String text) {
        return logging(who, "ERROR", text, -3, MINUTES_AFTER, 6);
    }

    /// A series by the minute, counted from noon; a little noise makes it real.
    Scene measuring(String who, String metric, IntToDoubleFunction value) {
        long[] times = new long[MINUTES_BEFORE + MINUTES_AFTER];
        double[] values = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            int minute = i - MINUTES_BEFORE;
            times[i] = NOON.plusSeconds(60L * minute).toEpochMilli();
            values[i] = value.applyAsDouble(minute) * (1 + 0.01 * ((i * 7919 % 13) - 6) / 6.0);
        }
        series.add(new MetricSeries(who, metric, null, Map.of(), new Samples(times, values)));
        return this;
    }

    Scene calling(String caller, String callee, boolean failsAfter) {
        for (int minute = -30; minute < MINUTES_AFTER; minute += 2) {
            boolean fails = failsAfter && minute >= -3;
            String trace = caller + callee + minute;
            Instant start = NOON.plusSeconds(60L * minute);
            spans.add(new Span(trace, "a", null, caller, "GET /" + caller, start, Duration.ofMillis(40), fails, null, Map.of()));
            spans.add(new Span(trace, "b", "a", callee, "GET /" + callee, start, Duration.ofMillis(30), fails, fails ? "failed" : null,
                    Map.of()));
        }
        return this;
    }

    Scene commit(String id, String title, int minute, List<String> files, @Nullable String diff) {
        return change(new Change(id, Change.Kind.COMMIT, NOON.plusSeconds(60L * minute), null, title, "somebody", null, id, files, diff,
                Map.of()));
    }

    Scene deployed(String id, String where, int minute) {
        return change(
                new Change(where + "@" + minute, Change.Kind.DEPLOYMENT, NOON.plusSeconds(60L * minute), where, "deployment of " + where,
                        null, null, id, List.of(), null, Map.of()));
    }

    Scene change(Change change) {
        contents.add(new Content.Changes(List.of(change)));
        return this;
    }

    Scene saying(Notice... notices) {
        contents.add(new Content.Notices(List.of(notices)));
        return this;
    }

    /// Innocent company: commits of every harmless sort, the last of them deployed right before the trouble.
    Scene withBystanders() {
        return commit("b1b1b1b1", "docs: how to roll back", -50, List.of("docs/rollback.md"), null)
                .commit("b2b2b2b2", "style: softer corners", -40, List.of("web/static/main.css"),
                        "@@\n-.box { border-radius: 2px; }\n+.box { border-radius: 6px; }")
                .commit("b3b3b3b3", "chore: bump logging library", -30, List.of("go.mod", "go.sum"),
                        "@@ go.mod @@\n-\tgithub.com/rs/zerolog v1.33.0\n+\tgithub.com/rs/zerolog v1.33.1")
                .commit("b4b4b4b4", "perf: reuse buffers in the encoder", -20, List.of("pkg/codec/pool.go"),
                        "@@ pkg/codec/pool.go @@\n+var bufPool = sync.Pool{New: func() any { return new(bytes.Buffer) }}")
                .commit("b5b5b5b5", "refactor: tidy the request decoding", -9, List.of("services/" + service + "/handler.go"), """
                        @@ services/handler.go @@ func (h *Handler) Serve(w http.ResponseWriter, r *http.Request) {
                        -\tvar in Input
                        -\tif err := json.NewDecoder(r.Body).Decode(&in); err != nil {
                        -\t\thttp.Error(w, err.Error(), 400)
                        -\t\treturn
                        -\t}
                        +\tin, err := decodeInput(r)
                        +\tif err != nil {
                        +\t\twriteError(w, http.StatusBadRequest, err)
                        +\t\treturn
                        +\t}
                        """).deployed("b5b5b5b5", service, -6).commit("b6b6b6b6", "fix: spelling in a message", 4,
                        List.of("services/" + service + "/messages.go"), "@@\n-\t\"recieved\"\n+\t\"received\"");
    }

    Symptom symptom() {
        return new Symptom(alert, "", Severity.HIGH, service, null, NOON, Map.of());
    }

    List<Evidence> evidence() {
        var all = new ArrayList<Content>();
        logs.values().forEach(own -> all.add(new Content.Logs(own)));
        if (!series.isEmpty()) all.add(new Content.Metrics(series));
        if (!spans.isEmpty()) all.add(new Content.Traces(spans));
        all.addAll(contents);
        var evidence = new ArrayList<Evidence>();
        for (Content content : all) {
            evidence.add(evidence(evidence.size() + 1, content));
        }
        return evidence;
    }

    static Evidence evidence(int number, Content content) {
        return new Evidence(new EvidenceId(number), "attached", "query", "title", null, content, "", NOON, 0, false, null);
    }

    Diagnosis diagnosis() {
        return new Diagnostics().of(symptom(), evidence());
    }
}
