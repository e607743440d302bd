package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Symptom;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class LogShiftsTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant FAULT = START.plusSeconds(1200);

    private final List<CitedLog> logs = new ArrayList<>();
    private final Random chance = new Random(7);

    @Test
    void anErrorThatWasNeverSeenBeforeComesFirst() {
        traffic(START, FAULT.plusSeconds(600), 5);
        for (int i = 0; i < 40; i++) {
            log(FAULT.plusSeconds(i * 9L), "cart", "ERROR", "Connection to 10.0.0." + i + ":5432 refused after " + i + " ms");
        }

        Finding first = shifts(FAULT).getFirst();

        assertThat(first.statement()).contains("cart began to log").contains("Connection to <address> refused after <number> ms")
                .contains("40 times");
        assertThat(first.at()).isBetween(FAULT.minusSeconds(5), FAULT.plusSeconds(5));
        assertThat(first.signal()).isInstanceOfSatisfying(Signal.LogShift.class, shift -> {
            assertThat(shift.service()).isEqualTo("cart");
            assertThat(shift.before()).isZero();
            assertThat(shift.after()).isEqualTo(40);
        });
        assertThat(first.cites()).contains(new EvidenceId(1));
    }

    @Test
    void aDetectionThatIsWrongByMinutesStillFindsTheOnset() {
        traffic(START, FAULT.plusSeconds(900), 5);
        for (int i = 0; i < 60; i++) {
            log(FAULT.plusSeconds(i * 10L), "cart", "ERROR", "Cannot reach the price list");
        }

        for (int off : new int[]{-240, 0, 300}) {
            Finding first = shifts(FAULT.plusSeconds(off)).getFirst();
            assertThat(first.statement()).contains("Cannot reach the price list");
            assertThat(first.at()).isBetween(FAULT.minusSeconds(5), FAULT.plusSeconds(5));
        }
    }

    @Test
    void threeTimesTheTrafficIsNotAShift() {
        traffic(START, FAULT, 4);
        traffic(FAULT, FAULT.plusSeconds(1200), 12);

        assertThat(shifts(FAULT)).isEmpty();
    }

    @Test
    void steadyTrafficGivesNoFindings() {
        int falseOnes = 0;
        for (int round = 0; round < 20; round++) {
            logs.clear();
            traffic(START, FAULT.plusSeconds(600), 5);
            falseOnes += shifts(FAULT).size();
        }
        assertThat(falseOnes).isLessThanOrEqualTo(1);
    }

    @Test
    void aServiceThatFallsSilentIsSeen() {
        traffic(START, FAULT.plusSeconds(900), 5);
        logs.removeIf(log -> "mail".equals(log.log().service()) && FAULT.compareTo(Objects.requireNonNull(log.log().at())) <= 0);

        assertThat(shifts(FAULT)).isNotEmpty().allSatisfy(finding -> assertThat(finding.statement()).startsWith("mail stopped to log"));
    }

    @Test
    void aStackTraceIsOneEventNamedByTheFrameThatMatters() {
        traffic(START, FAULT.plusSeconds(600), 5);
        for (int i = 0; i < 20; i++) {
            Instant at = FAULT.plusSeconds(i * 20L);
            log(at, "cart", "ERROR", "Request " + i + " failed");
            log(at, "cart", null, "java.lang.IllegalStateException: no stock for " + i);
            log(at, "cart", null, "\tat java.base/java.util.Objects.requireNonNull(Objects.java:220)");
            log(at, "cart", null, "\tat com.shop.cart.Stock.take(Stock.java:31)");
            log(at, "cart", null, "Caused by: java.sql.SQLException: closed");
            log(at, "cart", null, "\tat com.shop.cart.Rows.read(Rows.java:7)");
            log(at, "cart", null, "\t... 12 more");
        }

        assertThat(shifts(FAULT)).anySatisfy(finding -> assertThat(finding.statement())
                .contains("com.shop.cart.Stock.take(Stock.java:31)")
                .contains("caused by java.sql.SQLException at com.shop.cart.Rows.read"));
        assertThat(shifts(FAULT)).noneSatisfy(finding -> assertThat(finding.statement()).contains("\"at "));
    }

    @Test
    void withoutATimeBeforeOnlyErrorsAreGivenAndSaidToBeIncomparable() {
        log(FAULT, "cart", "ERROR", "disk full");
        log(FAULT, "cart", "INFO", "hello");

        assertThat(shifts(FAULT)).singleElement().satisfies(finding -> {
            assertThat(finding.statement()).contains("disk full").contains("no logs from before");
            assertThat(finding.score()).isLessThanOrEqualTo(0.3);
        });
    }

    @Test
    void noLogsGiveNoFindings() {
        assertThat(shifts(FAULT)).isEmpty();
    }

    @Property(tries = 12, seed = Seeds.FIXED)
    void renamingServicesPermutingRowsAndShiftingClocksLeavesTheFindingsTheSame(@ForAll long seed,
            @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long seconds) {
        var plain = new LogShiftsTest();
        plain.traffic(START, FAULT.plusSeconds(600), 3);
        for (int i = 0; i < 30; i++) {
            plain.log(FAULT.plusSeconds(i * 15L), "cart", "ERROR", "Connection to 10.0.0." + i + ":5432 refused");
        }
        var changed = new LogShiftsTest();
        // The axis of time has buckets of whole seconds, and as wide as the log is long
        Duration shift = Duration.ofSeconds(seconds * 1024);
        plain.logs.forEach(cited -> {
            LogRecord log = cited.log();
            changed.logs.add(new CitedLog(cited.evidence(), new LogRecord(Objects.requireNonNull(log.at()).plus(shift), "x" + log.service(),
                    log.severityText(), log.body(), null, null, Map.of())));
        });
        Collections.shuffle(changed.logs, new Random(seed));

        List<Finding> findings = plain.shifts(FAULT);
        List<Finding> same = changed.shifts(FAULT.plus(shift));

        assertThat(same).hasSameSizeAs(findings);
        for (int i = 0; i < findings.size(); i++) {
            assertThat(same.get(i).score()).isEqualTo(findings.get(i).score());
            assertThat(same.get(i).statement()).startsWith("x" + findings.get(i).statement().substring(0, 40));
        }
    }

    private List<Finding> shifts(Instant detected) {
        return LogShifts.of(new Symptom("Checkout fails", "", Severity.HIGH, "checkout", null, detected, Map.of()), logs);
    }

    /// Five services that log six messages each at random, at a mean rate a second for all.
    private void traffic(Instant from, Instant to, double rate) {
        for (Instant at = from; at
                .isBefore(to); at = at.plus(Duration.ofMillis((long) (-Math.log(1 - chance.nextDouble()) / rate * 1000)))) {
            String service = List.of("cart", "checkout", "mail", "stock", "pay").get(chance.nextInt(5));
            String message = switch (chance.nextInt(6)) {
                case 0 -> "Order " + chance.nextInt(10_000) + " accepted";
                case 1 -> "Answered in " + chance.nextInt(300) + "ms";
                case 2 -> "Loaded /srv/items/" + chance.nextInt(50) + ".json from the cache";
                case 3 -> "User " + chance.nextInt(900) + " signed in from 10.1.2." + chance.nextInt(200);
                case 4 -> "Sent mail to " + chance.nextInt(900) + " people";
                default -> "Nothing to do";
            };
            log(at, service, "INFO", message);
        }
    }

    private void log(Instant at, String service, @Nullable String level, String body) {
        logs.add(new CitedLog(new EvidenceId(1), new LogRecord(at, service, level, body, null, null, Map.of())));
    }
}
