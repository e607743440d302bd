package dev.firsthour.cli;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Usage;
import dev.firsthour.testing.Samples;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.memory.MemoryTimeline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReplayErasedTest {

    private final MemoryTimeline store = new MemoryTimeline(new byte[32]);

    private static Analysis run(Incident incident, AnalysisId id, Instant at) {
        return new Analysis(id, incident.id(), "the pool ran dry", "", "", "", "", new Confidence(80, List.of()), ExecutionStatus.COMPLETED,
                "firsthour engine", null, null, null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                Usage.NONE, false, at, at.plusSeconds(5));
    }

    private void collect(Incident incident, Instant at) {
        store.append(incident.id(), Samples.comment("with evidence"),
                new Evidence(store.mint(incident.id(), 1).getFirst(), "attached", "asked",
                        "calls", null, new Content.Topology(List.of()), "digest", at, 0, false, null));
    }

    @Test
    void whatARunSawAndIsErasedIsNotRunAgainAndALaterRunThatNeverSawItIs() {
        Incident incident = Samples.incident("checkout fails", null);
        store.open(incident, Samples.created(incident));
        AnalysisId analysis = Objects.requireNonNull(incident.standing().analysisId());
        collect(incident, Samples.NOON);
        Analysis then = run(incident, analysis, Samples.NOON);
        assertThatCode(() -> ReplayCommand.requireBodies(store, incident, then)).doesNotThrowAnyException();
        store.append(incident.id(), new NewEvent(Samples.NOON, "ada", EventType.AI_ANALYSIS_CANCELLED, "Cancelled.",
                new EventData.AnalysisCancelled(analysis)));
        Instant erased = Instant.parse("2026-06-01T12:00:00.5Z");
        store.erase(incident.id(), erased, gone -> Optional.of(new NewEvent(erased, "system", EventType.BODIES_ERASED, "Erased.",
                new EventData.BodiesErased("old", gone.evidence(), gone.exchanges(), 0, 0))));
        collect(incident, erased.plusSeconds(60));

        assertThatThrownBy(() -> ReplayCommand.requireBodies(store, incident, then)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was erased on 2026-06-01T12:00:00Z").hasMessageContaining("cannot be run again");
        Analysis later = run(incident, Samples.IDS.analysis(), erased.plusSeconds(90));
        assertThatCode(() -> ReplayCommand.requireBodies(store, incident, later)).doesNotThrowAnyException();
    }
}
