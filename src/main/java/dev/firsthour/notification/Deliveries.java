package dev.firsthour.notification;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.job.JobHandler;
import dev.firsthour.job.JobRun;
import dev.firsthour.job.Jobs;
import dev.firsthour.job.Outcome;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Timeline;

/// Deliveries as jobs, one for each entry and channel. Those to one channel about one incident go out in the order of their entries; a receiver that is
/// away is tried again at growing distances until the patience with it ends, and holds nobody else up.
final class Deliveries implements JobHandler {

    /// The name of these jobs, as stored.
    static final String JOB = "notification";

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final String ACTOR = "system";
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    /// So late at most is somebody told who is back.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    /// A receiver that wants to be left alone for longer is asked whether it still does.
    private static final Duration LONGEST_HEEDED = Duration.ofHours(1);
    private static final int PAGE = 500;

    private final Map<String, Channel> channels;
    private final Timeline timeline;
    private final Archive archive;
    private final Supplier<Jobs> jobs;
    private final NotificationProperties properties;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param jobs supplied late, since the jobs need their handlers first
    Deliveries(List<Channel> channels, Timeline timeline, Archive archive, Supplier<Jobs> jobs, NotificationProperties properties,
            InstantSource clock, RandomGenerator random) {
        this.channels = channels.stream().collect(Collectors.toUnmodifiableMap(Channel::name, Function.identity()));
        this.timeline = timeline;
        this.archive = archive;
        this.jobs = jobs;
        this.properties = properties;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String name() {
        return JOB;
    }

    @Override
    public Outcome run(JobRun job) {
        DeliveryKey key = DeliveryKey.parse(job.key());
        Channel channel = channels.get(key.channel());
        if (channel == null) {
            return new Outcome.GiveUp("there is no channel " + key.channel() + " any more: configure it again, or leave it be");
        }
        Incident incident = archive.incident(key.incident()).orElse(null);
        Event entry = entry(key).orElse(null);
        if (incident == null || entry == null) return new Outcome.GiveUp("its entry is gone");
        List<String> queue = jobs.get().keys(JOB, key.prefix());
        if (queue.stream().anyMatch(other -> other.compareTo(job.key()) < 0)) return new Outcome.RunAgain(later(entry, null));
        boolean passing = channel.passing(entry);
        Told told = told(key);
        if (told.ofThis()) return new Outcome.Done();
        // What may have been sent without our knowing is seen to the end: a later delivery would know nothing of it.
        boolean perhapsSent = job.again() && told.reference() == null;
        if (passing && !perhapsSent && queue.stream().anyMatch(other -> other.compareTo(job.key()) > 0)) return new Outcome.Done();
        Sending sending = channel
                .send(new Announcement(incident, entry, analysis(incident.id(), entry), told.reference(), job.again() || told.unknown(),
                        page(incident.id())));
        return switch (sending) {
            case Sending.Sent(var reference) -> {
                boolean newMessage = reference != null && !reference.equals(told.reference());
                if (!passing || newMessage) sent(key, entry, reference);
                yield new Outcome.Done();
            }
            case Sending.Failed(var reason, var lasting, _) when lasting -> new Outcome.GiveUp(reason);
            case Sending.Failed(var reason, _, var retryAfter) -> {
                if (Duration.between(entry.occurredAt(), clock.instant()).compareTo(properties.patience()) > 0) {
                    yield new Outcome.GiveUp(reason + ", and " + properties.patience() + " have passed (firsthour.notification.patience)");
                }
                Instant next = later(entry, retryAfter);
                LOG.warn("Delivery {} failed and is tried again at {}: {}", key, next, reason);
                yield new Outcome.RunAgain(next);
            }
        };
    }

    /// The wait grows with the age of what is told, which doubles the distances without counting them, and has jitter, so that not all come back at once.
    private Instant later(Event entry, @Nullable Duration retryAfter) {
        Instant now = clock.instant();
        long age = Duration.between(entry.occurredAt(), now).toMillis();
        long ceiling = Math.clamp(age, SHORTEST_WAIT.toMillis() * 2, LONGEST_WAIT.toMillis());
        long wait = (long) (ceiling * (0.5 + random.nextDouble() / 2));
        long asked = retryAfter == null ? 0 : Math.clamp(retryAfter.toMillis(), 0, LONGEST_HEEDED.toMillis());
        return now.plusMillis(Math.max(wait, asked));
    }

    private void sent(DeliveryKey key, Event entry, @Nullable String reference) {
        timeline.append(key.incident(), new NewEvent(clock.instant(), ACTOR, EventType.NOTIFICATION_SENT,
                key.channel() + " was told: " + words(entry), new EventData.NotificationSent(key.channel(), key.position(), reference)));
    }

    private static String words(Event entry) {
        return entry.type().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " (entry " + entry.position() + ").";
    }

    @Override
    public void retrying(JobRun job, String reason, Instant nextAt) {
        // The job's own log says so; the timeline tells how it ends.
    }

    @Override
    public void gaveUp(JobRun job, String reason) {
        DeliveryKey key = DeliveryKey.parse(job.key());
        Channel channel = channels.get(key.channel());
        Event entry = entry(key).orElse(null);
        if (entry == null || (channel != null && channel.passing(entry))) return;
        timeline.append(key.incident(), new NewEvent(clock.instant(), ACTOR, EventType.NOTIFICATION_FAILED,
                key.channel() + " could not be told: " + words(entry),
                new EventData.NotificationFailed(key.channel(), key.position(), reason)));
    }

    private Optional<Event> entry(DeliveryKey key) {
        return archive.incident(key.incident()).flatMap(_ -> timeline.read(key.incident(), key.position() - 1, 1).stream().findFirst());
    }

    private @Nullable Analysis analysis(IncidentId id, Event entry) {
        AnalysisId about = switch (entry.data()) {
            case EventData.RootCauseGenerated generated -> generated.analysisId();
            case EventData.AnalysisFailed failed -> failed.analysisId();
            case EventData.FeedbackGiven feedback -> feedback.analysisId();
            default -> null;
        };
        return archive.analyses(id).stream().filter(analysis -> analysis.id().equals(about)).findFirst().or(() -> archive.analysis(id))
                .orElse(null);
    }

    /// What a channel was told before.
    ///
    /// @param ofThis whether it was told of this very entry
    /// @param reference what it calls the newest message
    /// @param unknown whether something since may have arrived or not: giving up is no proof that nothing did
    private record Told(boolean ofThis, @Nullable String reference, boolean unknown) {}

    private Told told(DeliveryKey key) {
        boolean ofThis = false;
        String reference = null;
        boolean unknown = false;
        long position = 0;
        List<Event> page = timeline.read(key.incident(), position, PAGE);
        while (!page.isEmpty()) {
            for (Event event : page) {
                if (event.data() instanceof EventData.NotificationFailed failed && failed.channel().equals(key.channel())) unknown = true;
                if (!(event.data() instanceof EventData.NotificationSent told) || !told.channel().equals(key.channel())) continue;
                ofThis |= told.about() == key.position();
                if (told.reference() != null) {
                    reference = told.reference();
                    unknown = false;
                }
            }
            page = timeline.read(key.incident(), page.getLast().position(), PAGE);
        }
        return new Told(ofThis, reference, unknown);
    }

    private URI page(IncidentId id) {
        return URI.create(properties.pageUrl().toString().replaceAll("/+$", "") + "/incidents/" + id);
    }
}
