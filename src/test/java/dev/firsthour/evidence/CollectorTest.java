package dev.firsthour.evidence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Window;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.testing.Samples;
import dev.firsthour.testing.TestClock;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.memory.MemoryTimeline;

import static org.assertj.core.api.Assertions.assertThat;

class CollectorTest {

    private static final EvidenceProperties BOUNDS = new EvidenceProperties(Duration.ofMillis(300), Duration.ofSeconds(60),
            Duration.ofMinutes(60),
            Duration.ofMinutes(15), 100, 50, 100, Map.of("checkout", Map.of("any", "shop-checkout-v2")));

    private final MemoryTimeline timeline = new MemoryTimeline(new byte[32]);
    private final Collector collector = new Collector(timeline, Redactors.standard(new byte[32]), BOUNDS, new TestClock(Samples.NOON));
    private final Incident incident = Samples.incident("checkout fails", null);

    private Run run() {
        timeline.open(incident, Samples.created(incident));
        return timeline.begin(incident.id(), Objects.requireNonNull(incident.standing().analysisId())).orElseThrow();
    }

    private static Draft logs(String... bodies) {
        return new Draft("the question", "logs of checkout", null, new Content.Logs(
                List.of(bodies).stream().map(body -> new LogRecord(Samples.NOON, "checkout", "INFO", body, null, null, Map.of())).toList()),
                null);
    }

    private static EvidenceSource source(String name, EvidenceResult result) {
        return new EvidenceSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public EvidenceResult ask(EvidenceQuery query) {
                return result;
            }
        };
    }

    private static EvidenceQuery question() {
        return new EvidenceQuery(List.of("checkout"), null, new Window(Samples.NOON.minusSeconds(60), Samples.NOON), Map.of(), null);
    }

    @Test
    void aSourceThatHangsDoesNotHoldUpTheOthers() {
        Run run = run();
        EvidenceSource hanging = new EvidenceSource() {
            @Override
            public String name() {
                return "hanging";
            }

            @Override
            public EvidenceResult ask(EvidenceQuery query) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                return new EvidenceResult.Unavailable("up", "interrupted", false);
            }
        };
        List<EvidenceSource> away = collector.collect(run,
                List.of(hanging, source("quick", new EvidenceResult.Found(List.of(logs("it failed"))))), question());
        assertThat(away).extracting(EvidenceSource::name).containsExactly("hanging");
        assertThat(timeline.evidence(incident.id())).singleElement().extracting(Evidence::source).isEqualTo("quick");
        assertThat(timeline.read(incident.id(), 1, 10)).extracting(event -> event.type()).containsExactlyInAnyOrder(
                EventType.SOURCE_UNAVAILABLE,
                EventType.EVIDENCE_COLLECTED);
    }

    @Test
    void nothingThereIsToldFromCouldNotBeAsked() {
        Run run = run();
        List<EvidenceSource> away = collector.collect(run,
                List.of(source("empty", new EvidenceResult.NothingFound("up", "no such service")),
                        source("locked", new EvidenceResult.Unavailable("up", "401", true))),
                question());
        assertThat(away).isEmpty();
        assertThat(timeline.read(incident.id(), 1, 10)).extracting(event -> event.type()).containsExactly(EventType.EVIDENCE_MISSING,
                EventType.SOURCE_UNAVAILABLE);
    }

    @Test
    void whateverASourceAnswersIsRedactedBeforeItIsCut() {
        Run run = run();
        String secret = "the connection to postgres://app:hunter2hunter2@db.internal:5432/shop is lost again";
        collector.collect(run, List.of(source("any", new EvidenceResult.Found(List.of(logs(secret))))), question());
        Evidence evidence = timeline.evidence(incident.id()).getFirst();
        assertThat(evidence.redactions()).isPositive();
        assertThat(evidence.truncated()).isTrue();
        assertThat(evidence.content().toString()).doesNotContain("hunter2");
    }

    @Test
    void tooManyLogRecordsAreThinnedEvenlySoThatBeforeAndAfterBothStay() {
        Run run = run();
        String[] bodies = IntStream.range(0, 1000).mapToObj(i -> i < 500 ? "before" : "after").toArray(String[]::new);
        collector.collect(run, List.of(source("any", new EvidenceResult.Found(List.of(logs(bodies))))), question());
        Evidence evidence = timeline.evidence(incident.id()).getFirst();
        assertThat(evidence.truncated()).isTrue();
        assertThat(((Content.Logs) evidence.content()).records()).hasSize(100).filteredOn(log -> log.body().equals("before")).hasSize(50);
    }

    @Test
    void aServiceThatIsCalledOtherwiseThereIsAskedForByThatNameAndReadByOurs() {
        Run run = run();
        var asked = new ArrayList<String>();
        EvidenceSource any = new EvidenceSource() {
            @Override
            public String name() {
                return "any";
            }

            @Override
            public EvidenceResult ask(EvidenceQuery query) {
                asked.addAll(query.services());
                return new EvidenceResult.Found(List.of(new Draft("the question", "logs", null, new Content.Logs(List.of(
                        new LogRecord(Samples.NOON, "shop-checkout-v2", "INFO", "a line", null, null, Map.of()))), null)));
            }
        };

        collector.collect(run, List.of(any), question());

        assertThat(asked).containsExactly("shop-checkout-v2");
        assertThat(((Content.Logs) timeline.evidence(incident.id()).getFirst().content()).records()).extracting(LogRecord::service)
                .containsExactly("checkout");
    }
}
