package dev.firsthour.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.timeline.Json;

/// Who calls whom: what is configured, and what the evidence of earlier investigations has shown.
final class Calls {

    /// How old what is held in memory may be: a call that is new to us is no news.
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final int MOST_CALLS = 20_000;
    /// So many pieces of evidence are read in one go; the rest waits for the next.
    private static final int PIECES = 20;

    private final JdbcClient jdbc;
    private final GroupingProperties properties;
    private final InstantSource clock;
    private volatile Known known = new Known(Instant.EPOCH, Map.of());

    Calls(JdbcClient jdbc, GroupingProperties properties, InstantSource clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    private record Known(Instant readAt, Map<String, Map<String, String>> neighbours) {}

    /// The services that one calls or is called by, each with that in a clause.
    Map<String, String> of(String service) {
        Known now = known;
        if (now.readAt().plus(FRESH).isBefore(clock.instant())) {
            now = new Known(clock.instant(), read());
            known = now;
        }
        return now.neighbours().getOrDefault(service, Map.of());
    }

    private Map<String, Map<String, String>> read() {
        Map<String, Map<String, String>> neighbours = new HashMap<>();
        jdbc.sql("select caller, callee, seen_at from service_call order by seen_at desc limit :most").param("most", MOST_CALLS)
                .query((row, _) -> new Dependency(row.getString("caller"), row.getString("callee"))).list()
                .forEach(call -> note(neighbours, call, "as evidence has shown"));
        properties.calls().forEach((caller, callees) -> callees
                .forEach(callee -> note(neighbours, new Dependency(caller, callee), "as is configured")));
        return neighbours;
    }

    private static void note(Map<String, Map<String, String>> neighbours, Dependency call, String how) {
        String clause = call.caller() + " calls " + call.callee() + ", " + how;
        neighbours.computeIfAbsent(call.caller(), _ -> new HashMap<>()).put(call.callee(), clause);
        neighbours.computeIfAbsent(call.callee(), _ -> new HashMap<>()).put(call.caller(), clause);
    }

    /// Reads who calls whom out of evidence that has come since the last time.
    ///
    /// @param since when what was read last was collected; null if that is not known
    /// @return the same for the next time
    Instant learn(@Nullable Instant since) {
        Instant from = since == null ? newest() : since;
        List<Piece> pieces = jdbc
                .sql("""
                        select content, collected_at from incident_evidence where kind in ('traces', 'topology') and collected_at > :from and content is not null
                        order by collected_at limit :pieces
                        """)
                .param("from", Ledger.time(from)).param("pieces", PIECES)
                .query((row, _) -> new Piece(Json.read(row.getString("content"), Content.class),
                        row.getTimestamp("collected_at").toInstant()))
                .list();
        pieces.forEach(piece -> keep(calls(piece.content()), piece.at()));
        return pieces.isEmpty() ? from : pieces.getLast().at();
    }

    private record Piece(Content content, Instant at) {}

    private Instant newest() {
        return jdbc.sql("select max(seen_at) as newest from service_call")
                .query((row, _) -> row.getTimestamp("newest") == null ? Instant.EPOCH : row.getTimestamp("newest").toInstant()).single();
    }

    private static Set<Dependency> calls(Content content) {
        return switch (content) {
            case Content.Topology(var edges) -> new LinkedHashSet<>(edges);
            case Content.Traces(var spans) -> Dependency.among(spans);
            case Content.Logs _,Content.Metrics _,Content.Changes _,Content.Notices _ -> Set.of();
        };
    }

    private void keep(Set<Dependency> calls, Instant at) {
        List<Dependency> some = calls.stream().filter(call -> !call.caller().equals(call.callee())).limit(MOST_CALLS).toList();
        jdbc.sql(
                """
                        insert into service_call (caller, callee, seen_at)
                        select distinct caller, callee, cast(:at as timestamptz) from unnest(:callers, :callees) as t (caller, callee) order by caller, callee
                        on conflict (caller, callee) do update set seen_at = greatest(service_call.seen_at, excluded.seen_at)
                        """)
                .param("at", Ledger.time(at)).param("callers", some.stream().map(Dependency::caller).toArray(String[]::new))
                .param("callees", some.stream().map(Dependency::callee).toArray(String[]::new)).update();
    }

    void forget(Instant now) {
        jdbc.sql("delete from service_call where seen_at < :until").param("until", Ledger.time(now.minus(properties.remember()))).update();
    }
}
