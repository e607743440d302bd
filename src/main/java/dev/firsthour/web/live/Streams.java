package dev.firsthour.web.live;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

import dev.firsthour.access.Caller;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.timeline.Touch;
import dev.firsthour.web.problem.Problems;
import dev.firsthour.web.problem.Refused;

/// Every open live stream. One thread asks one question a tick for all of them: which of the watched incidents have moved, and has
/// anything. Those that have are woken and read on from their own position, each in a virtual thread of its own that ends when nothing is
/// left: a reader that is slow holds up nobody, and no queue grows for it, since the timeline is the queue.
public final class Streams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    /// Streams end after this and clients come back by themselves, so that none is forgotten. A key that is revoked ends its streams earlier.
    private static final Duration LONGEST = Duration.ofMinutes(30);

    /// No transaction of ours is under way for longer.
    private static final Duration OVERLAP = Duration.ofSeconds(5);
    /// More incidents than this do not move at once in a way that a person could follow; the heartbeat finds the rest.
    private static final int AT_A_LOOK = 1_000;

    private final Timeline timeline;
    private final Archive archive;
    private final Predicate<UUID> keyLives;
    private final int most;
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService ticker;
    private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
    private final long ticksPerHeartbeat;
    private long tick;
    private Instant newest = Instant.EPOCH;
    private Map<IncidentId, Long> lastMoved = Map.of();

    /// @param keyLives whether a key has not been revoked: asked at each heartbeat for every reader who came by one
    /// @param most how many streams are open at once
    /// @param poll how often is looked whether something moved
    /// @param heartbeat how often a stream says that it is alive
    public Streams(Timeline timeline, Archive archive, Predicate<UUID> keyLives, int most, Duration poll, Duration heartbeat) {
        this.timeline = timeline;
        this.archive = archive;
        this.keyLives = keyLives;
        this.most = most;
        this.ticksPerHeartbeat = Math.max(1, heartbeat.dividedBy(poll));
        this.ticker = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("streams").factory());
        var _ = ticker.scheduleWithFixedDelay(this::look, poll.toMillis(), poll.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Opens a stream of an incident's entries.
    ///
    /// @param reader who reads
    /// @param after the position that the reader has already
    /// @param form what an entry looks like on the wire; its id is set here
    /// @throws Refused if too many streams are open
    public SseEmitter follow(Caller reader, IncidentId id, long after, Function<Event, SseEventBuilder> form) {
        return open(new EntryStream(timeline, writers, reader.key(), id, after, form));
    }

    /// Opens a stream that says `changed` whenever any incident did. It says no more: the reader looks again.
    ///
    /// @throws Refused if too many streams are open
    public SseEmitter changes(Caller reader) {
        return open(new ChangeStream(writers, reader.key()));
    }

    /// How many streams are open.
    public int count() {
        return open.size();
    }

    private SseEmitter open(Stream stream) {
        if (open.size() >= most) {
            throw new Refused(
                    Problems.unavailable(most + " live streams are open already, which is as many as firsthour.web.max-streams allows"));
        }
        SseEmitter emitter = stream.emitter;
        emitter.onCompletion(() -> open.remove(stream));
        emitter.onTimeout(() -> open.remove(stream));
        emitter.onError(_ -> open.remove(stream));
        open.add(stream);
        return emitter;
    }

    /// One tick. Whatever goes wrong in it, the next one comes: a database that is away is asked again.
    private void look() {
        if (open.isEmpty()) return;
        try {
            boolean beat = ++tick % ticksPerHeartbeat == 0;
            Map<IncidentId, Long> moved = moved();
            boolean changed = !moved.equals(lastMoved);
            lastMoved = moved;
            for (Stream stream : open) {
                if (beat && stream.key != null && !keyLives.test(stream.key)) {
                    stream.emitter.complete();
                    continue;
                }
                stream.tell(stream.incident() == null ? changed : moved.getOrDefault(stream.incident(), 0L) > stream.position(), beat);
            }
        } catch (RuntimeException away) {
            LOG.warn("Live streams could not look for news and will try again: {}", away.toString());
        }
    }

    /// The positions of what was written to lately. Entries are dated before they are committed, so the look goes back further than the newest
    /// date seen; what comes later than that, a stream finds at its next heartbeat.
    private Map<IncidentId, Long> moved() {
        Map<IncidentId, Long> moved = new HashMap<>();
        for (Touch touch : archive.touched(newest.minus(OVERLAP), AT_A_LOOK)) {
            moved.put(touch.id(), touch.position());
            if (touch.updatedAt().isAfter(newest)) newest = touch.updatedAt();
        }
        return moved;
    }

    /// Ends every stream.
    @Override
    public void close() {
        ticker.shutdownNow();
        open.forEach(stream -> stream.emitter.complete());
        writers.shutdownNow();
    }

    static SseEmitter emitter() {
        return new SseEmitter(LONGEST.toMillis());
    }
}
