package dev.firsthour.diagnosis;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class TimeBucketsTest {

    @Property(tries = 200)
    void noCountIsLostNorMovedOutOfItsBucketInWhateverOrderTimesCome(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = 0, max = 4_000_000_000L) Long> times) {
        var buckets = new TimeBuckets();
        var counter = buckets.counter();
        for (long time : times) {
            counter.add(buckets.index(time));
        }

        long[] all = counter.all();

        assertThat(all.length).isLessThanOrEqualTo(TimeBuckets.LIMIT);
        assertThat(Arrays.stream(all).sum()).isEqualTo(times.size());
        for (int i = 0; i < all.length; i++) {
            long start = buckets.start(i);
            assertThat(times.stream().filter(time -> time >= start && time < start + buckets.width()).count()).isEqualTo(all[i]);
        }
    }
}
