package dev.firsthour.evidence;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.LogRecord;

/// Logs that may be too many to hold: read once, part by part, from the beginning to the end.
public interface LogStream extends AutoCloseable {

    /// The next part, read but not yet parsed; null when there is no more. Parsing is the dearer half, so whoever reads may call several
    /// parts at once in as many threads.
    @Nullable
    Supplier<Part> next();

    /// The records one after the other, parsed by the thread that asks for them.
    default Iterator<LogRecord> records() {
        return Stream.generate(this::next).takeWhile(Objects::nonNull).flatMap(part -> part.get().records().stream()).iterator();
    }

    @Override
    void close();

    /// @param flaws what is wrong with it
    record Part(List<LogRecord> records, List<LogFlaw> flaws) {
        public Part {
            records = List.copyOf(records);
            flaws = List.copyOf(flaws);
        }
    }
}
