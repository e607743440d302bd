package dev.firsthour.evidence;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SourcesTest {

    private final AtomicInteger asked = new AtomicInteger();

    private EvidenceSource source(String name, Supplier<SourceReport> report) {
        return new EvidenceSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public EvidenceResult ask(EvidenceQuery query) {
                throw new UnsupportedOperationException();
            }

            @Override
            public SourceReport report() {
                asked.incrementAndGet();
                return report.get();
            }
        };
    }

    private static SourceReport fine(String name) {
        return new SourceReport(name, "http://" + name, true, "1.0", List.of("3 metrics"), List.of("checkout"), null);
    }

    @Test
    void aSourceThatHangsOrBreaksIsSaidToAndTheOthersReport() {
        var hanging = source("hanging", () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return fine("hanging");
        });
        var broken = source("broken", () -> {
            throw new IllegalStateException("a fault");
        });

        var reports = new Sources(List.of(hanging, source("fine", () -> fine("fine")), broken), Duration.ofMillis(300)).reports();

        assertThat(reports).extracting(SourceReport::source).containsExactly("broken", "fine", "hanging");
        assertThat(reports).extracting(SourceReport::reachable).containsExactly(false, true, false);
        assertThat(reports.getFirst().trouble()).contains("a fault");
        assertThat(reports.getLast().trouble()).contains("firsthour.evidence.deadline");
    }

    @Test
    void whatTheServerIsConnectedToIsListedBehindTheSources() {
        var sources = new Sources(List.of(source("fine", () -> fine("fine"))),
                List.of(() -> SourceReport.unreachable("a peer", "", "it is away")),
                Duration.ofSeconds(5));

        assertThat(sources.reports()).extracting(SourceReport::source).containsExactly("fine", "a peer");
    }

    @Test
    void whoLooksAgainAsksNobody() {
        var sources = new Sources(List.of(source("fine", () -> fine("fine"))), Duration.ofSeconds(5));
        sources.reports();
        sources.reports();

        assertThat(asked).hasValue(1);
    }
}
