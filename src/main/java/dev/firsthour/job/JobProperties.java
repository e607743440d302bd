package dev.firsthour.job;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How jobs are worked on.
///
/// @param workers how many jobs this node runs at once
/// @param reserved how many of these are kept free for the worst, as for investigations of critical incidents; at least one is left to others
/// @param pollInterval how often it looks for work that nobody announced: retries that came due, jobs of other nodes
/// @param heartbeatInterval how often it says that a job is still being worked on
/// @param missedHeartbeats after how many silent intervals a job is taken over by another worker
/// @param backoffBase the ceiling of the first delay after a failure
/// @param backoffCap the highest ceiling of such a delay
/// @param failures after how many failures in a row a job is put aside
/// @param shutdownWait how long running jobs may take to end when the server stops; what is still running then is taken over at the next start
@ConfigurationProperties("firsthour.job")
public record JobProperties(@DefaultValue("64") int workers, @DefaultValue("4") int reserved, @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("2s") Duration heartbeatInterval, @DefaultValue("4") int missedHeartbeats,
        @DefaultValue("1s") Duration backoffBase, @DefaultValue("60s") Duration backoffCap, @DefaultValue("8") int failures,
        @DefaultValue("3s") Duration shutdownWait) {

    /// How many jobs that are not the worst may run at once.
    int ordinary() {
        return Math.max(1, workers - Math.max(0, reserved));
    }

    public Backoff backoff() {
        return new Backoff(backoffBase, backoffCap);
    }
}
