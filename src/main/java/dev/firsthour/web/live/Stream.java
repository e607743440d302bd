package dev.firsthour.web.live;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import dev.firsthour.incident.IncidentId;

/// One open stream. It is written to by at most one thread at a time; news that come while that thread is busy make it look once more.
abstract class Stream {

    private static final Logger LOG = LoggerFactory.getLogger(Stream.class);
    /// How long a browser waits before it comes back, in milliseconds.
    private static final long RECONNECT_MILLIS = 2_000;

    final SseEmitter emitter = Streams.emitter();
    /// The API key that the reader came by; null if by none.
    final @Nullable UUID key;
    private final Executor writers;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean beat = new AtomicBoolean();
    private final AtomicBoolean greeted = new AtomicBoolean();

    Stream(Executor writers, @Nullable UUID key) {
        this.writers = writers;
        this.key = key;
    }

    /// The incident it follows; null if it follows all.
    abstract @Nullable IncidentId incident();

    /// The position of the newest entry that was written out.
    abstract long position();

    /// Writes out what there is.
    abstract void writeNews() throws IOException;

    /// Lets the stream know that there is news, or that it is time to show that it is alive, which is also when it looks for itself.
    final void tell(boolean news, boolean alive) {
        if (alive) beat.set(true);
        if (!news && !alive && greeted.get()) return;
        if (asked.getAndIncrement() > 0) return;
        try {
            writers.execute(this::write);
        } catch (RejectedExecutionException _) {
            // The server is going down; the client comes back to the next one.
            emitter.complete();
        }
    }

    private void write() {
        int answered = asked.get();
        try {
            do {
                if (greeted.compareAndSet(false, true)) emitter.send(SseEmitter.event().reconnectTime(RECONNECT_MILLIS).comment("open"));
                writeNews();
                if (beat.getAndSet(false)) emitter.send(SseEmitter.event().comment("alive"));
                answered = asked.addAndGet(-answered);
            } while (answered > 0);
        } catch (IOException | IllegalStateException gone) {
            // The reader has gone or is too slow for the connection's time limit; it comes back with the id of what it has.
            LOG.debug("A live stream ended: {}", gone.toString());
            emitter.completeWithError(gone);
        } catch (DataAccessException away) {
            // The next heartbeat looks again.
            LOG.debug("A live stream waits for the database: {}", away.toString());
            asked.set(0);
        } catch (RuntimeException fault) {
            LOG.error("A live stream broke", fault);
            emitter.completeWithError(fault);
        }
    }
}
