package dev.firsthour.diagnosis;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReadableTimesTest {

    private static final ReadableTimes TIMES = ReadableTimes.near(Instant.parse("2026-03-12T14:07:00Z"));

    @Test
    void aTimeOfTheSameDayLosesItsDateAndItsFractions() {
        assertThat(TIMES.in("It rose at 2026-03-12T14:05:10.123Z, and was back by 2026-03-12T14:09:00Z."))
                .isEqualTo("It rose at 14:05:10 UTC, and was back by 14:09:00 UTC.");
    }

    @Test
    void aTimeOfAnotherDayKeepsItsDate() {
        assertThat(TIMES.in("It went out at 2026-03-11T23:59:59Z")).isEqualTo("It went out at 2026-03-11 23:59:59 UTC");
    }

    @Test
    void whatIsQuotedStaysAsItIs() {
        String quoted = "It says 'expires 2026-03-12T14:05:10Z' and \"2026-03-12T14:05:10Z\" and that's at ";
        assertThat(TIMES.in(quoted + "2026-03-12T14:05:10Z")).isEqualTo(quoted + "14:05:10 UTC");
    }

    @Test
    void anApostropheIsNoQuotation() {
        assertThat(TIMES.in("orders' pool ran dry at 2026-03-12T14:05:10Z, and storefront's too"))
                .isEqualTo("orders' pool ran dry at 14:05:10 UTC, and storefront's too");
    }

    @Test
    void whatIsNoInstantStaysAsItIs() {
        assertThat(TIMES.in("T1, 2026-03-12T14:05 and 12T14:05:10Z")).isEqualTo("T1, 2026-03-12T14:05 and 12T14:05:10Z");
    }
}
