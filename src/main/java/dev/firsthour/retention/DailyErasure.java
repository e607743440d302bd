package dev.firsthour.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.NotPossibleNow;
import dev.firsthour.job.JobHandler;
import dev.firsthour.job.JobRun;
import dev.firsthour.job.Outcome;
import dev.firsthour.timeline.Archive;

/// Once a day, erases what has been kept for long enough, an incident at a time. One job for all nodes: it asks for its own next run.
final class DailyErasure implements JobHandler {

    static final String JOB = "erase-bodies";
    static final String KEY = "daily";
    private static final Logger LOG = LoggerFactory.getLogger(DailyErasure.class);
    /// How many incidents one run erases at most, so that it ends within minutes also when years are to be caught up on.
    private static final int MOST = 200;
    /// How soon it goes on where there were more: others shall get at the database in between.
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration DAY = Duration.ofDays(1);

    private final Archive archive;
    private final Erasure erasure;
    private final RetentionProperties properties;
    private final InstantSource clock;

    DailyErasure(Archive archive, Erasure erasure, RetentionProperties properties, InstantSource clock) {
        this.archive = archive;
        this.erasure = erasure;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return JOB;
    }

    @Override
    public Outcome run(JobRun run) {
        if (!properties.erases()) return new Outcome.Done();
        Instant now = clock.instant();
        List<IncidentId> due = archive.unerased(now.minus(properties.bodies()), MOST);
        DataAccessException failure = null;
        int erased = 0;
        for (IncidentId id : due) {
            try {
                erasure.expired(id, properties.bodies());
                erased++;
            } catch (NotPossibleNow investigated) {
                LOG.info("Not erased today: {}", investigated.getMessage());
            } catch (DataAccessException failed) {
                // One that cannot be erased holds up no other.
                LOG.warn("The bodies of incident {} could not be erased", id, failed);
                failure = failed;
            }
        }
        if (failure != null && erased == 0) throw failure;
        if (erased > 0)
            LOG.info("Bodies are erased that were kept for {} days: of {} incidents.", properties.bodies().toDays(), erased);
        boolean more = due.size() == MOST && erased > 0;
        return new Outcome.RunAgain(now.plus(more ? PAUSE : DAY));
    }

    @Override
    public void retrying(JobRun run, String reason, Instant nextAt) {
        LOG.warn("Bodies that were kept for long enough are erased later: {}", reason);
    }

    @Override
    public void gaveUp(JobRun run, String reason) {
        LOG.warn("Bodies that were kept for long enough are not erased until the job is asked for again: {}", reason);
    }
}
