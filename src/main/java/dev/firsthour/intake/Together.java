package dev.firsthour.intake;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;

/// Group commit (DeWitt et al., "Implementation Techniques for Main Memory Database Systems", 1984): what waits while some work is under way is done together next,
/// so that it shares round trips and the wait for the disk. What comes at rest is done at once and alone: nothing is held back to be joined by more.
///
/// There is no thread for it: the first of those who wait does the work of them all. Work that fails together is done again one by one, so that what is at fault
/// fails alone.
///
/// @param <T> what is brought
/// @param <R> what is given back for it
final class Together<T, R> {

    private final int atOnce;
    private final int most;
    private final int heaviest;
    private final ToIntFunction<T> weight;
    private final Duration patience;
    private final Supplier<? extends RuntimeException> impatient;
    private final Function<List<T>, List<R>> work;
    private final Predicate<RuntimeException> hopeless;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Place> waiting = new ArrayDeque<>();
    private int underWay;

    /// How much is done together.
    ///
    /// @param atOnce how many pieces of work are under way at once
    /// @param most how many things one piece of work takes
    /// @param heaviest how much they weigh together; one that weighs more goes alone
    record Bounds(int atOnce, int most, int heaviest) {}

    /// @param patience how long something waits to be taken
    /// @param impatient what is thrown after that
    /// @param work does it all or nothing, and gives back as many results as it was given things, in their order
    /// @param hopeless whether a failure is one that all the others would meet too
    Together(Bounds bounds, ToIntFunction<T> weight, Duration patience, Supplier<? extends RuntimeException> impatient,
            Function<List<T>, List<R>> work, Predicate<RuntimeException> hopeless) {
        this.atOnce = bounds.atOnce();
        this.most = bounds.most();
        this.heaviest = bounds.heaviest();
        this.weight = weight;
        this.patience = patience;
        this.impatient = impatient;
        this.work = work;
        this.hopeless = hopeless;
    }

    /// Something that waits, and how it ends: in a result, in a failure, or in the task to work for itself and for others.
    private final class Place {

        private final T thing;
        private final CompletableFuture<End<T, R>> end = new CompletableFuture<>();

        Place(T thing) {
            this.thing = thing;
        }
    }

    private sealed interface End<T, R> {}

    private record Done<T, R>(R result) implements End<T, R> {}

    private record Failed<T, R>(RuntimeException failure) implements End<T, R> {}

    private record Lead<T, R>(List<Together<T, R>.Place> places) implements End<T, R> {}

    /// Does it, alone or with others, and gives back what came of it. It is only given up while it waits: what has been taken is waited for.
    R take(T thing) {
        Place mine = new Place(thing);
        lock.lock();
        try {
            waiting.add(mine);
            if (underWay < atOnce) {
                underWay++;
                mine.end.complete(new Lead<>(next()));
            }
        } finally {
            lock.unlock();
        }
        End<T, R> end = await(mine);
        if (end instanceof Lead<T, R>(var places)) end = lead(places);
        return switch (end) {
            case Done<T, R>(var result) -> result;
            case Failed<T, R>(var failure) -> throw failure;
            case Lead<T, R> _ -> throw new IllegalStateException("who leads has a result");
        };
    }

    private End<T, R> await(Place mine) {
        boolean interrupted = false;
        try {
            return mine.end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // Below.
        } catch (InterruptedException _) {
            interrupted = true;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        lock.lock();
        try {
            if (waiting.remove(mine)) throw impatient.get();
        } finally {
            lock.unlock();
            if (interrupted) Thread.currentThread().interrupt();
        }
        return mine.end.join();
    }

    /// What is taken next: the first that wait. Under the lock.
    private List<Place> next() {
        List<Place> places = new ArrayList<>();
        int weighs = 0;
        while (!waiting.isEmpty() && places.size() < most) {
            weighs += weight.applyAsInt(waiting.getFirst().thing);
            if (weighs > heaviest && !places.isEmpty()) break;
            places.add(waiting.removeFirst());
        }
        return places;
    }

    /// How many things wait to be taken.
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Works for all these, the first of which is one's own, and makes the first of those who came meanwhile the next to do so.
    private End<T, R> lead(List<Place> places) {
        List<End<T, R>> ends = new ArrayList<>();
        try {
            ends.addAll(ends(places.stream().map(place -> place.thing).toList()));
        } finally {
            handOver();
            // An error that is no failure of the work ends this thread; whoever waits for it is told something.
            while (ends.size() < places.size()) {
                ends.add(new Failed<>(new IllegalStateException("what it was to be done together with broke off: send it again")));
            }
            for (int i = 1; i < places.size(); i++) {
                places.get(i).end.complete(ends.get(i));
            }
        }
        return ends.getFirst();
    }

    private void handOver() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                underWay--;
            } else {
                List<Place> places = next();
                places.getFirst().end.complete(new Lead<>(places));
            }
        } finally {
            lock.unlock();
        }
    }

    private List<End<T, R>> ends(List<T> things) {
        try {
            return work.apply(things).stream().<End<T, R>>map(Done::new).toList();
        } catch (RuntimeException failure) {
            if (things.size() == 1) return List.of(new Failed<>(failure));
            List<End<T, R>> ends = new ArrayList<>();
            @Nullable
            RuntimeException all = hopeless.test(failure) ? failure : null;
            for (T thing : things) {
                End<T, R> end = all == null ? ends(List.of(thing)).getFirst() : new Failed<>(all);
                if (end instanceof Failed<T, R>(var own) && hopeless.test(own)) all = own;
                ends.add(end);
            }
            return ends;
        }
    }
}
