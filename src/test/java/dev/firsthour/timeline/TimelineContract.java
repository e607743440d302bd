package dev.firsthour.timeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.NotPossibleNow;
import dev.firsthour.incident.RecordedDiagnosis;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.incident.Usage;
import dev.firsthour.testing.Samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/// What every store of timelines does.
public abstract class TimelineContract {

    @SuppressWarnings("NullAway.Init")
    private Timeline timeline;
    @SuppressWarnings("NullAway.Init")
    private Archive archive;

    protected abstract Timeline timeline();

    protected abstract Archive archive();

    /// What the listener of the timeline heard, oldest first.
    protected abstract List<Event> heard();

    @BeforeEach
    void begin() {
        timeline = timeline();
        archive = archive();
    }

    private Incident open() {
        Incident incident = Samples.incident("checkout fails", null);
        return timeline.open(incident, Samples.created(incident)).orElseThrow();
    }

    @Test
    void anIncidentIsReadBackAsItWasOpened() {
        Incident opened = open();
        assertThat(archive.incident(opened.id())).contains(opened);
        assertThat(timeline.read(opened.id(), 0, 10)).singleElement().satisfies(event -> {
            assertThat(event.position()).isEqualTo(1);
            assertThat(event.previousHash()).isEmpty();
            assertThat(event.type()).isEqualTo(EventType.INCIDENT_CREATED);
        });
    }

    @Test
    void whoeverListensHearsOfEachEntryAndOfNoneThatWasNotAppended() {
        Incident first = Samples.incident("one", "group");
        timeline.open(first, Samples.created(first));
        Incident second = Samples.incident("two", "group");
        timeline.open(second, Samples.created(second));
        timeline.append(first.id(), Samples.comment("said"));

        assertThat(heard()).isEqualTo(timeline.read(first.id(), 0, 10)).hasSize(2);
    }

    @Test
    void onlyOneOpenIncidentHasAGroupingKey() {
        Incident first = Samples.incident("one", "group");
        assertThat(timeline.open(first, Samples.created(first))).isPresent();
        Incident second = Samples.incident("two", "group");
        assertThat(timeline.open(second, Samples.created(second))).isEmpty();
        assertThat(archive.incident(second.id())).isEmpty();
        timeline.append(first.id(), status(Status.OPEN, Status.RESOLVED));
        assertThat(archive.openIncident("group")).isEmpty();
        assertThat(timeline.open(second, Samples.created(second))).isPresent();
    }

    @Test
    void severalAreOpenedAtTheCostOfOneExceptWhatBelongsToAnOpenOne() {
        Incident known = Samples.incident("one", "group");
        timeline.open(known, Samples.created(known));
        Incident first = Samples.incident("two", "another");
        Incident raced = Samples.incident("three", "group");
        Incident last = Samples.incident("four", null);
        List<Incident> opened = timeline.open(Stream.of(first, raced, last).map(one -> new Opening(one, Samples.created(one))).toList());
        assertThat(opened).extracting(Incident::id).containsExactly(first.id(), last.id());
        assertThat(opened).allSatisfy(one -> {
            assertThat(archive.incident(one.id())).contains(one);
            assertThat(timeline.verify(one.id()).holds()).isTrue();
        });
        assertThat(archive.incident(raced.id())).isEmpty();
        assertThat(heard()).extracting(Event::incidentId).containsExactly(known.id(), first.id(), last.id());
    }

    @Test
    void severalEntriesAreAppendedToSeveralIncidentsAtTheCostOfOne() {
        Incident one = open();
        Incident other = open();
        timeline.append(Map.of(one.id(), List.of(Samples.comment("first"), status(Status.OPEN, Status.RESOLVED)), other.id(),
                List.of(Samples.comment("second"))));
        assertThat(archive.incident(one.id())).hasValueSatisfying(now -> {
            assertThat(now.status()).isEqualTo(Status.RESOLVED);
            assertThat(now.position()).isEqualTo(3);
        });
        assertThat(timeline.read(other.id(), 1, 10)).extracting(Event::message).containsExactly(Samples.comment("second").message());
        assertThat(timeline.verify(one.id()).holds()).isTrue();
        assertThat(timeline.verify(other.id()).holds()).isTrue();
        assertThat(heard()).hasSize(5);
    }

    @Test
    void anIncidentIsFoundByWhatAChannelCallsTheMessageAboutIt() {
        Incident first = open();
        Incident second = open();
        timeline.append(first.id(), new NewEvent(Samples.NOON, "system", EventType.NOTIFICATION_SENT, "told",
                new EventData.NotificationSent("slack", 1, "C024BE91L/1773325200.000100")));
        timeline.append(second.id(), new NewEvent(Samples.NOON, "system", EventType.NOTIFICATION_SENT, "told",
                new EventData.NotificationSent("slack", 1, null)));

        assertThat(archive.messageAbout("slack", "C024BE91L/1773325200.000100")).map(Incident::id).contains(first.id());
        assertThat(archive.messageAbout("other", "C024BE91L/1773325200.000100")).isEmpty();
        assertThat(archive.messageAbout("slack", "C024BE91L/1773325200.000101")).isEmpty();
    }

    @Test
    void positionsHaveNoGapsAlsoWhenManyAppendAtOnce() throws Exception {
        Incident incident = open();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Event>> appends = IntStream.range(0, 40)
                    .<Callable<Event>>mapToObj(i -> () -> timeline.append(incident.id(), Samples.comment("comment " + i))).toList();
            for (Future<Event> append : threads.invokeAll(appends)) {
                append.get();
            }
        }
        assertThat(timeline.read(incident.id(), 0, 100)).extracting(Event::position)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 41).boxed().toList());
        assertThat(timeline.verify(incident.id()).holds()).isTrue();
    }

    @Test
    void aReaderGoesOnFromItsPosition() {
        Incident incident = open();
        for (int i = 0; i < 5; i++) {
            timeline.append(incident.id(), Samples.comment("comment " + i));
        }
        assertThat(timeline.read(incident.id(), 2, 3)).extracting(Event::position).containsExactly(3L, 4L, 5L);
    }

    @Test
    void anOvertakenRunWritesNothingMore() {
        Incident incident = open();
        AnalysisId analysis = incident.standing().analysisId();
        assertThat(analysis).isNotNull();
        Run first = timeline.begin(incident.id(), analysis).orElseThrow();
        timeline.append(first, Samples.started(analysis));
        Run second = timeline.begin(incident.id(), analysis).orElseThrow();
        assertThat(second.attempt()).isEqualTo(2);
        assertThatThrownBy(() -> timeline.append(first, Samples.comment("late"))).isInstanceOf(RunOvertaken.class);
        timeline.append(second, Samples.comment("in time"));
        assertThat(timeline.read(incident.id(), 0, 10)).hasSize(3);
    }

    @Test
    void anEndedAnalysisIsNotBegunAgainAndItsRunWritesNothingMore() {
        Incident incident = open();
        AnalysisId analysis = incident.standing().analysisId();
        assertThat(analysis).isNotNull();
        Run run = timeline.begin(incident.id(), analysis).orElseThrow();
        timeline.append(incident.id(), new NewEvent(Samples.NOON, "ada", EventType.AI_ANALYSIS_CANCELLED, "The analysis was cancelled.",
                new EventData.AnalysisCancelled(analysis)));
        assertThatThrownBy(() -> timeline.append(run, Samples.comment("late"))).isInstanceOf(RunOvertaken.class);
        assertThat(timeline.begin(incident.id(), analysis)).isEmpty();
    }

    @Test
    void askingTwiceForAnAnalysisIsAskingOnce() {
        Incident incident = open();
        assertThat(timeline.request(incident.id(), Samples.IDS.analysis())).isEmpty();
        AnalysisId analysis = incident.standing().analysisId();
        assertThat(analysis).isNotNull();
        timeline.append(incident.id(), new NewEvent(Samples.NOON, "ada", EventType.AI_ANALYSIS_CANCELLED, "The analysis was cancelled.",
                new EventData.AnalysisCancelled(analysis)));
        AnalysisId next = Samples.IDS.analysis();
        assertThat(timeline.request(incident.id(), next)).isPresent();
        assertThat(timeline.request(incident.id(), Samples.IDS.analysis())).isEmpty();
        assertThat(archive.incident(incident.id()).orElseThrow().standing()).extracting(Standing::state, Standing::analysisId)
                .containsExactly(Standing.State.QUEUED, next);
    }

    @Test
    void evidenceIsReadBackAsItWasKeptNotANumberIncluded() {
        Incident incident = open();
        List<EvidenceId> ids = timeline.mint(incident.id(), 2);
        assertThat(ids).extracting(EvidenceId::toString).containsExactly("E1", "E2");
        Evidence metrics = evidence(ids.get(0), new Content.Metrics(List.of(new MetricSeries("checkout", "latency", "s", Map.of("le", "1"),
                new dev.firsthour.incident.Samples(new long[]{1, 2, 3}, new double[]{0.5, Double.NaN, Double.POSITIVE_INFINITY})))));
        Evidence logs = evidence(ids.get(1),
                new Content.Logs(
                        List.of(new LogRecord(Samples.NOON, "checkout", "WARN", "pool exhausted", "abc", null, Map.of("k", "v")))));
        timeline.append(incident.id(), Samples.comment("with evidence"), metrics, logs);
        assertThat(archive.evidence(incident.id())).containsExactly(metrics, logs);
        assertThat(archive.evidence(incident.id(), ids.get(1))).contains(logs);
        assertThat(archive.evidenceHeads(incident.id())).extracting(EvidenceHead::kind, EvidenceHead::size)
                .containsExactly(tuple("metrics", 1), tuple("logs", 1));
        assertThat(timeline.mint(incident.id(), 1)).extracting(EvidenceId::toString).containsExactly("E3");
    }

    @Test
    void aDiagnosisIsReadableBeforeItsAnalysisEnds() {
        Incident incident = open();
        AnalysisId analysis = incident.standing().analysisId();
        assertThat(analysis).isNotNull();
        Diagnosis diagnosis = new Diagnosis(Diagnosis.Verdict.NO_FAULT, List.of(), List.of(), List.of("checkout"), List.of("no traces"),
                0.5, "All is well.");
        Run run = timeline.begin(incident.id(), analysis).orElseThrow();
        timeline.append(run, Samples.comment("diagnosed"), new RecordedDiagnosis(analysis, diagnosis));
        assertThat(archive.diagnosis(analysis)).contains(diagnosis);
    }

    @Test
    void aPageGoesOnWhereTheOneBeforeEnded() {
        List<IncidentId> opened = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            opened.addFirst(open().id());
        }
        Page first = archive.page(IncidentFilter.ALL, null, 3);
        assertThat(first.incidents()).hasSize(3);
        Page second = archive.page(IncidentFilter.ALL, first.next(), 3);
        List<IncidentId> both = new ArrayList<>(first.incidents().stream().map(Incident::id).toList());
        both.addAll(second.incidents().stream().map(Incident::id).toList());
        assertThat(both).containsExactlyInAnyOrderElementsOf(opened);
        assertThat(second.next()).isNull();
    }

    @Test
    void aFilterTakesSignsLiterally() {
        Incident percent = Samples.incident("100% of checkouts fail", null);
        timeline.open(percent, Samples.created(percent));
        open();
        assertThat(archive.page(new IncidentFilter(null, null, null, "0% OF", null), null, 10).incidents()).extracting(Incident::id)
                .containsExactly(percent.id());
        assertThat(archive.page(new IncidentFilter(Status.RESOLVED, null, null, null, null), null, 10).incidents()).isEmpty();
        assertThat(archive.page(new IncidentFilter(null, null, "checkout", null, false), null, 10).incidents()).hasSize(2);
    }

    @Test
    void whatIsWrittenToShowsAsTouched() {
        Incident incident = open();
        timeline.append(incident.id(), Samples.comment("hello"));
        assertThat(archive.touched(Samples.NOON, 10)).singleElement()
                .isEqualTo(new Touch(incident.id(), 2, Samples.NOON.plusSeconds(1)));
        assertThat(archive.touched(Samples.NOON.plusSeconds(2), 10)).isEmpty();
    }

    @Test
    void nothingIsAppendedToAnIncidentThatDoesNotExist() {
        IncidentId nobody = Samples.IDS.incident();
        assertThatThrownBy(() -> timeline.append(nobody, Samples.comment("hello"))).isInstanceOf(NoSuchIncident.class)
                .hasMessageContaining(nobody.toString());
        assertThatThrownBy(() -> timeline.request(nobody, Samples.IDS.analysis())).isInstanceOf(NoSuchIncident.class);
        assertThatThrownBy(() -> timeline.verify(nobody)).isInstanceOf(NoSuchIncident.class);
    }

    private static NewEvent status(Status from, Status to) {
        return new NewEvent(Samples.NOON, "ada", EventType.RESOLVED, "Resolved by ada.", new EventData.StatusChanged(from, to, null));
    }

    private static Evidence evidence(EvidenceId id, Content content) {
        return new Evidence(id, "attached", "attached to the incident", "something", null, content, "digest", Samples.NOON, 1, false, null);
    }

    private static ModelExchange exchange(AnalysisId analysis, Instant at, Usage usage) {
        return new ModelExchange(Samples.IDS.incident().toString(), analysis, "reasoning", "test/model", "reasoning-1", "why?", "so.",
                "answered", usage,
                at);
    }

    @Test
    void whatModelsCostIsAddedUpByRunAndByTime() {
        Incident incident = open();
        AnalysisId analysis = Objects.requireNonNull(incident.standing().analysisId());
        Run run = timeline.begin(incident.id(), analysis).orElseThrow();
        Instant late = Instant.parse("2126-01-01T00:00:00Z");
        timeline.append(run, Samples.comment("asked"), exchange(analysis, late, new Usage(100, 10, 1, 5, 7)),
                exchange(analysis, late.plusSeconds(60), new Usage(200, 20, 1, 6, 8)));
        assertThat(archive.usage(analysis)).isEqualTo(new Usage(300, 30, 2, 11, 15));
        assertThat(archive.usage(Samples.IDS.analysis())).isEqualTo(Usage.NONE);
        assertThat(archive.usageSince(late.plusSeconds(60))).isEqualTo(new Usage(200, 20, 1, 6, 8));
        assertThat(archive.usageSince(late.plusSeconds(61))).isEqualTo(Usage.NONE);
    }

    @Test
    void aPastIncidentIsFoundByItsWordsOrItsServiceWithTheCauseThatWasConcluded() {
        Incident like = past("checkout latency high", "the pool of orders-db ran dry", true, null);
        Incident sameService = past("disk full", "logs were never rotated", true, null);
        Incident now = open();
        List<Precedent> found = archive.similar(resembling(now, "orders-db pool latency"), 5);
        assertThat(found).extracting(Precedent::incidentId).containsExactly(like.id(), sameService.id());
        assertThat(found.getFirst().cause()).isEqualTo("the pool of orders-db ran dry");
        assertThat(found).allMatch(precedent -> !precedent.confirmed() && precedent.likeness() > 0 && precedent.likeness() <= 1);
        assertThat(archive.similar(resembling(now, "orders-db pool latency"), 1)).hasSize(1);
    }

    @Test
    void aCauseThatAPersonConfirmedCountsMoreAndOneThatAPersonDeniedIsNotOffered() {
        Incident concluded = past("checkout latency high", "the pool ran dry", true, null);
        Incident confirmed = past("checkout latency high", "the pool ran dry", true, feedback(true, null));
        past("checkout latency high", "the pool ran dry", true, feedback(false, null));
        Incident corrected = past("checkout latency high", "the pool ran dry", true, feedback(false, "a certificate ran out"));
        List<Precedent> found = archive.similar(resembling(open(), "pool latency"), 9);
        assertThat(found).extracting(Precedent::incidentId).containsExactlyInAnyOrder(concluded.id(), confirmed.id(), corrected.id());
        assertThat(found.getLast().incidentId()).isEqualTo(concluded.id());
        assertThat(found).filteredOn(Precedent::confirmed).extracting(Precedent::cause).containsExactlyInAnyOrder("the pool ran dry",
                "a certificate ran out");
    }

    @Test
    void anIncidentResemblesNeitherItselfNorWhatCameLaterNorWhatHasNoCause() {
        past("checkout latency high", "", false, null);
        Incident now = past("checkout latency high", "the pool ran dry", true, null);
        assertThat(archive.similar(resembling(now, "checkout latency high pool"), 5)).isEmpty();
    }

    @Test
    void whatPeopleSaidOfAnAnalysisIsReadBackTheNewestWordAlone() {
        Incident incident = past("checkout latency high", "the pool ran dry", true, feedback(false, null));
        assertThat(archive.outcomes(10)).filteredOn(outcome -> outcome.incidentId().equals(incident.id())).singleElement()
                .satisfies(outcome -> {
                    assertThat(outcome.right()).isFalse();
                    assertThat(outcome.confidence().score()).isEqualTo(80);
                });
        AnalysisId analysis = archive.analyses(incident.id()).getFirst().id();
        timeline.append(incident.id(), new NewEvent(Samples.NOON.plusSeconds(90), "ada", EventType.FEEDBACK_GIVEN, "right after all",
                new EventData.FeedbackGiven(analysis, true, null, null)));
        assertThat(archive.outcomes(10)).filteredOn(outcome -> outcome.incidentId().equals(incident.id())).singleElement()
                .matches(Outcome::right);
    }

    private record Word(boolean correct, @Nullable String actualCause) {}

    private static Word feedback(boolean correct, @Nullable String actualCause) {
        return new Word(correct, actualCause);
    }

    private static Resemblance resembling(Incident incident, String words) {
        return new Resemblance(incident.id(), incident.service(), Resemblance.words(words), incident.createdAt().plusSeconds(1));
    }

    private Incident past(String title, String cause, boolean concluded, @Nullable Word word) {
        Incident incident = Samples.incident(title, null);
        timeline.open(incident, Samples.created(incident));
        AnalysisId analysis = Objects.requireNonNull(incident.standing().analysisId());
        ExecutionStatus status = concluded ? ExecutionStatus.COMPLETED : ExecutionStatus.FAILED;
        Analysis finished = new Analysis(analysis, incident.id(), cause, "", "", "", "", new Confidence(80, List.of()), status,
                "firsthour engine", null, null, null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                Usage.NONE, false, Samples.NOON, Samples.NOON);
        timeline.append(incident.id(), concluded
                ? new NewEvent(Samples.NOON, "engine", EventType.ROOT_CAUSE_GENERATED, cause,
                        new EventData.RootCauseGenerated(analysis, status, 80, "firsthour engine", null, cause, false))
                : new NewEvent(Samples.NOON, "engine", EventType.AI_ANALYSIS_FAILED, "failed", new EventData.AnalysisFailed(analysis,
                        "nothing found")),
                finished);
        if (word != null)
            timeline.append(incident.id(), new NewEvent(Samples.NOON.plusSeconds(60), "ada", EventType.FEEDBACK_GIVEN,
                    "ada says", new EventData.FeedbackGiven(analysis, word.correct(), word.actualCause(), null)));
        return archive.incident(incident.id()).orElseThrow();
    }

    private static final Instant LATER = Samples.NOON.plusSeconds(86_400);

    private static Content logs(String line) {
        return new Content.Logs(List.of(new LogRecord(Samples.NOON, "checkout", "WARN", line, null, null, Map.of())));
    }

    /// Evidence as the collector brings it, its digest on the timeline.
    private Evidence collect(Incident incident, Instant at, String line) {
        Content content = logs(line);
        Evidence piece = new Evidence(timeline.mint(incident.id(), 1).getFirst(), "loki", "{app=\"checkout\"}", "logs of checkout", null,
                content,
                Bodies.digest(content), at, 1, false, "http://loki/explore");
        timeline.append(incident.id(), collected(at, piece), piece);
        return piece;
    }

    private static NewEvent collected(Instant at, Evidence piece) {
        return new NewEvent(at, "loki", EventType.EVIDENCE_COLLECTED, "1 piece of evidence from loki.",
                new EventData.EvidenceCollected("loki", piece.query(), List.of(new EventData.EvidenceCollected.Piece(piece.id(), "logs",
                        piece.title(), 1, piece.digest(), 1, false))));
    }

    private ModelExchange called(Incident incident, AnalysisId analysis) {
        ModelExchange exchange = exchange(analysis, Samples.NOON, new Usage(100, 10, 1, 5, 7));
        timeline.append(incident.id(), new NewEvent(Samples.NOON, "reasoning", EventType.MODEL_CALLED, "Asked.",
                new EventData.ModelCalled(analysis, exchange.id(), "reasoning", "test/model", "reasoning-1", "answered", 5, 100, 10,
                        Bodies.digest(exchange))),
                exchange);
        return exchange;
    }

    private AnalysisId cancelled(Incident incident) {
        AnalysisId analysis = Objects.requireNonNull(incident.standing().analysisId());
        timeline.append(incident.id(), new NewEvent(Samples.NOON, "ada", EventType.AI_ANALYSIS_CANCELLED, "The analysis was cancelled.",
                new EventData.AnalysisCancelled(analysis)));
        return analysis;
    }

    private Event erase(Incident incident, Instant at) {
        return timeline.erase(incident.id(), at, erased -> Optional.of(new NewEvent(at, "ada", EventType.BODIES_ERASED, "Erased.",
                new EventData.BodiesErased("asked for", erased.evidence(), erased.exchanges(), 0, 0)))).orElseThrow();
    }

    @Test
    void whatIsErasedIsGoneWithItsBodiesAndTheChainStillHoldsTheirDigests() {
        Incident incident = open();
        AnalysisId analysis = cancelled(incident);
        Evidence piece = collect(incident, Samples.NOON, "pool exhausted");
        ModelExchange exchange = called(incident, analysis);
        Incident other = open();
        Evidence kept = collect(other, Samples.NOON, "pool exhausted");
        assertThat(timeline.verify(incident.id())).matches(Verification::holds).matches(verification -> verification.erased() == 0);

        Event entry = erase(incident, LATER);

        assertThat(entry.data()).isEqualTo(new EventData.BodiesErased("asked for", 1, 1, 0, 0));
        assertThat(archive.evidence(incident.id())).isEmpty();
        assertThat(archive.evidence(incident.id(), piece.id())).isEmpty();
        assertThat(archive.evidenceHead(incident.id(), piece.id())).contains(EvidenceHead.of(piece).erased(LATER));
        assertThat(archive.evidenceHeads(incident.id())).containsExactly(EvidenceHead.of(piece).erased(LATER));
        assertThat(archive.exchanges(analysis)).containsExactly(exchange.erased(LATER));
        assertThat(archive.exchanges(analysis).getFirst()).extracting(ModelExchange::request, ModelExchange::reply).containsExactly("", "");
        assertThat(archive.usage(analysis)).as("what it cost stays").isEqualTo(exchange.usage());
        assertThat(archive.evidence(other.id())).containsExactly(kept);
        assertThat(timeline.verify(incident.id())).satisfies(verification -> {
            assertThat(verification.holds()).isTrue();
            assertThat(verification.erased()).isEqualTo(2);
            assertThat(verification.explanation()).contains("2 bodies were erased");
        });
    }

    @Test
    void aBodyThatIsMissingAndOfWhichNoEntrySaysThatItWasErasedIsFound() {
        Incident incident = open();
        Content content = logs("pool exhausted");
        timeline.append(incident.id(), collected(Samples.NOON, evidence(timeline.mint(incident.id(), 1).getFirst(), content)));

        Verification verification = timeline.verify(incident.id());

        assertThat(verification.holds()).isFalse();
        assertThat(verification.brokenAt()).isEqualTo(2);
        assertThat(verification.explanation()).contains("E1", "entry 2", "missing");
    }

    @Test
    void aBodyThatIsNotWhatItsEntryRecordedIsFound() {
        Incident incident = open();
        Evidence piece = evidence(timeline.mint(incident.id(), 1).getFirst(), logs("pool exhausted"));
        timeline.append(incident.id(), collected(Samples.NOON, piece), piece);

        assertThat(timeline.verify(incident.id())).matches(verification -> !verification.holds())
                .matches(verification -> verification.explanation().contains("not as it was recorded"));
    }

    @Test
    void evidenceThatComesAfterAnErasureIsKeptAndMustBeThere() {
        Incident incident = open();
        cancelled(incident);
        collect(incident, Samples.NOON, "pool exhausted");
        erase(incident, LATER);
        Evidence late = collect(incident, LATER.plusSeconds(60), "it is back");

        assertThat(archive.evidence(incident.id())).containsExactly(late);
        assertThat(archive.evidenceHeads(incident.id())).extracting(head -> head.erasedAt() != null).containsExactly(true, false);
        assertThat(timeline.verify(incident.id())).matches(Verification::holds).matches(verification -> verification.erased() == 1);
        timeline.append(incident.id(), collected(LATER.plusSeconds(90),
                evidence(timeline.mint(incident.id(), 1).getFirst(), logs("never kept"))));
        assertThat(timeline.verify(incident.id()).brokenAt()).as("only what was there before the erasure may be missing").isEqualTo(6);
    }

    @Test
    void nothingIsErasedUnderAnAnalysisThatIsUnderWayNorInSilence() {
        Incident incident = open();
        Evidence piece = collect(incident, Samples.NOON, "pool exhausted");
        assertThatThrownBy(() -> erase(incident, LATER)).isInstanceOf(NotPossibleNow.class).hasMessageContaining("being investigated");
        assertThat(archive.evidence(incident.id())).containsExactly(piece);
        cancelled(incident);
        assertThatThrownBy(() -> timeline.erase(incident.id(), LATER, _ -> Optional.empty())).isInstanceOf(IllegalStateException.class);
        IncidentId nobody = Samples.IDS.incident();
        assertThatThrownBy(() -> timeline.erase(nobody, LATER, _ -> Optional.empty())).isInstanceOf(NoSuchIncident.class);
    }

    @Test
    void whereNothingIsLeftToEraseNothingHasToBeSaid() {
        Incident incident = open();
        cancelled(incident);
        assertThat(timeline.erase(incident.id(), LATER, _ -> Optional.empty())).isEmpty();
        assertThat(timeline.read(incident.id(), 0, 10)).hasSize(2);
    }

    private void resolve(Incident incident, Instant at) {
        timeline.append(incident.id(), new NewEvent(at, "ada", EventType.RESOLVED, "Resolved by ada.",
                new EventData.StatusChanged(Status.OPEN, Status.RESOLVED, null)));
    }

    private void comment(Incident incident, Instant at) {
        timeline.append(incident.id(), new NewEvent(at, "ada", EventType.COMMENT_ADDED, "ada: hm", new EventData.CommentAdded("hm")));
    }

    @Test
    void howLongBodiesAreKeptIsCountedFromTheEndAndFromBodiesThatCameAfterIt() {
        Incident talkedOf = open();
        cancelled(talkedOf);
        resolve(talkedOf, Samples.NOON.plusSeconds(10));
        comment(talkedOf, LATER);
        Incident fedAgain = open();
        cancelled(fedAgain);
        resolve(fedAgain, Samples.NOON.plusSeconds(10));
        collect(fedAgain, LATER, "it is back");
        Incident neverResolved = open();
        cancelled(neverResolved);
        comment(neverResolved, Samples.NOON.plusSeconds(20));
        Incident stillTouched = open();
        cancelled(stillTouched);
        comment(stillTouched, LATER);
        Incident investigated = open();

        assertThat(archive.unerased(Samples.NOON.plusSeconds(10), 10)).as("none ended before that").isEmpty();
        assertThat(archive.unerased(Samples.NOON.plusSeconds(11), 10)).containsExactly(talkedOf.id());
        assertThat(archive.unerased(LATER, 10)).containsExactlyInAnyOrder(talkedOf.id(), neverResolved.id());
        assertThat(archive.unerased(LATER, 1)).hasSize(1);
        assertThat(archive.unerased(LATER.plusSeconds(1), 10)).containsExactlyInAnyOrder(talkedOf.id(), fedAgain.id(), neverResolved.id(),
                stillTouched.id()).doesNotContain(investigated.id());
    }

    @Test
    void anIncidentIsNotErasedAgainUntilItIsWrittenTo() {
        Incident incident = open();
        cancelled(incident);
        resolve(incident, Samples.NOON.plusSeconds(10));
        collect(incident, Samples.NOON.plusSeconds(10), "pool exhausted");
        Instant muchLater = LATER.plusSeconds(86_400);
        assertThat(archive.unerased(muchLater, 10)).containsExactly(incident.id());
        erase(incident, LATER.plusNanos(123_456_789));
        assertThat(archive.unerased(muchLater, 10)).isEmpty();
        collect(incident, LATER.plusSeconds(60), "it is back");
        assertThat(archive.unerased(muchLater, 10)).containsExactly(incident.id());
    }
}
