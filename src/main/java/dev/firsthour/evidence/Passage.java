package dev.firsthour.evidence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.privacy.Redactor;

/// Logs on their way through a diagnosis: read once, redacted and cut as evidence is, and under the id of the piece of evidence in which those
/// will stand that are kept. So nobody behind this sees more than what may be stored.
///
/// Parsing and redacting run some parts ahead on threads of their own; memory holds those parts and no more, however long the logs are.
/// For one thread, and to be iterated over once.
public final class Passage implements Iterable<Passage.Passing>, AutoCloseable {

    /// Services beyond this share one piece of evidence.
    private static final int SERVICES = 1_000;
    private static final String OTHERS = "other services";
    private static final String UNNAMED = "an unnamed service";
    private static final int MOST_THREADS = 4;
    /// Parts under way for each thread, so that none waits for the next one to be read.
    private static final int AHEAD = 2;

    private final LogStream stream;
    private final Redactor redactor;
    private final String scope;
    private final EvidenceProperties bounds;
    private final Supplier<EvidenceId> mint;
    private final ExecutorService threads;
    private final int ahead;
    private final Queue<Future<Cleaned>> underWay = new ArrayDeque<>();
    private final Map<String, Piece> pieces = new LinkedHashMap<>();
    private final LogFlaw.Tally flaws = new LogFlaw.Tally();
    private Iterator<CleanLog> part = Collections.emptyIterator();
    private boolean begun;
    private boolean read;

    /// @param evidence the piece that the record's service stands in
    public record Passing(EvidenceId evidence, LogRecord log) {}

    private record Cleaned(List<CleanLog> logs, List<LogFlaw> flaws) {}

    /// What passed by of one service, or of all that have no room of their own.
    static final class Piece {

        private final EvidenceId id;
        private final String owner;
        private long records;
        private int redactions;
        private boolean truncated;

        private Piece(EvidenceId id, String owner) {
            this.id = id;
            this.owner = owner;
        }

        EvidenceId id() {
            return id;
        }

        String owner() {
            return owner;
        }

        long records() {
            return records;
        }

        int redactions() {
            return redactions;
        }

        boolean isTruncated() {
            return truncated;
        }
    }

    Passage(LogStream stream, Redactor redactor, String scope, EvidenceProperties bounds, Supplier<EvidenceId> mint) {
        this.stream = stream;
        this.redactor = redactor;
        this.scope = scope;
        this.bounds = bounds;
        this.mint = mint;
        int count = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
        this.threads = Executors.newFixedThreadPool(count, Thread.ofPlatform().name("logs-", 0).daemon().factory());
        this.ahead = count * AHEAD;
    }

    @Override
    public Iterator<Passing> iterator() {
        if (begun) throw new IllegalStateException("these logs pass by once, and did");
        begun = true;
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                while (!part.hasNext()) {
                    if (!advance()) return false;
                }
                return true;
            }

            @Override
            public Passing next() {
                if (!hasNext()) throw new NoSuchElementException();
                return passing(part.next());
            }
        };
    }

    private Passing passing(CleanLog clean) {
        String service = clean.log().service() == null || clean.log().service().isEmpty() ? UNNAMED : clean.log().service();
        Piece piece = pieces.get(service);
        if (piece == null) {
            String owner = pieces.size() < SERVICES ? service : OTHERS;
            piece = pieces.computeIfAbsent(owner, named -> new Piece(mint.get(), named));
        }
        piece.records++;
        piece.redactions += clean.redactions();
        piece.truncated |= clean.truncated();
        return new Passing(piece.id, clean.log());
    }

    private boolean advance() {
        while (!read && underWay.size() < ahead) {
            Supplier<LogStream.Part> next = stream.next();
            if (next == null) {
                read = true;
            } else {
                underWay.add(threads.submit(() -> cleaned(next.get())));
            }
        }
        Future<Cleaned> first = underWay.poll();
        if (first == null) return false;
        Cleaned cleaned = result(first);
        cleaned.flaws.forEach(flaws::add);
        part = cleaned.logs.iterator();
        return true;
    }

    private static Cleaned result(Future<Cleaned> part) {
        try {
            return part.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while logs were read", interrupted);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed.getCause());
        }
    }

    private Cleaned cleaned(LogStream.Part raw) {
        List<CleanLog> logs = new ArrayList<>(raw.records().size());
        for (LogRecord log : raw.records()) {
            logs.add(Cleaning.of(log, redactor, scope, bounds));
        }
        List<LogFlaw> shown = raw.flaws().stream().map(flaw -> new LogFlaw(flaw.file(), flaw.line(), flaw.problem(),
                redactor.redact(flaw.value(), scope).text(), flaw.remedy())).toList();
        return new Cleaned(logs, shown);
    }

    /// What was wrong with the logs that have passed by, in sentences, redacted.
    public List<String> flaws() {
        return flaws.sentences();
    }

    /// The pieces that the records of each service stand in, in the order of their ids.
    List<Piece> pieces() {
        return List.copyOf(pieces.values());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        stream.close();
    }
}
