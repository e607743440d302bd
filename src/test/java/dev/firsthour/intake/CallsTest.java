package dev.firsthour.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Span;
import dev.firsthour.testing.Postgres;
import dev.firsthour.testing.TestClock;
import dev.firsthour.timeline.Json;

import static org.assertj.core.api.Assertions.assertThat;

/// Who calls whom, as evidence has shown it.
class CallsTest {

    private static final Instant NOON = Instant.parse("2026-03-12T12:00:00Z");

    private final JdbcClient jdbc = JdbcClient.create(Postgres.fresh());
    private final TestClock clock = new TestClock(NOON);
    private final GroupingProperties properties = new GroupingProperties(Duration.ofMinutes(10), List.of("node"), Set.of(),
            Map.of("web", List.of("search")), Duration.ofDays(30), 200, 3, Duration.ofMinutes(10), 3);
    private final Calls calls = new Calls(jdbc, properties, clock);

    private void evidence(int number, Content content, Instant at) {
        UUID incident = new UUID(0x019c_0000_0000_7000L, 0x8000_0000_0000_0001L);
        jdbc.sql(
                """
                        insert into incident (id, title, description, severity, status, source, labels, started_at, created_at, updated_at, position,
                            newest_hash, analysis_state) values (:id, 'it fails', '', 'high', 'open', 'api', '{}', :at, :at, :at, 0, '', 'idle')
                        on conflict do nothing
                        """)
                .param("id", incident).param("at", at.atOffset(ZoneOffset.UTC)).update();
        jdbc.sql(
                """
                        insert into incident_evidence (incident_id, number, source, query, title, kind, size, content, digest, collected_at, redactions,
                            truncated) values (:id, :number, 'attached', '', '', :kind, 1, :content, '', :at, 0, false)
                        """)
                .param("id", incident).param("number", number).param("kind", content.kind()).param("content", Json.write(content))
                .param("at", at.atOffset(ZoneOffset.UTC)).update();
    }

    @Test
    void whatTracesAndTopologiesShowIsKnownFromBothEnds() {
        evidence(1, new Content.Topology(List.of(new Dependency("checkout", "payment"))), NOON);
        evidence(2, new Content.Traces(List.of(span("a", null, "checkout"), span("b", "a", "cart"), span("c", "b", "cart"))),
                NOON.plusSeconds(1));
        Instant read = calls.learn(null);
        assertThat(read).isEqualTo(NOON.plusSeconds(1));
        assertThat(calls.of("checkout")).containsOnly(Map.entry("payment", "checkout calls payment, as evidence has shown"),
                Map.entry("cart", "checkout calls cart, as evidence has shown"));
        assertThat(calls.of("payment")).containsOnlyKeys("checkout");
        assertThat(calls.of("search")).containsOnly(Map.entry("web", "web calls search, as is configured"));
        assertThat(calls.learn(read)).as("nothing new").isEqualTo(read);
    }

    @Test
    void evidenceThatIsErasedBeforeItWasReadHoldsUpNothing() {
        evidence(1, new Content.Topology(List.of(new Dependency("checkout", "payment"))), NOON);
        evidence(2, new Content.Topology(List.of(new Dependency("checkout", "cart"))), NOON.plusSeconds(1));
        jdbc.sql("update incident_evidence set content = null where number = 1").update();
        assertThat(calls.learn(null)).isEqualTo(NOON.plusSeconds(1));
        assertThat(calls.of("checkout")).containsOnlyKeys("cart");
    }

    @Test
    void whatWasNotSeenForLongIsForgotten() {
        evidence(1, new Content.Topology(List.of(new Dependency("checkout", "payment"))), NOON);
        calls.learn(null);
        calls.forget(NOON.plus(Duration.ofDays(29)));
        assertThat(calls.of("checkout")).isNotEmpty();
        calls.forget(NOON.plus(Duration.ofDays(31)));
        clock.advance(Duration.ofMinutes(1));
        assertThat(calls.of("checkout")).isEmpty();
    }

    private static Span span(String id, @Nullable String parent, String service) {
        return new Span("t", id, parent, service, "call", NOON, Duration.ofMillis(5), false, null, Map.of());
    }
}
