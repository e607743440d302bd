package dev.firsthour.diagnosis;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.Notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/// Whether a change is blamed for what it does, among others that are merely near in time and place.
class ChangeMechanismTest {

    private static final String GUILTY = "9f9f9f9f";

    static Stream<Arguments> guilt() {
        return Stream.of(
                arguments("a timeout is lowered", "orders/client.go",
                        "-\tpricingTimeout = 2000 * time.Millisecond\n+\tpricingTimeout = 150 * time.Millisecond",
                        "call to pricing failed: context deadline exceeded after 150ms"),
                arguments("a bound is taken from a cache", "src/orders/Sessions.java",
                        "-    private final Map<String, Session> sessions = new LruCache<>(MAX_ENTRIES);\n+    private final Map<String, Session> sessions = new HashMap<>();",
                        "java.lang.OutOfMemoryError: Java heap space"),
                arguments("an index is dropped", "migrations/0042.sql", "+DROP INDEX idx_orders_customer_id;",
                        "slow query: SELECT * FROM orders WHERE customer_id = 17 took 8123 ms"),
                arguments("a column is renamed", "migrations/0043.sql", "+ALTER TABLE shipments RENAME COLUMN carrier_code TO carrier;",
                        "ERROR: column \"carrier_code\" does not exist"),
                arguments("a host is pointed elsewhere", "deploy/prod/orders.yaml",
                        "-  inventory_url: http://inventory.shop.svc:8080\n+  inventory_url: http://inventory-v2.shop.svc:8080",
                        "dial tcp: lookup inventory-v2.shop.svc: connection refused"),
                arguments("a permission is taken away", "infra/iam/orders.tf",
                        "-    actions = [\"s3:GetObject\", \"s3:PutObject\"]\n+    actions = [\"s3:GetObject\"]",
                        "AccessDenied: not authorized to perform s3:PutObject on bucket invoices"),
                arguments("a major version of a library comes", "pom.xml",
                        "-      <version>2.17.1</version> <!-- jackson-databind -->\n+      <version>3.0.0</version> <!-- jackson-databind -->",
                        "java.lang.NoSuchMethodError: com.fasterxml.jackson.databind.ObjectMapper.enable"),
                arguments("a division loses its guard", "orders/average.py",
                        "-    if count == 0:\n-        return 0\n     return total / count",
                        "ZeroDivisionError: division by zero in average"),
                arguments("batches give way to single writes", "orders/outbox.go",
                        "-\terr := w.queue.SendMessageBatch(ctx, entries)\n+\tfor _, entry := range entries {\n+\t\terr = w.queue.SendMessage(ctx, entry)\n+\t}",
                        "ThrottlingException: Rate exceeded for SendMessage"),
                arguments("retries multiply", "orders/retry.go", "-\tMaxAttempts: 2,\n+\tMaxAttempts: 12,",
                        "429 too many requests: rate limit of retry budget reached"),
                arguments("a field of a message is renamed", "schema/order_event.proto",
                        "-  string customer_ref = 4;\n+  string customer_reference = 4;",
                        "failed to parse order event: unknown field \"customer_reference\""),
                arguments("a lock is held over a remote call", "orders/Stock.java",
                        "+        synchronized (lock) {\n             reserve(line);\n+        }",
                        "lock wait timeout exceeded in Stock.reserve, possible lock contention"),
                arguments("an int grows too small", "orders/Ids.java", "-    long sequence;\n+    int sequence;",
                        "java.lang.ArithmeticException: integer overflow at Ids.sequence"),
                arguments("memory is cut", "charts/orders/values.yaml", "-    memory: 2Gi\n+    memory: 256Mi",
                        "container orders OOMKilled, memory limit reached"),
                arguments("a connection is no longer closed", "orders/Store.java",
                        "-        try (Connection connection = pool.getConnection()) {\n-            insert(connection, order);\n-        }\n+        Connection connection = pool.getConnection();\n+        insert(connection, order);",
                        "Connection is not available, request timed out: pool exhausted (total=20, active=20)"),
                arguments("a token's audience changes", "orders/auth.yaml", "-  audience: orders-api\n+  audience: orders",
                        "401 unauthorized: invalid token: audience mismatch"),
                arguments("a required setting goes", "deploy/prod/orders-env.yaml",
                        "-  - name: PAYMENT_API_TOKEN\n-    valueFrom: payment-secret",
                        "panic: required environment variable PAYMENT_API_TOKEN is not set"),
                arguments("a query is put into a loop", "orders/list.py",
                        "     for order in orders:\n+        order.customer = session.query(Customer).get(order.customer_id)",
                        "slow request: GET /orders took 6200 ms, 812 statements"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guilt")
    void theChangeWhoseDiffCanDoItIsBlamedAndNotTheOneThatCameLast(String what, String file, String diff, String error) {
        Diagnosis diagnosis = Scene.of("orders", "orders: error rate above 5 %").failing("orders", error).withBystanders()
                .commit(GUILTY, "chore: small things", -25, List.of(file), "@@ " + file + " @@\n" + diff).deployed(GUILTY, "orders", -12)
                .diagnosis();

        assertThat(diagnosis.verdict()).isEqualTo(Diagnosis.Verdict.FAULT);
        assertThat(diagnosis.hypotheses().getFirst().culprit()).as(what).isEqualTo(Entity.change(GUILTY));
        assertThat(diagnosis.hypotheses().getFirst().evidenceFor()).isNotEmpty();
    }

    static Stream<Arguments> innocence() {
        return Stream.of(
                arguments("a vendor is down", "POST https://api.mailgun.com/v3/messages failed: 503 Service Unavailable"),
                arguments("names do not resolve", "dial tcp: lookup pricing.shop.svc.cluster.local on 10.96.0.10:53: no such host"),
                arguments("a certificate ran out",
                        "x509: certificate has expired or is not yet valid: current time is after 2026-05-04T11:57:00Z"),
                arguments("one record is bad", "validation error: field 'weight' out of range, record_id=pkg-88231-77 offset=99120"),
                arguments("a disk is full", "write /var/lib/orders/wal: no space left on device"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("innocence")
    void noChangeIsBlamedForWhatComesFromOutside(String what, String error) {
        Diagnosis diagnosis = Scene.of("orders", "orders: error rate above 5 %").failing("orders", error).withBystanders().diagnosis();

        assertThat(diagnosis.verdict()).isEqualTo(Diagnosis.Verdict.FAULT);
        Entity culprit = diagnosis.hypotheses().getFirst().culprit();
        assertThat(culprit).as(what).isNotNull();
        assertThat(java.util.Objects.requireNonNull(culprit).kind()).as(what).isNotEqualTo(Entity.Kind.CHANGE);
    }

    @Test
    void aSurgeOfRequestsIsNoChangesFault() {
        Diagnosis diagnosis = Scene.of("orders", "orders: latency above 800 ms")
                .measuring("orders", "requests_per_second", minute -> minute < -1 ? 40 : 190)
                .measuring("orders", "http_server_duration_p99_ms", minute -> minute < -1 ? 120 : 2400).withBystanders().diagnosis();

        assertThat(diagnosis.hypotheses().getFirst().fault()).isEqualTo("traffic");
    }

    @Test
    void aMetricThatShowsTheVeryNumbersOfADiffConvictsIt() {
        Diagnosis diagnosis = Scene.of("orders", "orders: waiting for connections")
                .measuring("orders", "db_pool_wait_seconds_p99", minute -> minute < -1 ? 0.02 : 9)
                .measuring("orders", "db_pool_max_conns", minute -> minute < -1 ? 60 : 12).withBystanders()
                .commit(GUILTY, "platform: defaults", -30, List.of("pkg/db/pool.go"),
                        "@@ pkg/db/pool.go @@\n-const defaultMaxConns = 60\n+const defaultMaxConns = 12")
                .deployed(GUILTY, "orders", -6).diagnosis();

        Hypothesis first = diagnosis.hypotheses().getFirst();
        assertThat(first.culprit()).isEqualTo(Entity.change(GUILTY));
        assertThat(first.statement()).contains("from 60 to 12");
    }

    @Test
    void whatCameAfterTheTroubleOrTouchesNothingThatRunsIsRuledOutWithItsReason() {
        Diagnosis diagnosis = Scene.of("orders", "orders: error rate above 5 %").failing("orders", "panic: nil pointer dereference")
                .withBystanders()
                .diagnosis();

        assertThat(diagnosis.hypotheses()).filteredOn(one -> Entity.change("b6b6b6b6").equals(one.culprit())).singleElement()
                .satisfies(one -> assertThat(one.ruledOut()).contains("after the trouble had begun"));
        assertThat(diagnosis.hypotheses()).filteredOn(one -> Entity.change("b2b2b2b2").equals(one.culprit())).singleElement()
                .satisfies(one -> assertThat(one.ruledOut()).contains("styles"));
        assertThat(diagnosis.hypotheses()).filteredOn(one -> Entity.change("b1b1b1b1").equals(one.culprit())).singleElement()
                .satisfies(one -> assertThat(one.ruledOut()).contains("documentation"));
    }

    @Test
    void aCheckThatIsSaidAgainInOtherWordsWasNotTakenAway() {
        CodeChange change = CodeChange
                .of(new dev.firsthour.incident.Change("c1", dev.firsthour.incident.Change.Kind.COMMIT, Scene.NOON, null,
                        "refactor: range checks", null, null, "c1", List.of("geo/validate.go"), """
                                @@ geo/validate.go @@
                                -\tif p.Lat < -90 || p.Lat > 90 {
                                -\t\treturn outOfRange("lat")
                                -\t}
                                +\tif err := within("lat", p.Lat, -90, 90); err != nil {
                                +\t\treturn err
                                +\t}
                                """, java.util.Map.of()));

        assertThat(change.effects()).extracting(Effect::kind).doesNotContain(Effect.Kind.GUARD_REMOVED, Effect.Kind.NULL_GUARD_REMOVED);
    }

    @Test
    void anAnnouncementIsBelievedForWhatItSaysNotForBeingThere() {
        Notice elsewhere = new Notice(Scene.TROUBLE, "acme status", "billing reports", "degraded", "Monthly billing reports are late.");
        Diagnosis diagnosis = Scene.of("orders", "orders: error rate above 5 %")
                .failing("orders", "panic: nil pointer dereference in readGift")
                .withBystanders().saying(elsewhere)
                .commit(GUILTY, "gifts: less code", -25, List.of("orders/gift.go"),
                        "@@ orders/gift.go @@ func readGift(in *Order) string {\n-\tif in.Gift == nil {\n-\t\treturn \"\"\n-\t}\n \treturn in.Gift.Note")
                .deployed(GUILTY, "orders", -12).diagnosis();

        assertThat(diagnosis.hypotheses().getFirst().culprit()).isEqualTo(Entity.change(GUILTY));
    }

    @Test
    void aRolloutOfWhichNothingIsMeasuredStillGetsAVerdict() {
        var stage = new dev.firsthour.incident.Change("orders@1", dev.firsthour.incident.Change.Kind.DEPLOYMENT,
                Scene.NOON.minusSeconds(600), "orders",
                "first stage", null, "v2", null, List.of(), null, java.util.Map.of("instances", "orders-v2-a,orders-v2-b"));

        Diagnosis diagnosis = Scene.of("orders", "orders: error rate above 5 %").failing("orders", "panic: nil pointer dereference")
                .change(stage)
                .diagnosis();

        assertThat(diagnosis.verdict()).isEqualTo(Diagnosis.Verdict.FAULT);
    }
}
