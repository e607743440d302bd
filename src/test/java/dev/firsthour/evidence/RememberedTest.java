package dev.firsthour.evidence;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RememberedTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Remembered<String, Integer> remembered = new Remembered<>(2, Duration.ofSeconds(1), nanos::get);

    @Test
    void whatWasLongAgoIsForgotten() {
        remembered.put("one", 1);
        assertThat(remembered.of("one")).contains(1);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(remembered.of("one")).isEmpty();
    }

    @Test
    void theOldestGoesWhenThereIsTooMuch() {
        remembered.put("one", 1);
        remembered.put("two", 2);
        remembered.put("three", 3);

        assertThat(remembered.of("one")).isEmpty();
        assertThat(remembered.of("two")).contains(2);
        assertThat(remembered.of("three")).contains(3);
    }
}
