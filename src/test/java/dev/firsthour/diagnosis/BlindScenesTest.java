package dev.firsthour.diagnosis;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Diagnosis.Verdict;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Symptom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/// Incidents that were written down before anybody looked at how the engine reads them, in the languages and wordings of public postmortems.
/// Each has an innocent change to the same service that came last.
class BlindScenesTest {

    private static final String GUILTY = "9f9f9f9f";
    private static final String LAST = "7a7a7a7a";

    static Stream<Arguments> guilt() {
        return Stream.of(
                arguments("latency_p95_ms", "booking/src/main/resources/application.yml",
                        "-      maximum-pool-size: 40\n+      maximum-pool-size: 5",
                        "HikariPool-1 - Connection is not available, request timed out after 5000ms"),
                arguments("failed_requests", "portal/appsettings.Production.json",
                        "-    \"Main\": \"Server=sql;Max Pool Size=200;Encrypt=true\"\n+    \"Main\": \"Server=sql;Max Pool Size=10;Encrypt=true\"",
                        "Timeout expired prior to obtaining a connection from the pool. All pooled connections were in use"),
                arguments("cpu_pct", "proxy/rules/xss.lua",
                        "-  \"<script[^>]*>\",\n+  \"(?:(?:\\\\s|.)*)+<\\\\s*script.*(?:.*=.*)*>\",",
                        "worker 3 busy for 4120 ms on rule 1207"),
                arguments("http_429_ratio", "edge/kong.yml",
                        "   - name: rate-limiting\n     config:\n-      minute: 6000\n+      minute: 600",
                        "tenant 44 throttled: bucket empty"),
                arguments("requests_failed", "charts/values.yaml",
                        "-  REDIS_URL: redis://cache:6379\n+  CACHE_REDIS_URL: redis://cache:6379",
                        "connect ECONNREFUSED 127.0.0.1:6379"),
                arguments("handshake_failures", "nginx/tls.conf", "-ssl_protocols TLSv1.2 TLSv1.3;\n+ssl_protocols TLSv1.3;",
                        "SSL_do_handshake() failed (SSL: unsupported protocol) while SSL handshaking"),
                arguments("queue_depth", "mailer/settings.py", "-CELERYD_CONCURRENCY = 16\n+CELERYD_CONCURRENCY = 2",
                        "oldest message waits 2210 s"),
                arguments("restarts", "k8s/deploy.yaml",
                        "         livenessProbe:\n-          initialDelaySeconds: 60\n+          initialDelaySeconds: 5",
                        "Liveness probe failed: connection refused"),
                arguments("http_422_ratio", "signup/schemas/contact.json",
                        "   \"phone\": {\n-    \"maxLength\": 24\n+    \"pattern\": \"^[0-9]{10}$\"",
                        "rejected form: phone does not match"),
                arguments("load_failures", "loader/sink.py",
                        "-    for chunk in chunks(rows, 1000):\n+    for chunk in chunks(rows, 50000):",
                        "Packet for query is too large (73400320 > 67108864)"),
                arguments("upload_failures", "nginx/base.conf", "-    client_max_body_size 25m;\n+    client_max_body_size 1m;",
                        "client intended to send too large body: 4123432 bytes"),
                arguments("render_failures", "render/Dockerfile",
                        "-FROM debian:12-slim\n-RUN apt-get install -y wkhtmltopdf fontconfig\n+FROM alpine:3.19\n+RUN apk add --no-cache wkhtmltopdf",
                        "Error loading shared library libfontconfig.so.1: No such file or directory"),
                arguments("gc_pause_ms", "deploy/env.properties",
                        "-JAVA_OPTS=-Xms6g -Xmx6g -XX:+UseG1GC\n+JAVA_OPTS=-Xms512m -Xmx1g -XX:+UseSerialGC",
                        "GC pause Full (Allocation Failure) 3120ms"),
                arguments("sync_errors", "sync/src/oauth.ts",
                        " const SCOPES = [\n-  'calendar.events',\n   'calendar.readonly',\n ];",
                        "403 Request had insufficient authentication scopes"),
                arguments("worker_restarts", "ingest/src/decode.rs",
                        "-    let heading = match frame.heading {\n-        Some(h) => h,\n-        None => 0.0,\n-    };\n+    let heading = frame.heading.unwrap();",
                        "thread 'worker-3' panicked: called `Option::unwrap()` on a `None` value"),
                arguments("mutex_wait_seconds", "seatmap/holds.go",
                        "-\tlayout, err := m.venues.Layout(ctx, id)\n-\tm.mu.Lock()\n-\tdefer m.mu.Unlock()\n+\tm.mu.Lock()\n"
                                + "+\tdefer m.mu.Unlock()\n+\tlayout, err := m.venues.Layout(ctx, id)",
                        "slow request: hold took 6120ms, waiting for lock"),
                arguments("http_5xx_ratio", "profile/loader.ts",
                        "-  const response = await users.get(id);\n-  const user = response.data;\n+  const response = users.get(id);\n+  const { user } = response;",
                        "TypeError: Cannot read properties of undefined (reading 'displayName')"),
                arguments("parcel_rejected_ratio", "proto/parcel.proto",
                        "-  int32 weight_grams = 3;\n+  int32 weight_grams = 7;",
                        "reject parcel 5059: weight_grams must be positive, got 0"),
                arguments("disconnects_per_min", "chat/keepalive.ts",
                        "-export const PING_EVERY_MS = 25_000;\n+export const PING_EVERY_MS = 110_000;",
                        "connection closed by proxy after 60s without traffic"),
                arguments("duplicate_payouts", "queues/payout.tf",
                        "-  visibility_timeout_seconds = 300\n+  visibility_timeout_seconds = 10",
                        "payout 88123 already executed, bank refused duplicate reference"),
                arguments("render_incomplete_ratio", "thumbnail/async.go",
                        "-\tgo h.render(context.Background(), job)\n+\tgo h.render(r.Context(), job)",
                        "render 4411: store write: context canceled"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("guilt")
    void theChangeThatBroughtItIsNamed(String metric, String file, String diff, String complaint) {
        assertThat(culprit(scene(metric, complaint).commit(GUILTY, "Tidy up", -20, List.of(file), "@@ -1,9 +1,9 @@\n" + diff)
                .deployed(GUILTY, "orders", -5))).isEqualTo(GUILTY);
    }

    static Stream<Arguments> innocence() {
        return Stream.of(
                arguments("orders/src/split.js", "-  return [text];\n+  return chunk(text, 153);",
                        "POST https://api.telemax.example.com/v2/messages answered 503 Service Unavailable"),
                arguments("orders/conf/upstream.yaml", "-  keepalive: 30s\n+  keepalive: 75s",
                        "x509: certificate has expired or is not yet valid"),
                arguments("orders/src/model.py", "-    name = Char(100)\n+    name = Char(200)",
                        "write /data/vol3/seg-7: input/output error on device nvme1n1"),
                arguments("orders/pos/heartbeat.kt", "-const val WIDTH = 58\n+const val WIDTH = 80", "till 17: link down, carrier lost"),
                arguments("orders/farm/render.py",
                        "-    ctx = build(request)\n-    return render(ctx)\n+    context = build(request)\n+    return render(context)",
                        "dial tcp: connect: no route to host"),
                arguments("orders/tracker/tls.go",
                        "-\tcfg := &tls.Config{MinVersion: tls.VersionTLS12}\n-\ttr.TLSClientConfig = cfg\n+\ttr.TLSClientConfig = tlsConfig()\n+}\n+\n"
                                + "+func tlsConfig() *tls.Config {\n+\treturn &tls.Config{MinVersion: tls.VersionTLS12}",
                        "tls: failed to verify: x509: certificate has expired: current time is after 2026-06-14T11:59:59Z"),
                arguments("orders/translate/provider.ts", "-  const key = process.env.PROVIDER_KEY;\n+  const key = this.key;",
                        "provider answered 401 Unauthorized: subscription key has expired on 2026-06-30"),
                arguments("orders/renew.go",
                        "-\tif err := s.update(ctx, id); err != nil { return err }\n-\treturn nil\n+\treturn s.update(ctx, id)",
                        "cannot execute UPDATE in a read-only transaction"),
                arguments("orders/importer/reader.go",
                        "-\tr := csv.NewReader(f)\n-\tr.FieldsPerRecord = 14\n-\treturn r\n+\treturn newReader(f, options{FieldsPerRecord: 14})",
                        "supplier=globex file=products.csv: unexpected delimiter ';', expected 14 columns, got 1"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("innocence")
    void whatCameLastIsNotBlamedForWhatItCannotDo(String file, String diff, String complaint) {
        assertThat(culprit(scene("errors_per_min", complaint).commit(GUILTY, "Small thing", -20, List.of(file), "@@ -1,4 +1,4 @@\n" + diff)
                .deployed(GUILTY, "orders", -5))).isNull();
    }

    @Test
    void codeThatAFlagSetFreeIsBlamedThoughItWentOutLongBefore() {
        var flag = new Change("av1_ladder@-4", Change.Kind.FEATURE_FLAG, Scene.NOON.minusSeconds(240),
                "orders", "feature flag av1_ladder off->on", null, null, null, List.of(), null, Map.of("flag", "av1_ladder"));

        assertThat(culprit(scene("transcode_failures", "encoder exited with code 139")
                .commit(GUILTY, "AV1 ladder", -55, List.of("orders/ladder.py"),
                        "@@ -1,4 +1,6 @@\n+    if flags.enabled(\"av1_ladder\"):\n+        return run([\"SvtAv1EncApp\", src])\n     return run([\"ffmpeg\", src])")
                .deployed(GUILTY, "orders", -45).change(flag))).isEqualTo(GUILTY);
    }

    @Test
    void aSlowClimbToTheAlertIsAFault() {
        var creep = Scene.of("orders", "memory near its limit").measuring("orders", "resident_memory_mb",
                minute -> minute < -45 ? 300 : 300 + 30.0 * (minute + 45));
        var symptom = new Symptom("memory near its limit", "", Severity.HIGH, "orders",
                "resident_memory_mb", Scene.NOON, Map.of("threshold", "1500"));

        assertThat(new Diagnostics().of(symptom, creep.evidence()).verdict()).isEqualTo(Verdict.FAULT);
        assertThat(Creep.of(symptom, List.of())).isNull();
    }

    @Test
    void aLevelThatMerelyWandersIsNoSlowClimb() {
        var calm = Scene.of("orders", "memory near its limit").measuring("orders", "resident_memory_mb",
                minute -> 1400 + 20 * Math.sin(minute / 5.0));
        var symptom = new Symptom("memory near its limit", "", Severity.HIGH, "orders",
                "resident_memory_mb", Scene.NOON, Map.of("threshold", "1500"));

        assertThat(new Diagnostics().of(symptom, calm.evidence()).verdict()).isEqualTo(Verdict.NO_FAULT);
    }

    private static Scene scene(String metric, String complaint) {
        return Scene.of("orders", "orders in trouble: " + metric).measuring("orders", metric, minute -> minute < -3 ? 2 : 60)
                .failing("orders", complaint).withBystanders()
                .commit(LAST, "banner says starting", -12, List.of("orders/internal/banner.go"),
                        "@@ -3,3 +3,3 @@\n-const hello = \"orders coming up\"\n+const hello = \"orders starting now\"")
                .deployed(LAST, "orders", -4);
    }

    private static @Nullable String culprit(Scene scene) {
        Diagnosis diagnosis = scene.diagnosis();
        Entity culprit = diagnosis.hypotheses().getFirst().culprit();
        return culprit == null || culprit.kind() != Entity.Kind.CHANGE ? null : culprit.name();
    }
}
