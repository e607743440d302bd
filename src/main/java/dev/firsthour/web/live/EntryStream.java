package dev.firsthour.web.live;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.timeline.Timeline;

/// The entries of one incident's timeline, from a position on.
final class EntryStream extends Stream {

    /// How many entries are read at a time: enough for one question to the database to be worth it, little enough to be held in memory.
    private static final int BATCH = 100;

    private final Timeline timeline;
    private final IncidentId id;
    private final Function<Event, SseEventBuilder> form;
    private volatile long position;

    EntryStream(Timeline timeline, Executor writers, @Nullable UUID key, IncidentId id, long after,
            Function<Event, SseEventBuilder> form) {
        super(writers, key);
        this.timeline = timeline;
        this.id = id;
        this.position = after;
        this.form = form;
    }

    @Override
    IncidentId incident() {
        return id;
    }

    @Override
    long position() {
        return position;
    }

    @Override
    void writeNews() throws IOException {
        List<Event> entries;
        do {
            entries = timeline.read(id, position, BATCH);
            for (Event entry : entries) {
                emitter.send(form.apply(entry).id(Long.toString(entry.position())));
                position = entry.position();
            }
        } while (entries.size() == BATCH);
    }
}
