package dev.firsthour.timeline.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Usage;
import dev.firsthour.testing.Postgres;
import dev.firsthour.testing.Samples;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Bodies;
import dev.firsthour.timeline.Chain;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.timeline.TimelineContract;
import dev.firsthour.timeline.Verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PostgresTimelineTest extends TimelineContract {

    private final List<Event> heard = new CopyOnWriteArrayList<>();
    private final DataSource source = Postgres.fresh();
    private final JdbcClient jdbc = JdbcClient.create(source);
    private final Timeline timeline = new PostgresTimeline(jdbc, new TransactionTemplate(new DataSourceTransactionManager(source)),
            new Chain(new byte[32]), (_, entry) -> heard.add(entry));
    private final Archive archive = new PostgresArchive(jdbc);

    @Override
    protected Timeline timeline() {
        return timeline;
    }

    @Override
    protected Archive archive() {
        return archive;
    }

    @Override
    protected List<Event> heard() {
        return heard;
    }

    private Incident withFiveEntries() {
        Incident incident = Samples.incident("checkout fails", null);
        timeline.open(incident, Samples.created(incident));
        for (int i = 2; i <= 5; i++) {
            timeline.append(incident.id(), Samples.comment("comment " + i));
        }
        assertThat(timeline.verify(incident.id()).holds()).isTrue();
        return incident;
    }

    private Verification after(String sql, Incident incident) {
        assertThat(jdbc.sql(sql).param("id", incident.id().value()).update()).isPositive();
        return timeline.verify(incident.id());
    }

    @Test
    void aRowChangedByHandIsFoundAndNamed() {
        Verification verification = after("update incident_event set message = 'nothing happened' where incident_id = :id and position = 3",
                withFiveEntries());
        assertThat(verification.holds()).isFalse();
        assertThat(verification.brokenAt()).isEqualTo(3);
        assertThat(verification.explanation()).contains("entry 3", "COMMENT_ADDED");
    }

    @Test
    void aTimeChangedByHandIsFound() {
        Verification verification = after(
                "update incident_event set occurred_at = occurred_at + interval '1 microsecond' where incident_id = :id and position = 2",
                withFiveEntries());
        assertThat(verification.brokenAt()).isEqualTo(2);
    }

    @Test
    void aRowTakenOutIsFoundAndNamed() {
        Verification verification = after("delete from incident_event where incident_id = :id and position = 4", withFiveEntries());
        assertThat(verification.brokenAt()).isEqualTo(4);
        assertThat(verification.explanation()).contains("entry 4 is missing");
    }

    @Test
    void aTailCutOffIsFound() {
        Verification verification = after("delete from incident_event where incident_id = :id and position > 3", withFiveEntries());
        assertThat(verification.holds()).isFalse();
        assertThat(verification.brokenAt()).isEqualTo(4);
        assertThat(verification.explanation()).contains("tail");
    }

    @Test
    void anEntryForgedWithAnotherKeyDoesNotFit() {
        Incident incident = withFiveEntries();
        Timeline forger = new PostgresTimeline(jdbc, new TransactionTemplate(new DataSourceTransactionManager(source)),
                new Chain("another key, just as long".getBytes(StandardCharsets.UTF_8)));
        forger.append(incident.id(), Samples.comment("forged"));
        assertThat(timeline.verify(incident.id()).brokenAt()).isEqualTo(6);
    }

    @Test
    void whatFailsLeavesNothingBehind() {
        Incident incident = withFiveEntries();
        assertThatThrownBy(() -> timeline.atomically(() -> {
            timeline.append(incident.id(), Samples.comment("half"));
            throw new IllegalStateException("the other half fails");
        })).hasMessage("the other half fails");
        assertThat(timeline.read(incident.id(), 0, 100)).hasSize(5);
        assertThat(timeline.verify(incident.id()).holds()).isTrue();
    }

    private Incident withBodies() {
        AnalysisId analysis = Samples.IDS.analysis();
        Incident incident = Samples.incident("checkout fails", null, analysis);
        timeline.open(incident, Samples.created(incident));
        Content content = new Content.Topology(List.of(new Dependency("web", "checkout")));
        Evidence piece = new Evidence(timeline.mint(incident.id(), 1).getFirst(), "tempo", "{}", "calls", null, content,
                Bodies.digest(content), Samples.NOON, 0, false, null);
        timeline.append(incident.id(), new NewEvent(Samples.NOON, "tempo", EventType.EVIDENCE_COLLECTED, "1 piece.",
                new EventData.EvidenceCollected("tempo", "{}",
                        List.of(new EventData.EvidenceCollected.Piece(piece.id(), "topology", "calls", 1, piece.digest(), 0, false)))),
                piece);
        ModelExchange exchange = new ModelExchange(Samples.IDS.incident().toString(), analysis, "reasoning", "test/model", "reasoning-1",
                "why — and \\ how?", "so.\nÄ", "answered", Usage.NONE, Samples.NOON);
        timeline.append(incident.id(), new NewEvent(Samples.NOON, "reasoning", EventType.MODEL_CALLED, "Asked.",
                new EventData.ModelCalled(analysis, exchange.id(), "reasoning", "test/model", "reasoning-1", "answered", 0, 0, 0,
                        Bodies.digest(exchange))),
                exchange);
        assertThat(timeline.verify(incident.id()).holds()).isTrue();
        return incident;
    }

    @Test
    void evidenceTakenOutByHandIsFoundAndNamed() {
        Verification verification = after("delete from incident_evidence where incident_id = :id", withBodies());
        assertThat(verification.brokenAt()).isEqualTo(2);
        assertThat(verification.explanation()).contains("evidence E1", "missing", "no entry says");
    }

    @Test
    void evidenceErasedByHandIsFoundAlsoWhereItsRowSaysThatItWasErased() {
        Verification verification = after("update incident_evidence set content = null, erased_at = now() where incident_id = :id",
                withBodies());
        assertThat(verification.holds()).isFalse();
        assertThat(verification.brokenAt()).isEqualTo(2);
    }

    @Test
    void evidenceChangedByHandIsFound() {
        Verification verification = after("update incident_evidence set content = replace(content, 'web', 'cart') where incident_id = :id",
                withBodies());
        assertThat(verification.explanation()).contains("evidence E1", "not as it was recorded");
    }

    @Test
    void whatAModelIsSaidToHaveAnsweredCannotBeChangedByHandUnseen() {
        Verification verification = after("update model_exchange set reply = 'all is well' where incident_id = :id", withBodies());
        assertThat(verification.brokenAt()).isEqualTo(3);
        assertThat(verification.explanation()).contains("exchange", "not as it was recorded");
    }

    @Test
    void whatCannotBeNotedIsNotErased() {
        Incident incident = withBodies();
        timeline.append(incident.id(), new NewEvent(Samples.NOON, "ada", EventType.AI_ANALYSIS_CANCELLED, "Cancelled.",
                new EventData.AnalysisCancelled(Objects.requireNonNull(incident.standing().analysisId()))));
        assertThatThrownBy(() -> timeline.erase(incident.id(), Samples.NOON, _ -> {
            throw new IllegalStateException("the alerts cannot be erased");
        })).hasMessage("the alerts cannot be erased");
        assertThat(archive.evidence(incident.id())).hasSize(1);
        assertThat(timeline.verify(incident.id())).matches(Verification::holds).matches(verification -> verification.erased() == 0);
    }
}
