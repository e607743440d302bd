package dev.firsthour.evidence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// What the configured sources can answer, found out by asking them all at once. A report holds for a while, so that looking at it again and again
/// asks nobody.
public final class Sources {

    /// Long enough that a page that is reloaded asks nobody, short enough that who mends a setting sees it.
    static final Duration HOLDS = Duration.ofSeconds(15);
    private static final String ALL = "all";

    private final List<EvidenceSource> sources;
    private final List<Peer> peers;
    private final Duration deadline;
    private final Remembered<String, List<SourceReport>> reports = new Remembered<>(1, HOLDS);

    /// @param deadline how long all of them together may take
    public Sources(List<EvidenceSource> sources, Duration deadline) {
        this(sources, List.of(), deadline);
    }

    /// @param peers listed behind the sources
    public Sources(List<EvidenceSource> sources, List<Peer> peers, Duration deadline) {
        this.peers = List.copyOf(peers);
        this.sources = sources.stream().sorted(Comparator.comparing(EvidenceSource::name)).toList();
        this.deadline = deadline;
    }

    /// A report of each source, by the source's name. Waits for one round of questions at most; for one caller at a time.
    public synchronized List<SourceReport> reports() {
        return reports.of(ALL).orElseGet(() -> {
            List<SourceReport> asked = ask();
            reports.put(ALL, asked);
            return asked;
        });
    }

    private List<SourceReport> ask() {
        List<Callable<Optional<SourceReport>>> questions = sources.stream()
                .<Callable<Optional<SourceReport>>>map(source -> () -> Optional.ofNullable(source.report())).toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reports = new ArrayList<SourceReport>();
            List<Future<Optional<SourceReport>>> answers = threads.invokeAll(questions, deadline.toMillis(), TimeUnit.MILLISECONDS);
            for (int i = 0; i < answers.size(); i++) {
                String name = sources.get(i).name();
                switch (answers.get(i).state()) {
                    case SUCCESS -> answers.get(i).resultNow().ifPresent(reports::add);
                    case FAILED -> reports.add(SourceReport.unreachable(name, "", "its adapter failed: " + answers.get(i).exceptionNow()));
                    case CANCELLED, RUNNING ->
                        reports.add(SourceReport.unreachable(name, "", "it did not answer within " + deadline.toSeconds()
                                + " s (firsthour.evidence.deadline)"));
                }
            }
            peers.forEach(peer -> reports.add(peer.report()));
            return List.copyOf(reports);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
