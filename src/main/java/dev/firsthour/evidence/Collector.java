package dev.firsthour.evidence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Kept;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Window;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.Timeline;

/// The one place where answers become evidence: redacted, bounded, digested, named, stored and put on the timeline, so that no adapter can forget any of it.
public final class Collector {

    /// More entries than these of one timeline are not looked through: an investigation writes some dozens.
    private static final int MOST_ENTRIES = 20_000;

    private final Timeline timeline;
    private final Redactor redactor;
    private final EvidenceProperties properties;
    private final InstantSource clock;

    public Collector(Timeline timeline, Redactor redactor, EvidenceProperties properties, InstantSource clock) {
        this.timeline = timeline;
        this.redactor = redactor;
        this.properties = properties;
        this.clock = clock;
    }

    /// Keeps what somebody attached to an incident, as one entry.
    public List<Evidence> attach(IncidentId id, String actor, List<Draft> drafts) {
        return attach(id, actor, "attached", "attached to the incident", drafts);
    }

    /// Keeps what came along with something else, as one entry.
    ///
    /// @param source where it comes from, in a word
    /// @param how how it came, in place of a question
    public List<Evidence> attach(IncidentId id, String actor, String source, String how, List<Draft> drafts) {
        List<Prepared> prepared = drafts.stream().map(draft -> prepare(draft, source, id)).toList();
        return timeline.atomically(() -> {
            List<Evidence> evidence = named(timeline.mint(id, prepared.size()), prepared);
            timeline.append(id, collected(actor, source, how, evidence), evidence.toArray(Kept[]::new));
            return evidence;
        });
    }

    /// Lets attached logs that are too many to keep pass by, redacted and under the ids of the evidence that [#keep] makes of some of them.
    public Passage passage(IncidentId id, LogStream logs) {
        return new Passage(logs, redactor, id.toString(), properties, () -> timeline.mint(id, 1).getFirst());
    }

    /// Keeps a part of the logs that passed by, one piece for each service that had any, in the name of the run.
    ///
    /// @param sample records of the passage, by the evidence they passed under
    public void keep(Run run, Passage passage, Map<EvidenceId, List<LogRecord>> sample) {
        List<Evidence> evidence = passage.pieces().stream().map(piece -> {
            List<LogRecord> records = sample.getOrDefault(piece.id(), List.of());
            String title = "logs of " + piece.owner() + " (" + String.format(Locale.ROOT, "%,d of %,d records", records.size(),
                    piece.records()) + ")";
            // Redacting again changes nothing in what is redacted, and leaves no way for anything else
            Prepared prepared = prepare(
                    new Draft("attached logs, read in passing", title, window(records), new Content.Logs(records), null),
                    "attached", run.incidentId());
            return new Evidence(piece.id(), prepared.source(), prepared.draft().query(), prepared.title(), prepared.draft().window(),
                    prepared.clean().content(), prepared.digest(), prepared.at(), piece.redactions() + prepared.clean().redactions(),
                    piece.isTruncated() || records.size() < piece.records(), null);
        }).toList();
        if (evidence.isEmpty()) return;
        timeline.append(run, collected("attached", "attached", "attached to the incident", evidence), evidence.toArray(Kept[]::new));
    }

    private static @Nullable Window window(List<LogRecord> records) {
        List<Instant> times = records.stream().map(LogRecord::at).filter(Objects::nonNull).sorted().toList();
        return times.isEmpty() ? null : new Window(times.getFirst(), times.getLast().plusSeconds(1));
    }

    /// Asks all sources at once within one deadline, and appends each answer in the name of the run.
    ///
    /// @return the sources that are away for now and worth asking again
    public List<EvidenceSource> collect(Run run, List<EvidenceSource> sources, EvidenceQuery query) {
        return inquire(run, sources, query, known(run.incidentId())).stream().filter(Collected::away).map(Collected::source).toList();
    }

    /// What came of asking one source.
    ///
    /// @param evidence what it brought; empty if it brought nothing
    /// @param nothing why it brought nothing; null if it brought something
    /// @param away whether it is away for now and worth asking again
    public record Collected(EvidenceSource source, List<Evidence> evidence, @Nullable String nothing, boolean away) {
        public Collected { evidence = List.copyOf(evidence); }
    }

    /// Asks and appends as [#collect] does, and says of each source what it brought.
    public List<Collected> inquire(Run run, List<EvidenceSource> sources, EvidenceQuery query) {
        return inquire(run, sources, query, Map.of());
    }

    /// The digests of what each source brought before: an analysis that asks again keeps what is new.
    private Map<String, Set<String>> known(IncidentId id) {
        Map<String, Set<String>> known = new HashMap<>();
        for (Event event : timeline.read(id, 0, MOST_ENTRIES)) {
            if (!(event.data() instanceof EventData.EvidenceCollected collected)) continue;
            collected.evidence().forEach(piece -> known.computeIfAbsent(collected.source(), _ -> new HashSet<>()).add(piece.digest()));
        }
        return known;
    }

    private List<Collected> inquire(Run run, List<EvidenceSource> sources, EvidenceQuery query, Map<String, Set<String>> known) {
        List<Collected> collected = new ArrayList<>();
        List<EvidenceResult> results = ask(sources, query);
        for (int i = 0; i < sources.size(); i++) {
            EvidenceSource source = sources.get(i);
            collected.add(switch (results.get(i)) {
                case Found(var drafts) ->
                    new Collected(source, keep(run, source.name(), drafts, known.getOrDefault(source.name(), Set.of())), null, false);
                case NothingFound(var asked, var reason) -> {
                    timeline.append(run, new NewEvent(clock.instant(), source.name(), EventType.EVIDENCE_MISSING,
                            source.name() + " has nothing on this: " + reason,
                            new EventData.EvidenceMissing(source.name(), asked, reason)));
                    yield new Collected(source, List.of(), reason, false);
                }
                case Unavailable(var asked, var reason, var lasting) -> {
                    timeline.append(run, new NewEvent(clock.instant(), source.name(), EventType.SOURCE_UNAVAILABLE,
                            source.name() + " could not be asked: " + reason,
                            new EventData.SourceUnavailable(source.name(), asked, reason, lasting)));
                    yield new Collected(source, List.of(), reason, !lasting);
                }
            });
        }
        return collected;
    }

    private List<EvidenceResult> ask(List<EvidenceSource> sources, EvidenceQuery query) {
        List<Callable<EvidenceResult>> questions = sources.stream().<Callable<EvidenceResult>>map(source -> () -> {
            ServiceNames names = ServiceNames.of(properties.services(), source.name());
            return names.ours(source.ask(names.theirs(query)));
        }).toList();
        // Leaving the try waits for every question: each adapter sets its client's own time limits.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<EvidenceResult>> answers = threads.invokeAll(questions, properties.deadline().toMillis(), TimeUnit.MILLISECONDS);
            List<EvidenceResult> results = new ArrayList<>();
            for (Future<EvidenceResult> answer : answers) {
                results.add(switch (answer.state()) {
                    case SUCCESS -> answer.resultNow();
                    case FAILED -> new Unavailable(query.toString(), "its adapter failed: " + answer.exceptionNow(), true);
                    case CANCELLED, RUNNING ->
                        new Unavailable(query.toString(), "it did not answer within " + properties.deadline().toSeconds()
                                + " s (firsthour.evidence.deadline)", false);
                });
            }
            return results;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return sources.stream().<EvidenceResult>map(_ -> new Unavailable(query.toString(), "the question was interrupted", false))
                    .toList();
        }
    }

    private List<Evidence> keep(Run run, String source, List<Draft> drafts, Set<String> known) {
        List<Prepared> prepared = drafts.stream().map(draft -> prepare(draft, source, run.incidentId()))
                .filter(piece -> !known.contains(piece.digest())).toList();
        if (prepared.isEmpty()) {
            timeline.append(run, new NewEvent(clock.instant(), source, EventType.EVIDENCE_MISSING, source + " has nothing new on this.",
                    new EventData.EvidenceMissing(source, drafts.getFirst().query(), "what it has is known already")));
            return List.of();
        }
        return timeline.atomically(() -> {
            List<Evidence> evidence = named(timeline.mint(run.incidentId(), prepared.size()), prepared);
            timeline.append(run, collected(source, source, drafts.getFirst().query(), evidence), evidence.toArray(Kept[]::new));
            return evidence;
        });
    }

    private NewEvent collected(String actor, String source, String query, List<Evidence> evidence) {
        int redactions = evidence.stream().mapToInt(Evidence::redactions).sum();
        String message = evidence.size() + (evidence.size() == 1 ? " piece" : " pieces") + " of evidence from " + source
                + (redactions == 0
                        ? "."
                        : ", " + redactions + (redactions == 1 ? " secret or personal datum" : " secrets and personal data")
                                + " taken out.");
        return new NewEvent(clock.instant(), actor, EventType.EVIDENCE_COLLECTED, message, new EventData.EvidenceCollected(source, query,
                evidence.stream().map(piece -> new EventData.EvidenceCollected.Piece(piece.id(), piece.content().kind(), piece.title(),
                        piece.content().size(), piece.digest(), piece.redactions(), piece.truncated())).toList()));
    }

    /// Changes redacted and within bounds, as all has to be before it is stored: they are kept before there is an incident.
    ///
    /// @param scope what the pseudonyms in them belong to
    public List<Change> cleaned(List<Change> changes, String scope) {
        Content clean = Cleaning.of(new Content.Changes(changes), redactor, scope, properties).content();
        return clean instanceof Content.Changes(var all) ? all : List.of();
    }

    private Prepared prepare(Draft draft, String source, IncidentId id) {
        Clean clean = Cleaning.of(draft.content(), redactor, id.toString(), properties);
        String title = redactor.redact(draft.title(), id.toString()).text();
        return new Prepared(source, draft, title, clean, digest(Json.write(clean.content())), clock.instant());
    }

    private static List<Evidence> named(List<EvidenceId> ids, List<Prepared> prepared) {
        List<Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < prepared.size(); i++) {
            Prepared piece = prepared.get(i);
            evidence.add(new Evidence(ids.get(i), piece.source(), piece.draft().query(), piece.title(), piece.draft().window(),
                    piece.clean().content(), piece.digest(), piece.at(), piece.clean().redactions(), piece.clean().truncated(),
                    piece.draft().link()));
        }
        return evidence;
    }

    /// SHA-256 of a text, in hex.
    public static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private record Prepared(String source, Draft draft, String title, Clean clean, String digest, Instant at) {}
}
