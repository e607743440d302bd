package dev.firsthour.timeline.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Kept;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.RecordedDiagnosis;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.incident.Usage;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Chain;
import dev.firsthour.timeline.Entries;
import dev.firsthour.timeline.EvidenceHead;
import dev.firsthour.timeline.IncidentFilter;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.Listener;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Opening;
import dev.firsthour.timeline.Outcome;
import dev.firsthour.timeline.Page;
import dev.firsthour.timeline.Precedent;
import dev.firsthour.timeline.Projection;
import dev.firsthour.timeline.Resemblance;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.RunOvertaken;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.timeline.Touch;
import dev.firsthour.timeline.Verification;

/// Timeline and archive in memory. One lock guards it all; an atomic piece of work that fails leaves what it did so far.
public final class MemoryTimeline implements Timeline, Archive {

    private final Entries entries;
    private final Listener listener;
    private final Map<IncidentId, Case> cases = new LinkedHashMap<>();

    public MemoryTimeline(byte[] key) {
        this(key, (_, _) -> {});
    }

    /// @param listener hears of each entry as it is appended
    public MemoryTimeline(byte[] key, Listener listener) {
        this.listener = listener;
        entries = new Entries(new Chain(key));
    }

    @Override
    public synchronized Optional<Incident> open(Incident incident, NewEvent first) {
        if (incident.groupingKey() != null && openIncident(incident.groupingKey()).isPresent()) return Optional.empty();
        Case file = new Case(incident);
        cases.put(incident.id(), file);
        Event entry = file.append(entries, first);
        listener.appended(file.incident, entry);
        return Optional.of(file.incident);
    }

    @Override
    public synchronized List<Incident> open(List<Opening> openings) {
        return openings.stream().flatMap(opening -> open(opening.incident(), opening.first()).stream()).toList();
    }

    @Override
    public synchronized void append(Map<IncidentId, List<NewEvent>> events) {
        events.keySet().forEach(this::file);
        events.forEach(this::append);
    }

    @Override
    public synchronized Event append(IncidentId id, NewEvent event, Kept... with) {
        Case file = file(id);
        Event entry = file.append(entries, event);
        for (Kept kept : with) {
            file.keep(kept);
        }
        listener.appended(file.incident, entry);
        return entry;
    }

    @Override
    public synchronized List<Event> append(IncidentId id, List<NewEvent> events) {
        return events.stream().map(event -> append(id, event)).toList();
    }

    @Override
    public synchronized Event append(Run run, NewEvent event, Kept... with) {
        if (!file(run.incidentId()).isAt(run)) throw new RunOvertaken(run);
        return append(run.incidentId(), event, with);
    }

    @Override
    public synchronized Optional<Run> request(IncidentId id, AnalysisId analysis) {
        Case file = file(id);
        if (file.incident.standing().state() != Standing.State.IDLE) return Optional.empty();
        file.attempt = 0;
        file.stand(file.incident.standing().on(analysis, Standing.State.QUEUED));
        return Optional.of(new Run(id, analysis, 0));
    }

    @Override
    public synchronized Optional<Run> begin(IncidentId id, AnalysisId analysis) {
        Case file = file(id);
        Standing standing = file.incident.standing();
        if (standing.state() == Standing.State.IDLE || !analysis.equals(standing.analysisId())) return Optional.empty();
        file.attempt++;
        return Optional.of(new Run(id, analysis, file.attempt));
    }

    @Override
    public synchronized List<EvidenceId> mint(IncidentId id, int count) {
        Case file = file(id);
        int first = file.evidenceCount + 1;
        file.evidenceCount += count;
        return IntStream.range(first, first + count).mapToObj(EvidenceId::new).toList();
    }

    @Override
    public synchronized List<Event> read(IncidentId id, long after, int limit) {
        return file(id).events.stream().filter(event -> event.position() > after).limit(limit).toList();
    }

    @Override
    public synchronized Verification verify(IncidentId id) {
        Case file = file(id);
        return entries.verify(file.incident, file.newestHash(),
                file.events.stream().map(event -> new Entries.Stored(event, Json.write(event.data()))).toList());
    }

    @Override
    public synchronized <T> T atomically(Supplier<T> work) {
        return work.get();
    }

    @Override
    public synchronized Optional<Incident> incident(IncidentId id) {
        return Optional.ofNullable(cases.get(id)).map(file -> file.incident);
    }

    @Override
    public synchronized Optional<Incident> openIncident(String groupingKey) {
        return cases.values().stream().map(file -> file.incident)
                .filter(incident -> groupingKey.equals(incident.groupingKey()) && incident.status() != Status.RESOLVED).findFirst();
    }

    @Override
    public synchronized Optional<Incident> messageAbout(String channel, String reference) {
        return cases
                .values().stream().filter(file -> file.events.stream()
                        .anyMatch(event -> event.data() instanceof EventData.NotificationSent sent
                                && sent.channel().equals(channel) && reference.equals(sent.reference())))
                .map(file -> file.incident).findFirst();
    }

    @Override
    public synchronized Optional<Incident> newestIncident(String groupingKey) {
        return cases.values().stream().map(file -> file.incident).filter(incident -> groupingKey.equals(incident.groupingKey()))
                .max(Comparator.comparing((Incident incident) -> incident.id().toString()));
    }

    @Override
    public synchronized Page page(IncidentFilter filter, @Nullable String cursor, int limit) {
        List<Incident> found = cases.values().stream().map(file -> file.incident).filter(incident -> passes(filter, incident))
                .sorted(Comparator.comparing((Incident incident) -> incident.id().toString()).reversed())
                .filter(incident -> cursor == null || incident.id().toString().compareTo(cursor) < 0).limit(limit + 1L).toList();
        return found.size() <= limit
                ? new Page(found, null)
                : new Page(found.subList(0, limit), found.get(limit - 1).id().toString());
    }

    private static boolean passes(IncidentFilter filter, Incident incident) {
        String text = filter.text();
        return (filter.status() == null || filter.status() == incident.status())
                && (filter.severity() == null || filter.severity() == incident.severity())
                && (filter.service() == null || filter.service().equals(incident.service()))
                && (filter.needsReview() == null || filter.needsReview() == incident.standing().needsReview())
                && (text == null || holds(incident.title(), text) || holds(incident.service(), text)
                        || holds(incident.standing().rootCause(), text));
    }

    private static boolean holds(@Nullable String whole, String part) {
        return whole != null && whole.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    @Override
    public synchronized List<Touch> touched(Instant since, int limit) {
        return cases.values().stream().map(file -> file.incident).filter(incident -> !incident.updatedAt().isBefore(since))
                .sorted(Comparator.comparing(Incident::updatedAt).reversed()).limit(limit)
                .map(incident -> new Touch(incident.id(), incident.position(), incident.updatedAt())).toList();
    }

    @Override
    public synchronized List<Evidence> evidence(IncidentId id) {
        return List.copyOf(file(id).evidence.values());
    }

    @Override
    public synchronized Optional<Evidence> evidence(IncidentId id, EvidenceId evidenceId) {
        return Optional.ofNullable(file(id).evidence.get(evidenceId));
    }

    @Override
    public synchronized List<EvidenceHead> evidenceHeads(IncidentId id) {
        return evidence(id).stream().map(EvidenceHead::of).toList();
    }

    @Override
    public synchronized List<Analysis> analyses(IncidentId id) {
        return List.copyOf(file(id).analyses.reversed());
    }

    @Override
    public synchronized Optional<Diagnosis> diagnosis(AnalysisId id) {
        return cases.values().stream().map(file -> file.diagnoses.get(id)).filter(found -> found != null).findFirst();
    }

    @Override
    public synchronized List<ModelExchange> exchanges(AnalysisId id) {
        return cases.values().stream().flatMap(file -> file.exchanges.stream()).filter(exchange -> exchange.analysisId().equals(id))
                .toList();
    }

    @Override
    public Usage usage(AnalysisId id) {
        return exchanges(id).stream().map(ModelExchange::usage).reduce(Usage.NONE, Usage::plus);
    }

    @Override
    public synchronized Usage usageSince(Instant from) {
        return cases.values().stream().flatMap(file -> file.exchanges.stream()).filter(exchange -> !exchange.startedAt().isBefore(from))
                .map(ModelExchange::usage).reduce(Usage.NONE, Usage::plus);
    }

    @Override
    public synchronized List<Precedent> similar(Resemblance resemblance, int limit) {
        return resemblance.rank(cases.values().stream().map(file -> new Resemblance.Candidate(file.incident, file.newestFeedback()))
                .toList(), limit);
    }

    @Override
    public synchronized List<Outcome> outcomes(int limit) {
        return cases.values().stream().flatMap(Case::outcomes).sorted(Comparator.comparing(Outcome::givenAt).reversed()).limit(limit)
                .toList();
    }

    private Case file(IncidentId id) {
        Case file = cases.get(id);
        if (file == null) throw new NoSuchIncident(id);
        return file;
    }

    private static final class Case {

        private Incident incident;
        private int attempt;
        private int evidenceCount;
        private final List<Event> events = new ArrayList<>();
        private final Map<EvidenceId, Evidence> evidence = new TreeMap<>();
        private final List<Analysis> analyses = new ArrayList<>();
        private final Map<AnalysisId, Diagnosis> diagnoses = new LinkedHashMap<>();
        private final List<ModelExchange> exchanges = new ArrayList<>();

        Case(Incident incident) {
            this.incident = incident;
        }

        String newestHash() {
            return events.isEmpty() ? Chain.BEGINNING : events.getLast().hash();
        }

        Event append(Entries chained, NewEvent event) {
            Event entry = chained.next(incident.id(), incident.position(), newestHash(), event);
            events.add(entry);
            incident = Projection.after(incident, entry);
            return entry;
        }

        void keep(Kept kept) {
            switch (kept) {
                case Evidence piece -> evidence.put(piece.id(), piece);
                case Analysis analysis -> analyses.add(analysis);
                case ModelExchange exchange -> exchanges.add(exchange);
                case RecordedDiagnosis(var run, var diagnosis) -> diagnoses.put(run, diagnosis);
            }
        }

        EventData.@Nullable FeedbackGiven newestFeedback() {
            return events.reversed().stream().map(Event::data).filter(EventData.FeedbackGiven.class::isInstance)
                    .map(EventData.FeedbackGiven.class::cast).findFirst().orElse(null);
        }

        Stream<Outcome> outcomes() {
            Map<AnalysisId, Outcome> newest = new LinkedHashMap<>();
            for (Event event : events) {
                if (!(event.data() instanceof EventData.FeedbackGiven feedback)) continue;
                analyses.stream().filter(analysis -> analysis.id().equals(feedback.analysisId())).findFirst()
                        .ifPresent(analysis -> newest.put(analysis.id(), new Outcome(incident.id(), analysis.id(), analysis.confidence(),
                                feedback.correct(), event.occurredAt())));
            }
            return newest.values().stream();
        }

        boolean isAt(Run run) {
            Standing standing = incident.standing();
            return run.attempt() == attempt && run.analysisId().equals(standing.analysisId()) && standing.state() != Standing.State.IDLE;
        }

        void stand(Standing standing) {
            incident = new Incident(incident.id(), incident.title(), incident.description(), incident.severity(), incident.status(),
                    incident.service(), incident.environment(), incident.source(), incident.labels(), incident.groupingKey(),
                    incident.startedAt(), incident.createdAt(), incident.updatedAt(), incident.position(), standing, incident.mergedInto());
        }
    }
}
