package dev.firsthour.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TogetherTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    /// What was worked on, each time.
    private final List<List<String>> worked = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        gate.countDown();
        threads.close();
    }

    private static final class Away extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private Together<String, String> together(int most, int heaviest, Duration patience) {
        return new Together<>(new Together.Bounds(1, most, heaviest), String::length, patience,
                () -> new Overloaded(Duration.ofSeconds(5)), this::work, Away.class::isInstance);
    }

    /// The first work waits at the gate; `bad` fails, and so does all that is done with it; after `away` nothing works.
    private List<String> work(List<String> things) {
        worked.add(things);
        if (begun.getCount() > 0) {
            begun.countDown();
            try {
                assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException cause) {
                throw new AssertionError(cause);
            }
        }
        if (things.contains("away")) throw new Away();
        if (things.contains("bad")) throw new IllegalArgumentException("bad");
        return things.stream().map(thing -> thing + "!").toList();
    }

    /// Brings something while the first work is under way, and waits until it waits.
    private Future<String> bring(Together<String, String> together, String thing, int waiting) throws InterruptedException {
        Future<String> result = threads.submit(() -> together.take(thing));
        long until = System.nanoTime() + LONG.toNanos();
        while (together.waiting() < waiting) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
        return result;
    }

    private Future<String> first(Together<String, String> together) throws InterruptedException {
        Future<String> first = threads.submit(() -> together.take("a"));
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        return first;
    }

    @Test
    void whatComesAtRestIsDoneAtOnceAndAlone() {
        gate.countDown();
        Together<String, String> together = together(10, 100, Duration.ZERO);
        assertThat(together.take("a")).isEqualTo("a!");
        assertThat(together.take("b")).isEqualTo("b!");
        assertThat(worked).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void whatWaitsIsDoneTogetherInTheOrderInWhichItCame() throws Exception {
        Together<String, String> together = together(3, 100, LONG);
        Future<String> first = first(together);
        List<Future<String>> rest = new ArrayList<>();
        for (String thing : List.of("b", "c", "d", "e")) {
            rest.add(bring(together, thing, rest.size() + 1));
        }
        gate.countDown();
        assertThat(first.get()).isEqualTo("a!");
        assertThat(rest.get(2).get()).isEqualTo("d!");
        assertThat(rest.get(3).get()).isEqualTo("e!");
        assertThat(worked).containsExactly(List.of("a"), List.of("b", "c", "d"), List.of("e"));
    }

    @Test
    void whatIsTooHeavyTogetherIsDoneInTwoPartsAndWhatIsTooHeavyAloneGoesAlone() throws Exception {
        Together<String, String> together = together(10, 4, LONG);
        Future<String> first = first(together);
        List<Future<String>> rest = List.of(bring(together, "bbb", 1), bring(together, "cc", 2), bring(together, "dddddd", 3));
        gate.countDown();
        for (Future<String> each : rest) {
            each.get();
        }
        assertThat(first.get()).isEqualTo("a!");
        assertThat(worked).containsExactly(List.of("a"), List.of("bbb"), List.of("cc"), List.of("dddddd"));
    }

    @Test
    void whatIsAtFaultFailsAlone() throws Exception {
        Together<String, String> together = together(10, 100, LONG);
        Future<String> first = first(together);
        Future<String> good = bring(together, "good", 1);
        Future<String> bad = bring(together, "bad", 2);
        Future<String> fine = bring(together, "fine", 3);
        gate.countDown();
        assertThat(first.get()).isEqualTo("a!");
        assertThat(good.get()).isEqualTo("good!");
        assertThat(fine.get()).isEqualTo("fine!");
        assertThatThrownBy(bad::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatAllWouldMeetIsNotTriedForEach() throws Exception {
        Together<String, String> together = together(10, 100, LONG);
        Future<String> first = first(together);
        Future<String> away = bring(together, "away", 1);
        Future<String> other = bring(together, "other", 2);
        gate.countDown();
        assertThat(first.get()).isEqualTo("a!");
        assertThatThrownBy(away::get).hasCauseInstanceOf(Away.class);
        assertThatThrownBy(other::get).hasCauseInstanceOf(Away.class);
        assertThat(worked).containsExactly(List.of("a"), List.of("away", "other"));
    }

    @Test
    void whoWaitsTooLongIsSentAwayAndNotWorkedFor() throws Exception {
        Together<String, String> together = together(10, 100, Duration.ofMillis(1));
        Future<String> first = first(together);
        assertThatThrownBy(() -> together.take("late")).isInstanceOf(Overloaded.class);
        gate.countDown();
        assertThat(first.get()).isEqualTo("a!");
        assertThat(together.take("b")).isEqualTo("b!");
        assertThat(worked).containsExactly(List.of("a"), List.of("b"));
    }
}
