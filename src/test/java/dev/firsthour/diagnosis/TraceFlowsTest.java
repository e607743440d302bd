package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Symptom;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class TraceFlowsTest {

    private static final Instant DETECTED = Instant.parse("2026-03-01T12:00:00Z");

    /// What goes wrong after the detection: in every how many traces, and what.
    private enum Fault {
        NONE, WRONG_ANSWER, EXCEPTION, SLOW_NETWORK, ANOTHER_BRANCH
    }

    private final List<CitedSpan> spans = new ArrayList<>();
    private final List<CitedLog> logs = new ArrayList<>();

    @Test
    void aWrongTurnIntoAnErrorIsPlacedBetweenTheStatementBeforeAndTheOneThatShouldHaveFollowed() {
        record(Fault.WRONG_ANSWER);

        InsideCause first = causes().getFirst();

        assertThat(first.culprit()).isEqualTo(new Entity(Entity.Kind.CODE, "stock|s.Stock#20 -> s.Stock#30"));
        assertThat(first.strength()).isGreaterThan(0.7);
        assertThat(first.seen().text()).contains("\"s.Stock#25\" follows").contains("20 of 40");
    }

    @Test
    void theCallersWhoPassTheFailureOnAreItsEcho() {
        record(Fault.WRONG_ANSWER);

        List<InsideCause> causes = causes();

        assertThat(causes.getFirst().service()).isEqualTo("stock");
        assertThat(causes).filteredOn(cause -> cause.service().equals("shop"))
                .allSatisfy(cause -> assertThat(cause.strength()).isLessThan(causes.getFirst().strength() / 2));
    }

    @Test
    void anOperationThatBreaksOffIsPlacedBehindTheLastThatWasSeen() {
        record(Fault.EXCEPTION);

        assertThat(causes().getFirst().culprit()).isEqualTo(new Entity(Entity.Kind.CODE, "stock|take start -> s.Stock#20"));
    }

    @Test
    void aServiceForWhichAllItsCallersWaitHasASlowNetwork() {
        record(Fault.SLOW_NETWORK);

        InsideCause first = causes().getFirst();

        assertThat(first.culprit()).isEqualTo(new Entity(Entity.Kind.RESOURCE, "stock|network"));
        assertThat(first.strength()).isGreaterThan(0.8);
    }

    @Test
    void whoWaitsForFailingCallsAndTriesAgainWaitsForNoNetwork() {
        record(Fault.NONE);
        for (int i = 0; i < 40; i++) {
            Instant start = DETECTED.plusSeconds(2 + i * 4L);
            span("retry" + i, "shop", null, "shop", "sell", start, 3200);
            span("retry" + i, "call", "shop", "shop", "HTTP GET", start.plusMillis(10), 3100);
            spans.add(new CitedSpan(new EvidenceId(1), new Span("retry" + i, "retry" + i + "first", "retry" + i + "call", "stock", "take",
                    start.plusMillis(20), Duration.ofMillis(40), true, "out of stock", Map.of())));
        }

        assertThat(causes()).noneMatch(cause -> cause.culprit().name().equals("stock|network") && cause.strength() > 0.1);
    }

    @Test
    void whatTheOtherCallsOfARequestTakeIsNoWayToThisOne() {
        for (int i = 0; i < 100; i++) {
            boolean late = i >= 60;
            Instant start = late ? DETECTED.plusSeconds(1 + (i - 60) * 4L) : DETECTED.minusSeconds(300 - i * 4L);
            span("t" + i, "shop", null, "shop", "sell", start, late ? 2100 : 110);
            span("t" + i, "mail", "shop", "mail", "send", start.plusMillis(5), 20);
            span("t" + i, "pool", "shop", "shop", "pool.acquire", start.plusMillis(30), late ? 2000 : 10);
            span("t" + i, "stock", "shop", "stock", "take", start.plusMillis(late ? 2040 : 45), 50);
        }

        assertThat(causes()).noneMatch(cause -> cause.fault().equals("network delay"));
    }

    @Test
    void whereACallersOwnWorkMayBeItASlowNetworkIsBelievedLess() {
        for (int i = 0; i < 100; i++) {
            boolean late = i >= 60;
            Instant start = late ? DETECTED.plusSeconds(1 + (i - 60) * 4L) : DETECTED.minusSeconds(300 - i * 4L);
            span("t" + i, "shop", null, "shop", "sell", start, late ? 2100 : 110);
            span("t" + i, "stock", "shop", "stock", "take", start.plusMillis(45), 50);
        }

        assertThat(causes()).anyMatch(cause -> cause.culprit().name().equals("stock|network") && cause.strength() > 0.1);
        assertThat(causes()).allMatch(cause -> cause.strength() < 0.3);
    }

    @Test
    void tracesOfOneKindDealtToBothSidesByChanceBlameHardlyAnybody() {
        int blamed = 0;
        int rounds = 150;
        for (int round = 0; round < rounds; round++) {
            var chance = new Random(round);
            var dealt = new TraceFlowsTest();
            for (int i = 0; i < 100; i++) {
                Instant start = chance.nextBoolean() ? DETECTED.plusSeconds(1 + i * 2L) : DETECTED.minusSeconds(300 - i * 2L);
                dealt.trace("t" + i, start, chance.nextInt(2 + round % 20) == 0 ? Fault.WRONG_ANSWER : Fault.NONE);
            }
            if (dealt.causes().stream().anyMatch(cause -> cause.strength() >= 0.5)) blamed++;
        }
        assertThat(blamed).isLessThanOrEqualTo(rounds / 12);
    }

    @Test
    void oneFailureAmongManyRequestsIsNoDeparture() {
        record(Fault.NONE);
        trace("one", DETECTED.plusSeconds(7), Fault.WRONG_ANSWER);

        assertThat(causes()).allSatisfy(cause -> assertThat(cause.strength()).isLessThan(0.5));
    }

    @Test
    void whatShowsACauseIsAFindingThatCitesAndMeasures() {
        record(Fault.WRONG_ANSWER);

        Finding finding = causes().getFirst().finding();

        assertThat(finding.cites()).isNotEmpty();
        assertThat(finding.signal())
                .isEqualTo(new Signal.FlowShift("stock", "take", "s.Stock#20", "s.Stock#30", "s.Stock#25", 0, 0.5));
    }

    @Test
    void anotherOrdinaryStatementIsHardlyAFault() {
        record(Fault.ANOTHER_BRANCH);

        assertThat(causes()).allSatisfy(cause -> assertThat(cause.strength()).isLessThan(0.2));
    }

    @Test
    void aCallThatIsNoLongerMadeIsSeenInOperationsThatLogNothing() {
        record(Fault.NONE);
        spans.removeIf(cited -> cited.span().spanId().startsWith("after") && !cited.span().spanId().endsWith("gate"));

        InsideCause first = causes().getFirst();

        assertThat(first.culprit()).isEqualTo(new Entity(Entity.Kind.CODE, "gate|order start -> call of shop sell"));
        assertThat(first.strength()).isBetween(0.3, 0.4);
    }

    @Test
    void healthyTracesBlameNobody() {
        record(Fault.NONE);

        assertThat(causes()).allSatisfy(cause -> assertThat(cause.strength()).isLessThan(0.2));
    }

    @Test
    void aFailureThatIsOldIsNoNews() {
        record(Fault.WRONG_ANSWER, Fault.WRONG_ANSWER);

        assertThat(causes()).allSatisfy(cause -> assertThat(cause.strength()).isLessThan(0.2));
    }

    @Test
    void spansThatAreEachOthersParentsDoNotHoldItUp() {
        record(Fault.WRONG_ANSWER);
        span("loop", "a", "b", "shop", "turn", DETECTED.plusSeconds(5), 10);
        span("loop", "b", "a", "shop", "turn", DETECTED.plusSeconds(5), 10);

        assertThat(causes().getFirst().service()).isEqualTo("stock");
    }

    @Test
    void withoutATimeBeforeNothingIsSaid() {
        record(Fault.WRONG_ANSWER);
        spans.removeIf(cited -> cited.span().start().isBefore(DETECTED));

        assertThat(causes()).isEmpty();
    }

    @Test
    void aDetectionThatIsLateByMinutesFindsTheSamePlace() {
        record(Fault.WRONG_ANSWER);

        assertThat(causes(DETECTED.plus(Duration.ofMinutes(5))).getFirst().culprit().name()).isEqualTo("stock|s.Stock#20 -> s.Stock#30");
    }

    @Property(tries = 30, seed = Seeds.FIXED)
    void renamingServicesPermutingRowsAndShiftingClocksLeavesTheVerdictTheSame(@ForAll long seed,
            @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long seconds) {
        var plain = new TraceFlowsTest();
        plain.record(Fault.WRONG_ANSWER);
        var changed = new TraceFlowsTest();
        changed.record(Fault.WRONG_ANSWER);
        Duration shift = Duration.ofSeconds(seconds);
        UnaryOperator<String> renamed = name -> "x" + Long.toHexString(name.hashCode() * 31L + seed);
        changed.spans.replaceAll(cited -> {
            Span span = cited.span();
            return new CitedSpan(cited.evidence(), new Span(span.traceId(), span.spanId(), span.parentId(), renamed.apply(span.service()),
                    span.name(), span.start().plus(shift), span.duration(), span.error(), span.statusMessage(), Map.of()));
        });
        changed.logs.replaceAll(cited -> {
            LogRecord log = cited.log();
            Instant at = log.at();
            return new CitedLog(cited.evidence(), new LogRecord(at == null ? null : at.plus(shift), renamed.apply("" + log.service()),
                    log.severityText(), log.body(), log.traceId(), log.spanId(), Map.of()));
        });
        Collections.shuffle(changed.spans, new Random(seed));
        Collections.shuffle(changed.logs, new Random(seed + 1));

        InsideCause verdict = plain.causes().getFirst();
        InsideCause same = changed.causes(DETECTED.plus(shift)).getFirst();

        assertThat(same.service()).isEqualTo(renamed.apply(verdict.service()));
        assertThat(same.culprit().name()).endsWith(verdict.culprit().name().substring("stock".length()));
        assertThat(same.strength()).isEqualTo(verdict.strength());
    }

    private List<InsideCause> causes() {
        return causes(DETECTED);
    }

    private List<InsideCause> causes(Instant detected) {
        var flows = new TraceFlows(new Symptom("Orders fail", "", Severity.HIGH, null, null, detected, Map.of()), spans);
        logs.forEach(flows::see);
        return flows.causes();
    }

    /// Sixty traces before and forty after; each goes from the gate through the shop to the stock. The fault strikes every other one.
    private void record(Fault fault) {
        record(Fault.NONE, fault);
    }

    private void record(Fault old, Fault fault) {
        for (int i = 0; i < 60; i++) {
            trace("before" + i, DETECTED.minusSeconds(300 - i * 4L), i % 2 == 0 ? old : Fault.NONE);
        }
        for (int i = 0; i < 40; i++) {
            trace("after" + i, DETECTED.plusSeconds(1 + i * 4L), fault == Fault.SLOW_NETWORK || i % 2 == 0 ? fault : Fault.NONE);
        }
    }

    private void trace(String trace, Instant start, Fault fault) {
        boolean failed = fault == Fault.WRONG_ANSWER || fault == Fault.EXCEPTION;
        long wait = fault == Fault.SLOW_NETWORK ? 900 : 3;
        span(trace, "gate", null, "gate", "order", start, 1200);
        span(trace, "shop", "gate", "shop", "sell", start.plusMillis(3), 1150);
        span(trace, "call", "shop", "shop", "HTTP GET", start.plusMillis(20), 60 + wait);
        Instant stock = start.plusMillis(20 + wait / 2);
        span(trace, "stock", "call", "stock", "take", stock, 60);
        log(trace, "shop", "shop", start.plusMillis(5), "INFO", "o.Shop#10", "selling 7 sacks");
        if (fault != Fault.EXCEPTION) log(trace, "stock", "stock", stock.plusMillis(10), "INFO", "s.Stock#20", "taking 7 sacks");
        switch (fault) {
            case NONE, SLOW_NETWORK -> log(trace, "stock", "stock", stock.plusMillis(30), "INFO", "s.Stock#30", "took 7 sacks");
            case ANOTHER_BRANCH -> log(trace, "stock", "stock", stock.plusMillis(30), "INFO", "s.Stock#35", "took 7 sacks from the cellar");
            case WRONG_ANSWER -> log(trace, "stock", "stock", stock.plusMillis(30), "ERROR", "s.Stock#25", "no such sack");
            case EXCEPTION -> {
            }
        }
        log(trace, "shop", "shop", start.plusMillis(1100), failed ? "ERROR" : "INFO", failed ? "o.Shop#18" : "o.Shop#20", "sold or not");
    }

    private void span(String trace, String id, @Nullable String parent, String service, String name, Instant start, long millis) {
        spans.add(new CitedSpan(new EvidenceId(1), new Span(trace, trace + id, parent == null ? null : trace + parent, service, name, start,
                Duration.ofMillis(millis), false, null, Map.of())));
    }

    private void log(String trace, String span, String service, Instant at, String level, String place, String message) {
        logs.add(new CitedLog(new EvidenceId(2), new LogRecord(at, service, null, "12:00:00.000 " + level + "  " + place + " TraceID: "
                + "c058c3af3ae7b4f9 " + message, trace, trace + span, Map.of())));
    }
}
