package dev.firsthour.notification;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Status;
import dev.firsthour.job.JobProperties;
import dev.firsthour.job.JobRun;
import dev.firsthour.job.Jobs;
import dev.firsthour.job.Outcome;
import dev.firsthour.testing.Postgres;
import dev.firsthour.testing.Samples;
import dev.firsthour.testing.TestClock;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Chain;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.timeline.postgres.PostgresArchive;
import dev.firsthour.timeline.postgres.PostgresTimeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// Deliveries on a real database. Nobody works on the jobs but the test, so that nothing has to be waited for.
class DeliveriesTest {

    private static final Duration PATIENCE = Duration.ofHours(6);

    private final TestClock clock = new TestClock(Samples.NOON);
    private final Recording channel = new Recording();
    private final DataSource source = Postgres.fresh();
    private final TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(source));
    private final JdbcClient jdbc = JdbcClient.create(source);
    private final List<Jobs> late = new ArrayList<>();
    private final Timeline timeline = new PostgresTimeline(jdbc, transactions, new Chain(new byte[32]),
            new Announcements(List.of(channel), () -> late.getFirst()));
    private final Archive archive = new PostgresArchive(jdbc);
    private final Deliveries deliveries = deliveries(List.of(channel));
    private final Jobs jobs = new Jobs(source, transactions, List.of(deliveries), new JobProperties(1, 1, Duration.ofMinutes(5),
            Duration.ofSeconds(1), 4, Duration.ofMillis(1), Duration.ofMillis(5), 3, Duration.ofSeconds(1)), clock, new Random(1), "test");

    DeliveriesTest() {
        late.add(jobs);
    }

    private Deliveries deliveries(List<Channel> channels) {
        return new Deliveries(channels, timeline, archive, () -> late.getFirst(),
                new NotificationProperties(URI.create("http://firsthour.test/"), PATIENCE), clock, new Random(1));
    }

    @AfterEach
    void stop() {
        jobs.close();
    }

    private Incident open() {
        Incident incident = Samples.incident("checkout fails", null);
        return timeline.open(incident, Samples.created(incident)).orElseThrow();
    }

    private Event resolve(Incident incident) {
        return timeline.append(incident.id(), new NewEvent(Samples.NOON.plusSeconds(60), "ada", EventType.RESOLVED, "Resolved by ada.",
                new EventData.StatusChanged(Status.OPEN, Status.RESOLVED, null)));
    }

    private Event comment(Incident incident) {
        return timeline.append(incident.id(), Samples.comment("said"));
    }

    private List<String> queue() {
        return jobs.keys(Deliveries.JOB, "");
    }

    private static String key(Incident incident, long position) {
        return new DeliveryKey("recording", incident.id(), position).toString();
    }

    private Outcome run(Incident incident, long position) {
        return deliveries.run(new JobRun(key(incident, position), 0));
    }

    private void done(Incident incident, long position) {
        assertThat(run(incident, position)).isEqualTo(new Outcome.Done());
        jobs.cancel(Deliveries.JOB, key(incident, position));
    }

    private List<EventData> told(Incident incident) {
        return timeline.read(incident.id(), 0, 100).stream().map(Event::data)
                .filter(data -> data instanceof EventData.NotificationSent || data instanceof EventData.NotificationFailed).toList();
    }

    @Test
    void theDeliveryIsThereIfAndOnlyIfItsEntryIs() {
        Incident kept = open();
        assertThat(queue()).containsExactly(key(kept, 1));

        Incident lost = Samples.incident("never", null);
        assertThatThrownBy(() -> timeline.atomically(() -> {
            timeline.open(lost, Samples.created(lost));
            throw new IllegalStateException("the server died");
        })).hasMessage("the server died");
        assertThatThrownBy(() -> timeline.atomically(() -> {
            resolve(kept);
            throw new IllegalStateException("the server died");
        })).hasMessage("the server died");

        assertThat(queue()).containsExactly(key(kept, 1));
        assertThat(archive.incident(lost.id())).isEmpty();
    }

    @Test
    void whatArrivedStandsOnTheTimelineAndIsAnnouncedToNobody() {
        Incident incident = open();
        done(incident, 1);

        assertThat(told(incident)).containsExactly(new EventData.NotificationSent("recording", 1, "message"));
        assertThat(queue()).isEmpty();
        assertThat(channel.heard).singleElement().satisfies(announcement -> {
            assertThat(announcement.page()).isEqualTo(URI.create("http://firsthour.test/incidents/" + incident.id()));
            assertThat(announcement.id()).isEqualTo(incident.id() + "-1");
            assertThat(announcement.reference()).isNull();
        });
    }

    @Test
    void whatArrivedBeforeACrashIsNotSentAgain() {
        Incident incident = open();
        run(incident, 1);

        assertThat(run(incident, 1)).isEqualTo(new Outcome.Done());
        assertThat(channel.heard).hasSize(1);
        assertThat(told(incident)).hasSize(1);
    }

    @Test
    void aChannelIsToldThatItMayHaveHeardOfItAlready() {
        Incident incident = open();
        assertThat(deliveries.run(new JobRun(key(incident, 1), 0, true))).isEqualTo(new Outcome.Done());
        Incident other = open();
        run(other, 1);

        assertThat(channel.heard).extracting(Announcement::again).containsExactly(true, false);
    }

    @Test
    void whatWasGivenUpMayHaveArrivedAllTheSame() {
        channel.answer = _ -> new Sending.Failed("it did not answer in time", true, null);
        Incident incident = open();
        Outcome.GiveUp given = (Outcome.GiveUp) run(incident, 1);
        deliveries.gaveUp(new JobRun(key(incident, 1), 0), given.reason());
        jobs.cancel(Deliveries.JOB, key(incident, 1));
        channel.answer = _ -> new Sending.Sent("message");
        Event resolved = resolve(incident);
        done(incident, resolved.position());
        done(incident, resolve(incident).position());

        assertThat(channel.heard).extracting(Announcement::again).containsExactly(false, true, false);
    }

    @Test
    void whatIsPassingIsNotLeftOutWhereItMayHaveBeenSentAndNobodyWroteItDown() {
        Incident incident = open();
        jobs.cancel(Deliveries.JOB, key(incident, 1));
        Event first = comment(incident);
        comment(incident);

        assertThat(deliveries.run(new JobRun(key(incident, first.position()), 0, true))).isEqualTo(new Outcome.Done());
        assertThat(channel.heard).hasSize(1);
        assertThat(told(incident)).hasSize(1);
    }

    @Test
    void aReceiverThatIsAwayIsTriedAgainAtGrowingDistancesAndThenGivenUp() {
        channel.answer = _ -> new Sending.Failed("it is away", false, null);
        Incident incident = open();
        Duration before = Duration.ZERO;
        int tries = 0;
        while (run(incident, 1) instanceof Outcome.RunAgain(Instant next)) {
            Duration wait = Duration.between(clock.instant(), next);
            assertThat(wait).isBetween(before.dividedBy(2), Duration.ofMinutes(5));
            before = wait;
            clock.set(next);
            tries++;
        }

        assertThat(Duration.between(Samples.NOON, clock.instant())).isGreaterThan(PATIENCE);
        assertThat(tries).isBetween(50, 200);
        assertThat(told(incident)).isEmpty();
        Outcome.GiveUp given = (Outcome.GiveUp) run(incident, 1);
        deliveries.gaveUp(new JobRun(key(incident, 1), 0), given.reason());
        assertThat(told(incident)).singleElement().isInstanceOfSatisfying(EventData.NotificationFailed.class, failed -> {
            assertThat(failed.channel()).isEqualTo("recording");
            assertThat(failed.reason()).contains("it is away", "firsthour.notification.patience");
        });
    }

    @Test
    void aReceiverThatWantsToBeLeftAloneIs() {
        channel.answer = _ -> new Sending.Failed("too many", false, Duration.ofSeconds(90));
        Incident incident = open();

        assertThat(run(incident, 1)).isEqualTo(new Outcome.RunAgain(clock.instant().plusSeconds(90)));
    }

    @Test
    void whatWillNotMendItselfIsGivenUpAtOnce() {
        channel.answer = _ -> new Sending.Failed("no such channel", true, null);

        assertThat(run(open(), 1)).isEqualTo(new Outcome.GiveUp("no such channel"));
    }

    @Test
    void aLaterDeliveryWaitsForAnEarlierOneToTheSameChannel() {
        Incident incident = open();
        Event resolved = resolve(incident);

        assertThat(run(incident, resolved.position())).isInstanceOf(Outcome.RunAgain.class);
        assertThat(channel.heard).isEmpty();
        done(incident, 1);
        done(incident, resolved.position());
        assertThat(channel.heard).extracting(Announcement::reference).containsExactly(null, "message");
    }

    @Test
    void aDeafChannelHoldsNoOtherUp() {
        Incident incident = open();
        jobs.enqueue(Deliveries.JOB, new DeliveryKey("another", incident.id(), 1).toString());

        assertThat(run(incident, 1)).isEqualTo(new Outcome.Done());
    }

    @Test
    void whatIsPassingIsLeftOutWhereALaterOneIsDueAndLeavesNoTrace() {
        Incident incident = open();
        done(incident, 1);
        Event first = comment(incident);
        Event second = comment(incident);

        done(incident, first.position());
        assertThat(channel.heard).hasSize(1);
        done(incident, second.position());
        assertThat(channel.heard).hasSize(2);
        assertThat(told(incident)).hasSize(1);
    }

    @Test
    void aChannelThatIsNoLongerConfiguredIsSaidToBe() {
        Incident incident = open();

        assertThat(deliveries(List.of()).run(new JobRun(key(incident, 1), 0))).isInstanceOfSatisfying(Outcome.GiveUp.class,
                given -> assertThat(given.reason()).contains("recording"));
    }

    /// Hears everything, and answers as it is told.
    private static final class Recording implements Channel {

        private final List<Announcement> heard = new ArrayList<>();
        private Function<Announcement, Sending> answer = _ -> new Sending.Sent("message");

        @Override
        public String name() {
            return "recording";
        }

        @Override
        public boolean wants(Incident incident, Event entry) {
            return true;
        }

        @Override
        public boolean passing(Event entry) {
            return entry.type() == EventType.COMMENT_ADDED;
        }

        @Override
        public Sending send(Announcement announcement) {
            heard.add(announcement);
            return answer.apply(announcement);
        }
    }
}
