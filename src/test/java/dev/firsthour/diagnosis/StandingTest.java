package dev.firsthour.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Diagnosis.Verdict;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Symptom;

import static org.assertj.core.api.Assertions.assertThat;

class StandingTest {

    private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
    private final List<CitedNotice> notices = new ArrayList<>();
    private final List<CitedLog> logs = new ArrayList<>();

    @Test
    void whereAllPartsAreWellALoudAlertIsWrong() {
        notice(-30, "cluster events", "Pod/shop-1", "BackOff", "Back-off restarting failed container");
        notice(0, "pods", "shop-1", "ready", "Pod shop-1 is Running, ready.");
        notice(0, "monitors", "error rate", "OK", "Monitor 'error rate' is OK.");

        Standing standing = standing("CrashLoopBackOff of shop-1");

        assertThat(standing.verdict()).isEqualTo(Verdict.NO_FAULT);
        assertThat(standing.bad()).isEmpty();
    }

    @Test
    void whatIsBeingTakenAwayIsNeitherWellNorIll() {
        notice(0, "pods", "shop-old", "terminating", "Pod shop-old is Running, terminating, not ready.");
        notice(0, "pods", "shop-new", "ready", "Pod shop-new is Running, ready.");

        assertThat(standing("Pod shop-old crashes").verdict()).isNotEqualTo(Verdict.FAULT);
    }

    @Test
    void anImageThatCannotBePulledIsAConfigurationError() {
        notice(0, "pods", "shop-2", "ImagePullBackOff", "Pod shop-2 is Pending: Back-off pulling image \"shop:v9\": manifest unknown");
        notice(0, "monitors", "latency", "OK", "Monitor 'latency' is OK.");

        Standing standing = standing("Rollout of shop is stuck");

        assertThat(standing.verdict()).isEqualTo(Verdict.FAULT);
        assertThat(standing.kind()).isEqualTo(FaultKind.CONFIGURATION_ERROR);
    }

    @Test
    void aNodeThatIsLostIsInfrastructure() {
        notice(0, "nodes", "node-7", "not ready", "Node node-7 is not ready: kubelet stopped posting status.");
        notice(0, "pods", "shop-2", "Unknown", "Pod shop-2 on node-7 is in state Unknown.");

        Standing standing = standing("shop is unavailable");

        assertThat(standing.verdict()).isEqualTo(Verdict.FAULT);
        assertThat(standing.kind()).isEqualTo(FaultKind.INFRASTRUCTURE);
    }

    @Test
    void errorsThatAreLoggedNowSpeakThoughEveryPodIsReady() {
        notice(0, "pods", "shop-1", "ready", "Pod shop-1 is Running, ready.");
        logs.add(new CitedLog(new EvidenceId(9),
                new LogRecord(NOW.minusSeconds(60), "shop", "ERROR", "getaddrinfo ENOTFOUND db.internal", null, null, Map.of())));

        Standing standing = standing("Error rate of shop at 42%");

        assertThat(standing.verdict()).isEqualTo(Verdict.FAULT);
        assertThat(standing.kind()).isEqualTo(FaultKind.CONFIGURATION_ERROR);
    }

    @Test
    void whatAPartSaidOfItselfHoursAgoAndTookBackIsOver() {
        notice(-180, "database events", "orders-db", "failover", "A failover has been initiated for orders-db.");
        notice(-179, "database events", "orders-db", "failover", "The failover of orders-db is complete, it failed over and is available.");

        assertThat(standing("Scheduled check").verdict()).isEqualTo(Verdict.RECOVERED);
    }

    @Test
    void whatIsDeniedIsNotSaid() {
        assertThat(FaultKind.in("Repeated restarts without OOM, crash, or image pull errors.")).isEmpty();
        assertThat(FaultKind.in("The container was OOMKilled.")).containsOnlyKeys(FaultKind.RESOURCE_EXHAUSTION);
    }

    @Test
    void nothingSaidIsNotEnoughEvidence() {
        assertThat(standing("Something").verdict()).isEqualTo(Verdict.NOT_ENOUGH_EVIDENCE);
    }

    private Standing standing(String title) {
        return Standing.of(new Symptom(title, "", Severity.HIGH, "shop", null, NOW, Map.of()), notices, logs, List.of(),
                new Health(Verdict.NOT_ENOUGH_EVIDENCE, 1, ""));
    }

    private void notice(int minutes, String source, @Nullable String component, @Nullable String state, String text) {
        notices.add(new CitedNotice(new EvidenceId(notices.size() + 1),
                new Notice(NOW.plusSeconds(60L * minutes), source, component, state, text)));
    }
}
