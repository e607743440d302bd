package dev.firsthour.timeline.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.Incident;
import dev.firsthour.testing.Postgres;
import dev.firsthour.testing.Samples;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Chain;
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
}
