package dev.firsthour.web.live;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import dev.firsthour.incident.IncidentId;

/// Says that something changed. Several changes between two writes are one: the reader looks at all of it anyway.
final class ChangeStream extends Stream {

    ChangeStream(Executor writers, @Nullable UUID key) {
        super(writers, key);
    }

    @Override
    @Nullable
    IncidentId incident() {
        return null;
    }

    @Override
    long position() {
        return 0;
    }

    @Override
    void writeNews() throws IOException {
        emitter.send(SseEmitter.event().name("changed").data("{}"));
    }
}
