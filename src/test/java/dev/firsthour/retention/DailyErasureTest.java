package dev.firsthour.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Status;
import dev.firsthour.job.JobRun;
import dev.firsthour.job.Outcome;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.testing.Samples;
import dev.firsthour.testing.TestClock;
import dev.firsthour.timeline.Bodies;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.memory.MemoryTimeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DailyErasureTest {

    private static final Duration KEPT = Duration.ofDays(90);
    private static final JobRun RUN = new JobRun(DailyErasure.KEY, 0);

    private final TestClock clock = new TestClock(Samples.NOON);
    private final MemoryTimeline store = new MemoryTimeline(new byte[32]);
    private final Set<IncidentId> failing = new HashSet<>();
    private final Erasure erasure = new Erasure(store, this::alerts, _ -> 3, Redactors.standard(new byte[32]), clock);

    private int alerts(IncidentId id) {
        if (failing.contains(id)) throw new QueryTimeoutException("the database is slow today");
        return 2;
    }

    private DailyErasure daily(Duration kept) {
        return new DailyErasure(store, erasure, new RetentionProperties(kept), clock);
    }

    /// An incident with a piece of evidence, resolved at that time.
    private IncidentId resolved(Instant at) {
        Incident incident = Samples.incident("checkout fails", null);
        store.open(incident, Samples.created(incident));
        Content content = new Content.Logs(List.of(new LogRecord(at, "checkout", "WARN", "pool exhausted", null, null, Map.of())));
        Evidence piece = new Evidence(store.mint(incident.id(), 1).getFirst(), "attached", "attached", "logs", null, content,
                Bodies.digest(content), at, 0, false, null);
        store.append(incident.id(),
                new NewEvent(at, "api", EventType.EVIDENCE_COLLECTED, "1 piece.", new EventData.EvidenceCollected("attached",
                        "attached",
                        List.of(new EventData.EvidenceCollected.Piece(piece.id(), "logs", "logs", 1, piece.digest(), 0, false)))),
                piece);
        store.append(incident.id(), new NewEvent(at, "ada", EventType.AI_ANALYSIS_CANCELLED, "Cancelled.",
                new EventData.AnalysisCancelled(Objects.requireNonNull(incident.standing().analysisId()))));
        store.append(incident.id(), new NewEvent(at, "ada", EventType.RESOLVED, "Resolved.",
                new EventData.StatusChanged(Status.OPEN, Status.RESOLVED, null)));
        return incident.id();
    }

    private boolean isErased(IncidentId id) {
        return store.evidence(id).isEmpty();
    }

    @Test
    void onlyWhatWasKeptForLongEnoughIsErasedAndTheTimelineSaysWhyAndHowMuch() {
        IncidentId old = resolved(Samples.NOON);
        IncidentId young = resolved(Samples.NOON.plusSeconds(60));
        clock.advance(KEPT.plusSeconds(1));

        assertThat(daily(KEPT).run(RUN)).isEqualTo(new Outcome.RunAgain(clock.instant().plus(Duration.ofDays(1))));

        assertThat(isErased(old)).isTrue();
        assertThat(isErased(young)).isFalse();
        Event entry = store.read(old, 0, 10).getLast();
        assertThat(entry.actor()).isEqualTo("system");
        assertThat(entry.data())
                .isEqualTo(new EventData.BodiesErased("bodies are kept for 90 days (firsthour.retention.bodies)", 1, 0, 2, 3));
        assertThat(entry.message()).contains("the contents of 1 piece of evidence, what 2 alerts said, what 3 pseudonyms stand for")
                .contains("90 days");
        assertThat(store.verify(old)).matches(verification -> verification.holds() && verification.erased() == 1);
        daily(KEPT).run(RUN);
        assertThat(store.read(old, 0, 10).getLast()).as("it is said once").isEqualTo(entry);
    }

    @Test
    void nothingIsErasedAndNothingRunsAgainWhereBodiesAreKeptForGood() {
        IncidentId old = resolved(Samples.NOON);
        clock.advance(Duration.ofDays(3_650));
        assertThat(daily(Duration.ZERO).run(RUN)).isEqualTo(new Outcome.Done());
        assertThat(isErased(old)).isFalse();
    }

    @Test
    void aRunIsBoundedAndTheNextOneGoesOn() {
        List<IncidentId> all = IntStream.range(0, 250).mapToObj(_ -> resolved(Samples.NOON)).toList();
        clock.advance(KEPT.plusSeconds(1));

        assertThat(daily(KEPT).run(RUN)).isEqualTo(new Outcome.RunAgain(clock.instant().plusSeconds(30)));
        assertThat(all.stream().filter(this::isErased)).hasSize(200);
        assertThat(daily(KEPT).run(RUN)).isEqualTo(new Outcome.RunAgain(clock.instant().plus(Duration.ofDays(1))));
        assertThat(all).allMatch(this::isErased);
    }

    @Test
    void oneThatCannotBeErasedHoldsUpNoOther() {
        IncidentId stubborn = resolved(Samples.NOON);
        IncidentId other = resolved(Samples.NOON);
        failing.add(stubborn);
        clock.advance(KEPT.plusSeconds(1));

        assertThat(daily(KEPT).run(RUN)).isInstanceOf(Outcome.RunAgain.class);
        assertThat(isErased(other)).isTrue();
    }

    @Test
    void whereNoneCanBeErasedTheJobIsTriedAgain() {
        failing.add(resolved(Samples.NOON));
        clock.advance(KEPT.plusSeconds(1));
        assertThatThrownBy(() -> daily(KEPT).run(RUN)).isInstanceOf(QueryTimeoutException.class);
    }
}
