package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Span;

import static org.assertj.core.api.Assertions.assertThat;

class CallGraphTest {

    @Test
    void theBlastRadiusIsAllThatNeedTheServiceHoweverFarAway() {
        CallGraph graph = CallGraph.of(List.of(new Dependency("web", "checkout"), new Dependency("checkout", "stock"),
                new Dependency("web", "search"), new Dependency("search", "stock"), new Dependency("admin", "web")));

        assertThat(graph.dependents("stock")).containsExactlyInAnyOrderEntriesOf(
                Map.of("stock", 0, "checkout", 1, "search", 1, "web", 2, "admin", 3));
        assertThat(graph.needs("web").keySet()).containsExactlyInAnyOrder("web", "checkout", "search", "stock");
        assertThat(graph.callees("web")).containsExactlyInAnyOrder("checkout", "search");
    }

    @Test
    void callsInACircleEnd() {
        CallGraph graph = CallGraph.of(List.of(new Dependency("a", "b"), new Dependency("b", "a"), new Dependency("a", "a")));

        assertThat(graph.needs("a")).containsExactlyInAnyOrderEntriesOf(Map.of("a", 0, "b", 1));
    }

    @Test
    void spansShowWhoCallsWhom() {
        CallGraph graph = CallGraph.ofSpans(List.of(span("1", null, "web"), span("2", "1", "checkout"), span("3", "2", "checkout"),
                span("4", "3", "stock"), span("5", "missing", "lost")));

        assertThat(graph.callees("web")).containsExactly("checkout");
        assertThat(graph.callees("checkout")).containsExactly("stock");
        assertThat(graph.knows("lost")).isFalse();
    }

    @Test
    void labelsOfAMeshShowItToo() {
        CallGraph graph = CallGraph.ofSeries(List.of(
                WrittenSeries.series("checkout", "latency", Map.of("source", "web", "destination", "checkout"), 1, 2)));

        assertThat(graph.callees("web")).containsExactly("checkout");
    }

    private static Span span(String id, @org.jspecify.annotations.Nullable String parent, String service) {
        return new Span("t", id, parent, service, "op", Instant.EPOCH, Duration.ofMillis(1), false, null, Map.of());
    }
}
