package dev.firsthour.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.RecordedDiagnosis;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.incident.Usage;
import dev.firsthour.timeline.Bodies;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Timeline;

/// Writes incidents of every sort straight into the timeline, with any text wherever text can stand.
public final class Story {

    private static final Instant BEGAN = Instant.parse("2026-03-14T02:10:00Z");

    private final Timeline timeline;
    private final Ids ids = Ids.system();

    public Story(Timeline timeline) {
        this.timeline = timeline;
    }

    /// An incident that nobody investigates.
    public IncidentId open(String title, String service, Severity severity) {
        return open(title, service, severity, "test");
    }

    private IncidentId open(String title, String service, Severity severity, String label) {
        IncidentId id = ids.incident();
        Instant now = Instant.now();
        Incident incident = new Incident(id, title, "What is known: " + title, severity, Status.OPEN, service, "production", "api",
                Map.of("team", label), null, BEGAN, now, now, 0, Standing.NONE);
        timeline.open(incident, new NewEvent(now, "api", EventType.INCIDENT_CREATED, title, new EventData.IncidentCreated("api", title,
                severity, service, "production", BEGAN, Map.of("team", label), List.of(), null, null, List.of())));
        return id;
    }

    /// An incident that was resolved at that time, with evidence of every sort that was collected then.
    public IncidentId past(String text, Instant at) {
        IncidentId id = ids.incident();
        timeline.open(new Incident(id, text, "", Severity.LOW, Status.OPEN, "checkout", "production", "api", Map.of(), null, at, at, at, 0,
                Standing.NONE),
                new NewEvent(at, "api", EventType.INCIDENT_CREATED, text, new EventData.IncidentCreated("api", text,
                        Severity.LOW, "checkout", "production", at, Map.of(), List.of(), null, null, List.of())));
        collect(id, text, at);
        timeline.append(id, new NewEvent(at, "ada", EventType.RESOLVED, "Resolved by ada.",
                new EventData.StatusChanged(Status.OPEN, Status.RESOLVED, null)));
        return id;
    }

    /// One more entry.
    public void comment(IncidentId id, String text) {
        timeline.append(id,
                new NewEvent(Instant.now(), "alice", EventType.COMMENT_ADDED, "alice: " + text, new EventData.CommentAdded(text)));
    }

    /// An incident with evidence of every sort and a run that is under way, its diagnosis recorded.
    ///
    /// @param text stands wherever telemetry could put it
    public IncidentId running(String text) {
        IncidentId id = open(text, "checkout", Severity.CRITICAL, text);
        collect(id, text, Instant.now());
        AnalysisId run = ids.analysis();
        timeline.append(id, new NewEvent(Instant.now(), "system", EventType.AI_ANALYSIS_STARTED, "The analysis began.",
                new EventData.AnalysisStarted(run, "firsthour engine", "system")));
        timeline.append(id, new NewEvent(Instant.now(), "engine", EventType.DIAGNOSIS_COMPLETED, "The engine suspects " + text,
                new EventData.DiagnosisCompleted(run, Diagnosis.Verdict.FAULT, 0.8, 4, 2, Entity.change("4f2a91c"), text)),
                new RecordedDiagnosis(run, new Diagnosis(Diagnosis.Verdict.FAULT, findings(text), hypotheses(text), List.of("checkout"),
                        List.of("No traces of " + text), 0.8, text + " [E1]")));
        return id;
    }

    /// An incident whose analysis is there.
    public IncidentId analysed(String text, ExecutionStatus status) {
        IncidentId id = running(text);
        finish(id, text, status);
        return id;
    }

    /// Ends the run that is under way.
    public Analysis finish(IncidentId id, String text, ExecutionStatus status) {
        AnalysisId run = timeline.read(id, 0, 50).stream().map(event -> event.data()).filter(EventData.AnalysisStarted.class::isInstance)
                .map(data -> ((EventData.AnalysisStarted) data).analysisId()).findFirst().orElseThrow();
        Instant now = Instant.now();
        boolean review = status != ExecutionStatus.COMPLETED;
        Analysis analysis = new Analysis(run, id, text + " exhausts the connection pool [E1]",
                "First " + text + " [E1].\nThen [E2], [E99].",
                "Roll back " + text + " [E4]", "Limit " + text, "Test " + text,
                new Confidence(87.4, List.of(new Confidence.Factor("coverage", 0.9, 12.5, "logs and " + text),
                        new Confidence.Factor("gaps", 0.1, -3, "one thing"))),
                status, "firsthour engine", review ? "the model was away: " + text : null, Entity.change("4f2a91c"), "deployment " + text,
                List.of("retries of " + text), List.of("checkout", text), hypotheses(text), findings(text), List.of("No traces of " + text),
                List.of(new EvidenceId(1)), List.of("It was " + text), new Usage(10, 20, 2, 300, 0), review, now.minusSeconds(3), now);
        timeline.append(id,
                new NewEvent(now, "engine", EventType.ROOT_CAUSE_GENERATED, "Root cause determined with 87% confidence. " + text,
                        new EventData.RootCauseGenerated(run, status, 87.4, "firsthour engine", Entity.change("4f2a91c"), text, review)),
                analysis);
        return analysis;
    }

    private void collect(IncidentId id, String text, Instant at) {
        List<Content> contents = List.of(logs(text), metrics(text), traces(text), changes(text),
                new Content.Topology(List.of(new Dependency("web " + text, "checkout"))),
                new Content.Notices(List.of(new Notice(BEGAN, "vendor " + text, text, text, text))));
        List<EvidenceId> minted = timeline.mint(id, contents.size());
        List<Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            evidence.add(
                    new Evidence(minted.get(i), "attached", "query " + text, contents.get(i).kind() + " of " + text, null, contents.get(i),
                            Bodies.digest(contents.get(i)), at, i, i == 0, "javascript:alert(1)"));
        }
        timeline.append(id, new NewEvent(at, "api", EventType.EVIDENCE_COLLECTED, contents.size() + " pieces of evidence.",
                new EventData.EvidenceCollected("attached", text,
                        evidence.stream().map(piece -> new EventData.EvidenceCollected.Piece(piece.id(), piece.content().kind(),
                                piece.title(), piece.content().size(), piece.digest(), piece.redactions(), piece.truncated())).toList())),
                evidence.toArray(Evidence[]::new));
    }

    private static Content logs(String text) {
        return new Content.Logs(IntStream.range(0, 450).mapToObj(i -> new LogRecord(BEGAN.plusSeconds(i), "checkout " + text,
                i % 7 == 0 ? "ERROR" : "INFO", "line " + i + " " + text, null, null, Map.of())).toList());
    }

    private static Content metrics(String text) {
        long[] times = IntStream.range(0, 120).mapToLong(i -> BEGAN.plusSeconds(30L * i).toEpochMilli()).toArray();
        double[] values = IntStream.range(0, 120).mapToDouble(i -> i < 60 ? 0.2 + i % 3 * 0.01 : 3.1 + i % 5 * 0.1).toArray();
        return new Content.Metrics(
                List.of(new MetricSeries("checkout", "latency_p99", "s", Map.of("path", text), new Samples(times, values)),
                        new MetricSeries("cart", "cpu", null, Map.of(), new Samples(times, values))));
    }

    private static Content traces(String text) {
        return new Content.Traces(List.of(
                new Span("t1", "s1", null, "web", "GET /", BEGAN, Duration.ofMillis(20), false, null, Map.of()),
                new Span("t1", "s2", "s1", "checkout", "POST /pay " + text, BEGAN, Duration.ofMillis(2_310), true, text, Map.of())));
    }

    private static Content changes(String text) {
        return new Content.Changes(List.of(new Change("4f2a91c", Change.Kind.COMMIT, BEGAN.minusSeconds(120), "checkout", "pool " + text,
                "dora " + text, "1.4.2", "4f2a91c", List.of("pool.yaml", text),
                "--- a/pool.yaml\n+++ b/pool.yaml\n@@ -1 +1 @@\n-size: 50\n+size: 5 "
                        + text,
                Map.of("from " + text, text))));
    }

    private static List<Finding> findings(String text) {
        return List.of(
                new Finding("checkout logs " + text + " more often", Entity.service("checkout"), BEGAN, 0.9,
                        new Signal.LogShift("checkout", "timeout after <num> ms " + text, "ERROR", 2, 1_204, "timeout after 30 ms " + text),
                        List.of(new EvidenceId(1))),
                new Finding("latency_p99 of checkout rose", Entity.service("checkout"), BEGAN, 0.8,
                        new Signal.MetricShift("checkout", "latency_p99", BEGAN.plusSeconds(1_800), 0.2, 3.1, 12),
                        List.of(new EvidenceId(2))),
                new Finding("POST /pay fails", null, null, 0.7, new Signal.SpanShift("checkout", "POST /pay", 0, 0.9, 20, 2_000, text),
                        List.of(new EvidenceId(3))),
                new Finding("Commit 4f2a91c made the pool smaller", Entity.change("4f2a91c"), null, 0.95,
                        new Signal.SuspectChange("4f2a91c", 0.9, 1, 0.9, List.of("pool", text)), List.of(new EvidenceId(4))));
    }

    private static List<Hypothesis> hypotheses(String text) {
        return List.of(hypothesis("H1", "The pool is too small: " + text, text, null),
                hypothesis("H2", "The network is slow", text, "It is not: " + text + " [E2]"));
    }

    private static Hypothesis hypothesis(String id, String statement, String text, @Nullable String ruledOut) {
        return new Hypothesis(id, statement, Entity.service("checkout"), "bad deployment " + text, text, 0.6,
                List.of(new Claim("for it speaks " + text + " [E1]", List.of(new EvidenceId(1), new EvidenceId(2)))),
                List.of(new Claim("against it speaks " + text, List.of(new EvidenceId(3)))), ruledOut);
    }
}
