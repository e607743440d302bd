package dev.firsthour.evidence.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Breaker;
import dev.firsthour.evidence.Deadline;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.network.Addresses;
import dev.firsthour.network.ForbiddenAddress;

/// One PostgreSQL, MySQL or MariaDB, asked by fixed queries over its own statistics: who waits for whose lock, what stays open, which statements cost
/// most, how many connections there are of how many, and how large things are.
///
/// It shows how things stand when it is asked, not when the trouble began. Each query runs in a read-only transaction of its own with a time limit
/// that the database keeps; nothing of an incident becomes part of one. One connection is open at a time, to guarded addresses alone. What it may not
/// see, or does not keep, is said in words beside what was found.
final class SqlSource implements EvidenceSource {

    /// Before the name of each of these sources, so that none is taken for another adapter.
    static final String PREFIX = "sql_";
    private static final long LARGEST_FILE = 64 * 1024;

    private final String name;
    private final String settings;
    private final SqlProperties.Database database;
    private final Address address;
    private final Addresses addresses;
    private final Clock clock;
    private final Breaker breaker;
    private final Semaphore connection = new Semaphore(1);

    /// What one visit brought.
    ///
    /// @param version what it says it is; null where it could not be asked at all
    /// @param gaps what could not be asked, and the way out
    /// @param broken why it ended early; null if it did not
    private record Visit(@Nullable String version, List<Draft> drafts, List<String> gaps, @Nullable Trouble broken) {}

    /// @param lasting whether asking again will not help
    private record Trouble(String reason, boolean lasting) {}

    /// @throws IllegalArgumentException if the address is missing, none of a database, or one that no source may be asked at
    SqlSource(String name, SqlProperties.Database database) {
        this(name, database, SystemDefaultDnsResolver.INSTANCE, Clock.systemUTC());
    }

    SqlSource(String name, SqlProperties.Database database, DnsResolver names, Clock clock) {
        this.name = PREFIX + name;
        this.settings = SqlProperties.PREFIX + ".databases." + name;
        this.database = database;
        this.address = Address.of(database.url() == null ? "" : database.url(), settings + ".url");
        this.addresses = new Addresses(address.host(), settings + ".url", names, System::nanoTime);
        this.clock = clock;
        this.breaker = new Breaker(this.name, clock);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        if (!database.services().isEmpty()
                && query.services().stream().noneMatch(service -> database.services().stream().anyMatch(service::equalsIgnoreCase))) {
            return new NothingFound("no query", "by " + settings + ".services nobody works on it of "
                    + (query.services().isEmpty() ? "those in trouble, whom nobody knows" : String.join(", ", query.services())));
        }
        Visit visit = visit();
        if (!visit.drafts().isEmpty()) return new Found(visit.drafts());
        Trouble trouble = visit.broken() == null ? new Trouble(String.join("; ", visit.gaps()), true) : visit.broken();
        return new Unavailable("the fixed queries of " + name, trouble.reason(), trouble.lasting());
    }

    private Visit visit() {
        Deadline deadline = Deadline.in(database.deadline());
        try {
            if (!connection.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                return broken(name + " at " + address + " is still being asked about another incident", false);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return broken("waiting for " + name + " at " + address + " was broken off", false);
        }
        try {
            if (!breaker.lets()) return broken(name + " at " + address + " " + breaker.words(), false);
            Visit visit = asked(deadline);
            if (Thread.currentThread().isInterrupted()) {
                breaker.brokenOff();
            } else if (visit.broken() instanceof Trouble(String reason, boolean lasting) && !lasting) {
                breaker.failed(reason);
            } else {
                breaker.succeeded();
            }
            return visit;
        } finally {
            connection.release();
        }
    }

    private static Visit broken(String reason, boolean lasting) {
        return new Visit(null, List.of(), List.of(), new Trouble(reason, lasting));
    }

    private Visit asked(Deadline deadline) {
        var answers = new Answers(new Reading(name, address.toString(), clock.instant()));
        String version = null;
        try (Route route = new Route(addresses, address.host(), address.port(), database.connectTimeout(), deadline);
                Line line = Line.open(address, route, credentials(), database.statementTimeout(), deadline)) {
            version = line.version();
            for (Question question : line.product().questions(database.rows())) {
                answers.ask(line, question);
            }
            return new Visit(version, answers.drafts(null), answers.gaps, null);
        } catch (SQLException failed) {
            Trouble trouble = trouble(failed, deadline);
            // What was read before it broke is used.
            return new Visit(version, answers.drafts(trouble.reason()), answers.gaps, trouble);
        }
    }

    /// What one visit has brought so far.
    private final class Answers {

        private final Reading reading;
        private final List<Draft> notices = new ArrayList<>();
        private final List<MetricSeries> measures = new ArrayList<>();
        private final List<String> measured = new ArrayList<>();
        private final List<String> gaps = new ArrayList<>();

        Answers(Reading reading) {
            this.reading = reading;
        }

        /// @throws SQLException if no other question can be asked after this one either
        void ask(Line line, Question question) throws SQLException {
            boolean believed = question.needs() == null || isMet(line, question, question.needs());
            try {
                Question.Sentence sentence = question.sentence();
                if (sentence == null) {
                    measures.addAll(line.rows(question.query(), reading::measure));
                    measured.add(question.query());
                } else {
                    List<Notice> rows = line.rows(question.query(), row -> sentence.of(reading, row));
                    if (!rows.isEmpty()) notices.add(draft(question, rows));
                }
            } catch (SQLException refused) {
                if (isBroken(refused)) throw refused;
                if (believed) gap(question, refused.getMessage());
            }
        }

        private boolean isMet(Line line, Question question, String needs) throws SQLException {
            try {
                if (line.rows(needs, row -> row.getBoolean(1)).equals(List.of(true))) return true;
                gap(question, null);
            } catch (SQLException refused) {
                if (isBroken(refused)) throw refused;
                gap(question, refused.getMessage());
            }
            return false;
        }

        private void gap(Question question, @Nullable String refusal) {
            gaps.add("could not ask for " + question.title() + ": " + (refusal == null ? "" : Reading.shortened(refusal) + ": ")
                    + question.remedy());
        }

        private Draft draft(Question question, List<Notice> rows) {
            String title = question.title() + " (" + String.format(Locale.ROOT, "%,d", rows.size())
                    + (rows.size() < database.rows() ? ")" : ", as many as " + settings + ".rows allows)");
            return new Draft(question.query(), title, null, new Content.Notices(rows), null);
        }

        /// @param broken why there is no more; null if there is not
        List<Draft> drafts(@Nullable String broken) {
            List<Draft> drafts = new ArrayList<>(notices);
            if (!measures.isEmpty()) {
                drafts.add(new Draft(String.join(";\n", measured), "connections and sizes of " + name, null, new Content.Metrics(measures),
                        null));
            }
            if (drafts.isEmpty()) return drafts;
            List<String> missing = new ArrayList<>(gaps);
            if (broken != null) missing.add("could not ask on: " + broken);
            if (!missing.isEmpty()) {
                drafts.add(new Draft("the fixed queries of " + name, "what could not be asked of " + name, null,
                        new Content.Notices(missing.stream().map(reading::gap).toList()), null));
            }
            return drafts;
        }
    }

    private Properties credentials() throws SQLException {
        Properties credentials = new Properties();
        if (database.user() != null) credentials.setProperty("user", database.user());
        if (database.passwordFile() == null) {
            if (database.password() != null) credentials.setProperty("password", database.password());
            return credentials;
        }
        try {
            if (Files.size(database.passwordFile()) > LARGEST_FILE) throw new IOException("it is too large to be one");
            credentials.setProperty("password", Files.readString(database.passwordFile()).strip());
            return credentials;
        } catch (IOException unreadable) {
            // As a database says of a wrong password: asking again will not help.
            throw new SQLException("the password's file " + database.passwordFile() + " cannot be read: check " + settings
                    + ".password-file", "28000", unreadable);
        }
    }

    private Trouble trouble(SQLException failed, Deadline deadline) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof ForbiddenAddress forbidden) return new Trouble(String.valueOf(forbidden.getMessage()), true);
        }
        if (!deadline.left().isPositive()) {
            return new Trouble(name + " at " + address + " did not answer within " + database.deadline().toMillis() + " ms: it is slow, or "
                    + settings + ".deadline is short", false);
        }
        String state = state(failed);
        // A wrong password, a database that is not there and a missing right will not mend themselves; nor will a way to log in that is not offered.
        boolean refused = state.startsWith("28") || state.startsWith("S10");
        String setting = refused ? ".user, .password and the encryption in .url" : ".url";
        return new Trouble(
                name + " at " + address + " could not be asked: " + Reading.shortened(failed.getMessage()) + ": check " + settings
                        + setting,
                refused || state.startsWith("3D") || state.startsWith("42"));
    }

    /// Whether the connection is gone, rather than one query refused.
    private static boolean isBroken(SQLException failed) {
        return state(failed).isEmpty() || state(failed).startsWith("08") || state(failed).startsWith("57P");
    }

    private static String state(SQLException failed) {
        return failed.getSQLState() == null ? "" : failed.getSQLState();
    }

    @Override
    public SourceReport report() {
        Visit visit = visit();
        if (visit.broken() != null) return SourceReport.unreachable(name, address.toString(), visit.broken().reason());
        List<String> facts = new ArrayList<>(visit.gaps());
        if (visit.gaps().isEmpty()) facts.add("it answers all that it is asked");
        return new SourceReport(name, address.toString(), true, visit.version(), facts, database.services(), null);
    }
}
