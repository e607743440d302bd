package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.LogRecord;

/// What log records say that cannot be: a time far from the incident, a version that was not deployed yet. Sees each record once.
///
/// A single time in the year 1970 or 2099 would stretch the axis on which counts are compared until everything else falls into one place. So a
/// record that is further than [#FAR] from the detection is read without its time, and the diagnosis says how many there are.
/// Memory: one entry a deployed version.
final class LogContradictions {

    /// Evidence of an incident reaches back hours or days; a clock that is off by a time zone is off by less than a day.
    static final Duration FAR = Duration.ofDays(31);
    /// A deployment is written down when it is over, or by another clock.
    private static final Duration LENIENT = Duration.ofMinutes(10);
    private static final List<String> VERSION = List.of("version", "service.version", "service_version", "release");

    private final Instant detectedAt;
    private final Instant earliest;
    private final Instant latest;
    private final Map<Deployed, Instant> deployed = new HashMap<>();
    private long timed;
    private long far;
    private @Nullable LogRecord farOne;
    private long early;
    private @Nullable LogRecord earlyOne;
    private @Nullable Deployed earlyVersion;

    private record Deployed(String service, String version) {}

    LogContradictions(Instant detectedAt, List<CitedChange> changes) {
        this.detectedAt = detectedAt;
        this.earliest = detectedAt.minus(FAR);
        this.latest = detectedAt.plus(FAR);
        for (CitedChange cited : changes) {
            Change change = cited.change();
            if (change.kind() != Change.Kind.DEPLOYMENT || change.service() == null || change.version() == null) continue;
            deployed.merge(new Deployed(change.service(), change.version()), change.at(), (a, b) -> a.isBefore(b) ? a : b);
        }
    }

    /// The record, without its time if that cannot be right.
    CitedLog believed(CitedLog cited) {
        LogRecord log = cited.log();
        Instant at = log.at();
        if (at == null) return cited;
        timed++;
        if (at.isBefore(earliest) || at.isAfter(latest)) {
            far++;
            if (farOne == null) farOne = log;
            return new CitedLog(cited.evidence(), new LogRecord(null, log.service(), log.severityText(), log.body(), log.traceId(),
                    log.spanId(), log.attributes()));
        }
        if (!deployed.isEmpty() && !log.attributes().isEmpty() && log.service() != null) version(log, log.service(), at);
        return cited;
    }

    private void version(LogRecord log, String service, Instant at) {
        for (String name : VERSION) {
            String version = log.attributes().get(name);
            if (version == null) continue;
            var claimed = new Deployed(service, version);
            Instant since = deployed.get(claimed);
            if (since == null || !at.isBefore(since.minus(LENIENT))) continue;
            early++;
            if (earlyOne == null) {
                earlyOne = log;
                earlyVersion = claimed;
            }
        }
    }

    /// What was noticed, in words.
    List<String> noticed() {
        var noticed = new ArrayList<String>();
        LogRecord one = farOne;
        if (one != null) {
            String share = far == timed
                    ? "All " + Words.plural(far, "log record") + " that have a time lie"
                    : Words.plural(far, "log record") + " of " + timed + " lie";
            noticed.add(share + " more than " + FAR.toDays() + " days from the detection at " + detectedAt + ", as one"
                    + (one.service() == null ? "" : " of " + one.service()) + " at " + one.at() + ": read without their times. Check "
                    + (far == timed ? "when the incident was noticed." : "the clocks, or how times are written."));
        }
        LogRecord before = earlyOne;
        Deployed claimed = earlyVersion;
        if (before != null && claimed != null) {
            noticed.add(Words.plural(early, "log record") + " of " + claimed.service + " claim version "
                    + claimed.version + " before it was deployed at " + deployed.get(claimed) + ", the first at " + before.at()
                    + ": the clocks differ, or the deployment began earlier than it says.");
        }
        return noticed;
    }
}
