package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Usage;
import dev.firsthour.llm.Spending.Spent;
import dev.firsthour.testing.Samples;
import dev.firsthour.testing.TestClock;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.memory.MemoryTimeline;

import static org.assertj.core.api.Assertions.assertThat;

class StoredSpendingTest {

    private final TestClock clock = new TestClock(Samples.NOON);
    private final MemoryTimeline timeline = new MemoryTimeline(new byte[32]);
    private final Incident incident = Samples.incident("checkout fails", null);
    private final AnalysisId analysis = Objects.requireNonNull(incident.standing().analysisId());

    private void store(Usage usage) {
        Run run = timeline.begin(incident.id(), analysis).orElseThrow();
        timeline.append(run, Samples.comment("asked"),
                new ModelExchange("x" + usage.inputTokens(), analysis, "reasoning", "m", "reasoning-1", "why?", "so.", "answered", usage,
                        clock.instant()));
    }

    @Test
    void whatWasSpentBeforeARestartCounts() {
        timeline.open(incident, Samples.created(incident));
        store(new Usage(100, 10, 1, 5, 7));
        var spending = new StoredSpending(timeline, clock);
        assertThat(spending.by(analysis.toString())).isEqualTo(new Spent(110, 7));
        assertThat(spending.since(Samples.NOON)).isEqualTo(new Spent(110, 7));
        assertThat(spending.since(Samples.NOON.plusSeconds(1))).isEqualTo(Spent.NOTHING);
        assertThat(spending.since(Instant.EPOCH)).isEqualTo(new Spent(110, 7));
    }

    @Test
    void whatIsSpentNowCountsAtOnceAndOnce() {
        timeline.open(incident, Samples.created(incident));
        var spending = new StoredSpending(timeline, clock);
        assertThat(spending.since(Instant.EPOCH)).isEqualTo(Spent.NOTHING);
        spending.add(analysis.toString(), clock.instant(), new Spent(110, 7));
        assertThat(spending.since(Instant.EPOCH)).isEqualTo(new Spent(110, 7));
        assertThat(spending.by(analysis.toString())).isEqualTo(new Spent(110, 7));
        store(new Usage(100, 10, 1, 5, 7));
        assertThat(spending.by(analysis.toString())).isEqualTo(new Spent(110, 7));
        assertThat(spending.since(Instant.EPOCH)).isEqualTo(new Spent(110, 7));
        clock.advance(Duration.ofSeconds(11));
        assertThat(spending.since(Instant.EPOCH)).isEqualTo(new Spent(110, 7));
    }

    @Test
    void whatAnotherNodeSpentCountsAfterAFewSeconds() {
        timeline.open(incident, Samples.created(incident));
        var spending = new StoredSpending(timeline, clock);
        assertThat(spending.since(Instant.EPOCH)).isEqualTo(Spent.NOTHING);
        store(new Usage(100, 10, 1, 5, 7));
        clock.advance(Duration.ofSeconds(11));
        assertThat(spending.since(Instant.EPOCH)).isEqualTo(new Spent(110, 7));
    }
}
