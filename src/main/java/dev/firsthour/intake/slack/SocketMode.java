package dev.firsthour.intake.slack;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import dev.firsthour.evidence.Peer;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.intake.Answer;
import dev.firsthour.intake.Delivery;
import dev.firsthour.timeline.Json;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Slack's socket mode: we connect to Slack, and what it would send over HTTP comes over that connection, so that nobody has to reach this server.
///
/// One connection is kept up. Where Slack announces that it will close it, the next one is opened at once beside it, and both are listened to until it
/// does. Where a connection breaks or none comes about, it is tried again at growing distances.
///
/// What comes is taken in one after the other, since a thread's first message opens what the next one joins, and acknowledged only once it is
/// stored. What is not acknowledged within three seconds Slack sends again, and what comes twice is done once.
final class SocketMode implements SmartLifecycle, Peer {

    /// What to do where socket mode is off.
    static final String SWITCHED_OFF = ": switch socket mode on in the app's settings (Settings, Socket Mode)";

    private static final Logger LOG = LoggerFactory.getLogger(SocketMode.class);
    private static final String NAME = "slack (socket mode)";
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    /// What waits to be taken in. What comes beyond is not acknowledged, so that it comes again.
    private static final int MOST_WAITING = 500;
    /// Slack allows ten for an app, and other nodes have theirs.
    private static final int MOST_CONNECTIONS = 3;
    private static final Duration LONGEST_HEEDED = Duration.ofMinutes(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final Tickets tickets;
    private final Function<Delivery, Answer> intake;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Pace pace;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Deque<SlackSocket> sockets = new ArrayDeque<>();
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofVirtual().name("slack-envelopes").factory(), new ThreadPoolExecutor.AbortPolicy());
    private volatile @Nullable Thread keeper;
    private volatile @Nullable Instant connectedSince;
    private volatile @Nullable String trouble = "it is about to connect";

    /// How long things may take, and how they are tried again.
    ///
    /// @param connect how long until the other side accepts
    /// @param greeting how long until it says hello
    /// @param lingering how long a connection is kept that Slack has announced to close
    /// @param brief one that did not last so long is no success
    /// @param first the first wait after a failure, which doubles with each
    /// @param longest the longest
    /// @param mending the wait where somebody has to mend something first
    record Pace(Duration connect, Duration greeting, Duration lingering, Duration brief, Duration first, Duration longest,
            Duration mending) {

        /// Slack warns ten seconds ahead, and asks for no haste after a failure.
        static Pace usual(Duration connect) {
            return new Pace(connect, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(1),
                    Duration.ofMinutes(1), Duration.ofMinutes(2));
        }
    }

    /// How one try to be connected ended.
    ///
    /// @param lasted how long messages came; zero if none could
    /// @param trouble what went wrong; null where Slack renewed the connection
    /// @param mending whether somebody has to mend something first
    /// @param after how long Slack wants to be left alone; null if it does not say
    private record Trial(Duration lasted, @Nullable String trouble, boolean mending, @Nullable Duration after) {

        static Trial failed(String trouble) {
            return new Trial(Duration.ZERO, trouble, false, null);
        }
    }

    /// @param intake takes a delivery in, and gives back what its sender wants to hear; throws where nothing was kept
    SocketMode(Tickets tickets, Function<Delivery, Answer> intake, MeterRegistry meters, InstantSource clock, RandomGenerator random,
            Pace pace) {
        this.tickets = tickets;
        this.intake = intake;
        this.meters = meters;
        this.clock = clock;
        this.random = random;
        this.pace = pace;
        Gauge.builder("firsthour.slack.connections", this, SocketMode::listening)
                .description("Connections of Slack's socket mode over which messages come").register(meters);
    }

    @Override
    public void start() {
        Thread thread = Thread.ofVirtual().name("slack-socket").unstarted(this::stayConnected);
        keeper = thread;
        thread.start();
    }

    @Override
    public boolean isRunning() {
        return keeper != null && stopping.getCount() > 0;
    }

    /// Opens no further connection, takes in what has come, and leaves.
    @Override
    public void stop() {
        stopping.countDown();
        Thread thread = keeper;
        worker.shutdown();
        try {
            if (!worker.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) worker.shutdownNow();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (thread != null) {
            thread.interrupt();
            join(thread);
        }
        List<SlackSocket> all;
        synchronized (sockets) {
            all = List.copyOf(sockets);
        }
        all.forEach(SlackSocket::close);
    }

    private static void join(Thread thread) {
        try {
            thread.join(LAST_WORDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// How many connections there are over which messages come.
    private long listening() {
        synchronized (sockets) {
            return sockets.stream().filter(SlackSocket::isListening).count();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void stayConnected() {
        int failures = 0;
        try {
            while (!isStopping()) {
                Trial trial = connected();
                if (isStopping()) return;
                boolean lasted = trial.lasted().isPositive() && trial.lasted().compareTo(pace.brief()) >= 0;
                failures = lasted ? 0 : failures + 1;
                Duration wait = wait(trial, failures);
                if (trial.trouble() != null) troubled(trial.trouble(), wait);
                if (stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS)) return;
            }
        } catch (InterruptedException _) {
            // It is being stopped.
        }
    }

    /// No wait after a connection that lasted: who listens again at once misses nothing.
    private Duration wait(Trial trial, int failures) {
        Duration asked = trial.after() == null || trial.after().compareTo(LONGEST_HEEDED) < 0 ? trial.after() : LONGEST_HEEDED;
        long ceiling = failures == 0
                ? 0
                : trial.mending()
                        ? pace.mending().toMillis()
                        : Math.min(pace.longest().toMillis(), pace.first().toMillis() << Math.min(failures - 1, 16));
        long wait = (long) (ceiling * (0.5 + random.nextDouble() / 2));
        return Duration.ofMillis(Math.max(wait, asked == null ? 0 : asked.toMillis()));
    }

    private void troubled(String reason, Duration wait) {
        connectedSince = null;
        boolean news = !reason.equals(trouble);
        trouble = reason;
        Instant next = clock.instant().plus(wait).truncatedTo(ChronoUnit.SECONDS);
        if (news) LOG.warn("Slack's socket mode is not connected, and tried again at {}: {}", next, reason);
        else
            LOG.debug("Slack's socket mode is still not connected, and tried again at {}: {}", next, reason);
    }

    /// Connects and waits until that connection ends or is about to.
    private Trial connected() throws InterruptedException {
        return switch (tickets.ask()) {
            case Tickets.Answer.Refused(var reason, var lasting, var after) -> new Trial(Duration.ZERO, reason, lasting, after);
            case Tickets.Answer.Granted(var address, var names) -> {
                SlackSocket socket = new SlackSocket(address, names, pace.connect(), this::heard);
                keep(socket);
                socket.connect();
                if (!socket.greeted(pace.greeting())) {
                    boolean silent = socket.why().isEmpty();
                    leave(socket);
                    yield Trial.failed("slack at " + address.getHost()
                            + (silent ? " did not say hello within " + pace.greeting().toMillis() + " ms" : ": " + socket.why()));
                }
                Instant since = clock.instant();
                greeted(since);
                Ending ending = socket.ending();
                Duration lasted = Duration.between(since, clock.instant());
                yield switch (ending) {
                    case Ending.Announced(var reason) -> announced(socket, reason, lasted);
                    case Ending.Closed(var why) -> {
                        leave(socket);
                        yield new Trial(lasted, "slack at " + address.getHost() + ": " + why, false, null);
                    }
                };
            }
        };
    }

    private void greeted(Instant since) {
        connectedSince = since;
        if (trouble != null) LOG.info("Slack is listened to by socket mode at {}", tickets.base());
        trouble = null;
    }

    private Trial announced(SlackSocket socket, String reason, Duration lasted) {
        CompletableFuture.delayedExecutor(pace.lingering().toMillis(), TimeUnit.MILLISECONDS).execute(() -> leave(socket));
        return switch (reason) {
            case "link_disabled" -> new Trial(Duration.ZERO, "slack ended the connection with link_disabled" + SWITCHED_OFF, true, null);
            case "too_many_websockets" -> new Trial(Duration.ZERO,
                    "slack ended the connection with too_many_websockets: an app has ten, so stop other servers that use its token", false,
                    null);
            default -> new Trial(lasted, null, false, null);
        };
    }

    private void keep(SlackSocket socket) {
        List<SlackSocket> surplus = new ArrayList<>();
        synchronized (sockets) {
            sockets.removeIf(SlackSocket::isClosed);
            while (sockets.size() >= MOST_CONNECTIONS) {
                surplus.add(sockets.removeFirst());
            }
            sockets.addLast(socket);
        }
        surplus.forEach(SlackSocket::close);
    }

    private void leave(SlackSocket socket) {
        synchronized (sockets) {
            sockets.remove(socket);
        }
        socket.close();
    }

    /// Called by a connection's own thread, which reads nothing while it is here.
    private void heard(SlackSocket from, Heard.Enveloped enveloped) {
        try {
            worker.execute(() -> take(from, enveloped));
        } catch (RejectedExecutionException _) {
            // Not acknowledged: Slack sends it again.
            count("turned_away");
            if (!isStopping())
                LOG.warn("{} messages of Slack wait to be taken in: what comes now is left for Slack to send again", MOST_WAITING);
        }
    }

    private void take(SlackSocket from, Heard.Enveloped enveloped) {
        Answer answer;
        try {
            answer = intake.apply(new Delivery(Json.write(enveloped.payload()).getBytes(StandardCharsets.UTF_8), JSON, Map.of()));
        } catch (RuntimeException failed) {
            // As an HTTP request would be answered with an error: nothing was kept, so that Slack shall send it again.
            count("failed");
            LOG.warn("A message of Slack could not be taken in, and is left for Slack to send again: {}", failed.toString());
            return;
        }
        count(from.say(acknowledgement(enveloped, answer)) ? "taken" : "taken_unacknowledged");
    }

    private static String acknowledgement(Heard.Enveloped enveloped, Answer answer) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("envelope_id", enveloped.id());
        JsonNode said = enveloped.answerable() ? json(answer) : null;
        if (said != null) message.put("payload", said);
        return Json.write(message);
    }

    private static @Nullable JsonNode json(Answer answer) {
        if (!answer.type().equals("application/json")) return null;
        try {
            return Json.mapper().readTree(answer.body());
        } catch (JacksonException _) {
            return null;
        }
    }

    private void count(String outcome) {
        meters.counter("firsthour.slack.envelopes", "outcome", outcome).increment();
    }

    @Override
    public SourceReport report() {
        Instant since = connectedSince;
        String why = trouble;
        if (since == null || listening() == 0) {
            return SourceReport.unreachable(NAME, tickets.base().toString(),
                    Objects.requireNonNullElse(why, "it is about to connect again"));
        }
        return new SourceReport(NAME, tickets.base().toString(), true, null,
                List.of("listens to mentions, commands, threads and buttons, connected since " + since.truncatedTo(ChronoUnit.SECONDS)),
                List.of(), null);
    }
}
