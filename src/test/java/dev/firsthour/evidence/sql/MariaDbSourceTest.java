package dev.firsthour.evidence.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.firsthour.evidence.Deadline;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.EvidenceSourceContract;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.network.Addresses;
import dev.firsthour.testing.MariaDb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// Against a real MariaDB.
class MariaDbSourceTest extends EvidenceSourceContract {

    private static final String PASSWORD = "quince-Harbour-71";
    private static final Duration PATIENT = Duration.ofSeconds(30);
    @TempDir
    private static Path folder;
    private static MariaDb server;

    @BeforeAll
    static void start() {
        // As docs/sources.md says, beside one who may do nothing and one who may do all.
        server = MariaDb.start(folder, List.of(account("firsthour"), "grant process, replica monitor on *.* to firsthour@'127.0.0.1';",
                "grant select on performance_schema.* to firsthour@'127.0.0.1';", account("bare"), account("shop"),
                "grant all on *.* to shop@'127.0.0.1';", "create database orders;"));
        server.connect("shop", PASSWORD);
    }

    private static String account(String name) {
        return "create user " + name + "@'127.0.0.1' identified by '" + PASSWORD + "';";
    }

    @AfterAll
    static void stop() {
        // Where the program is missing, it never started.
        if (server != null) server.close();
    }

    private static SqlSource source(String user) {
        return new SqlSource("orders",
                new SqlProperties.Database("jdbc:mysql://127.0.0.1:" + server.port() + "/orders", user, PASSWORD, null,
                        List.of("checkout"), 50, PATIENT, PATIENT, PATIENT));
    }

    @Override
    protected EvidenceSource source() {
        return source("firsthour");
    }

    private static Found ask(String user) {
        return (Found) source(user).ask(about("checkout"));
    }

    private static List<Notice> notices(Found found, String title) {
        return found.drafts().stream().filter(draft -> draft.title().startsWith(title)).findFirst()
                .map(draft -> ((Content.Notices) draft.content()).notices()).orElse(List.of());
    }

    private static List<MetricSeries> measures(Found found) {
        return found.drafts().stream().filter(draft -> draft.content() instanceof Content.Metrics)
                .flatMap(draft -> ((Content.Metrics) draft.content()).series().stream()).toList();
    }

    private static void execute(Statement statement, String... texts) throws SQLException {
        for (String text : texts) {
            statement.execute(text);
        }
    }

    private static CompletableFuture<Void> beside(Statement statement, String text) {
        return CompletableFuture.runAsync(() -> {
            try {
                statement.execute(text);
            } catch (SQLException cause) {
                throw new IllegalStateException(cause);
            }
        });
    }

    /// Asks until the answer is as it should be. MariaDB shows the same locks and transactions until nobody has looked for a tenth of a second.
    private static Found until(Predicate<Found> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENT.toNanos();
        while (true) {
            Found found = ask("firsthour");
            if (wanted.test(found)) return found;
            assertThat(System.nanoTime()).as("instead: " + found).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(110);
        }
    }

    @Test
    void whoWaitsForWhoseLockIsSaid() throws Exception {
        try (Connection holding = server.connect("shop", PASSWORD);
                Connection waiting = server.connect("shop", PASSWORD);
                Statement hold = holding.createStatement();
                Statement wait = waiting.createStatement()) {
            execute(hold, "create table orders.stock (id int primary key, amount int)", "insert into orders.stock values (1, 10)");
            holding.setAutoCommit(false);
            hold.execute("update orders.stock set amount = 9 where id = 1");
            CompletableFuture<Void> updated = beside(wait, "update orders.stock set amount = 8 where id = 1");

            Found found = until(answer -> !notices(answer, "locks").isEmpty());

            assertThat(notices(found, "locks")).singleElement().satisfies(notice -> {
                assertThat(notice.state()).isEqualTo("waits for a lock");
                assertThat(notice.text()).contains("amount = 8", "of 127.0.0.1 as shop", "which is idle in a transaction of");
            });
            assertThat(measures(found)).filteredOn(one -> one.name().equals("innodb_row_lock_current_waits")).first()
                    .satisfies(one -> assertThat(one.samples().value(0)).isEqualTo(1));
            holding.rollback();
            updated.join();
        }
        until(answer -> notices(answer, "locks").isEmpty());
    }

    @Test
    void aSlowStatementIsSeenWhileItRunsAndCountedAfterwardsWithoutItsValues() throws Exception {
        try (Connection slow = server.connect("shop", PASSWORD); Statement statement = slow.createStatement()) {
            CompletableFuture<Void> ended = beside(statement, "select sleep(6.5), 'pear'");

            Found found = until(answer -> !notices(answer, "transactions and statements").isEmpty());

            assertThat(notices(found, "transactions and statements")).singleElement().satisfies(notice -> {
                assertThat(notice.state()).isEqualTo("active");
                assertThat(notice.text()).contains("of 127.0.0.1 as shop has had a statement running for ", "User sleep", "sleep(6.5)");
            });
            ended.join();
        }
        assertThat(statementsOfAll()).anySatisfy(notice -> assertThat(notice.text()).contains("1 calls of 65", "SELECT `sleep` (?)")
                .doesNotContain("pear"));
    }

    /// What ran outside of any schema is shown where no schema is named.
    private static List<Notice> statementsOfAll() {
        return notices(
                (Found) new SqlSource("all", new SqlProperties.Database("jdbc:mariadb://127.0.0.1:" + server.port() + "/", "firsthour",
                        PASSWORD, null, List.of(), 50, PATIENT, PATIENT, PATIENT)).ask(about("checkout")),
                "statements that cost most");
    }

    @Test
    void connectionsAndSizesAreMeasuredWithoutARightToTheData() throws SQLException {
        try (Connection connection = server.connect("shop", PASSWORD); Statement statement = connection.createStatement()) {
            execute(statement, "create table orders.ledger (n int, text char(100))",
                    "insert into orders.ledger select seq, repeat('x', 100) from orders.seq_1_to_20000",
                    "create table mysql.other (n int)");
        }

        List<MetricSeries> measures = measures(ask("firsthour"));

        assertThat(measures).extracting(MetricSeries::name).contains("connections", "connections_max", "deadlocks_total", "slow_queries",
                "innodb_row_lock_waits", "innodb_buffer_pool_pages_free", "table_bytes");
        assertThat(measures).filteredOn(one -> "orders.ledger".equals(one.labels().get("table"))).first()
                .satisfies(one -> assertThat(one.samples().value(0)).isGreaterThan(1_000_000));
        assertThat(measures).noneMatch(one -> "mysql.other".equals(one.labels().get("table")));
    }

    @Test
    void whatAnAccountMayNotSeeIsSaidAndNotTakenForNothing() {
        Found found = ask("bare");

        assertThat(notices(found, "what could not be asked")).extracting(Notice::text).anySatisfy(gap -> assertThat(gap).contains("locks",
                "PROCESS privilege", "grant process on *.* to it")).anySatisfy(gap -> assertThat(gap).contains("statements that cost most",
                        "denied", "grant select on performance_schema.*"))
                .anySatisfy(gap -> assertThat(gap).contains("replication",
                        "grant replica monitor"))
                .anySatisfy(gap -> assertThat(gap).contains("sizes of tables")).allSatisfy(gap -> assertThat(gap)
                        .startsWith("could not ask for "));
        assertThat(measures(found)).extracting(MetricSeries::name).contains("connections");
        assertThat(Objects.requireNonNull(source("bare").report()).facts()).anyMatch(fact -> fact.contains("grant process on *.* to it"));
        var report = Objects.requireNonNull(source().report());
        assertThat(report.facts()).containsExactly("it answers all that it is asked");
        assertThat(report.version()).startsWith("MariaDB 1");
    }

    @Test
    void statisticsThatAreSwitchedOffAreSaidAndNotTakenForNothing() throws SQLException {
        try (Connection connection = server.connect("shop", PASSWORD); Statement statement = connection.createStatement()) {
            String set = "update performance_schema.setup_consumers set enabled = '%s' where name = 'statements_digest'";
            execute(statement, set.formatted("NO"));
            assertThat(notices(ask("firsthour"), "what could not be asked")).singleElement()
                    .satisfies(gap -> assertThat(gap.text()).contains("statements that cost most", "performance_schema=ON"));
            execute(statement, set.formatted("YES"));
        }
    }

    @Test
    void aReplicaThatStoppedIsSaid() throws SQLException {
        try (Connection connection = server.connect("shop", PASSWORD); Statement statement = connection.createStatement()) {
            assertThat(notices(ask("firsthour"), "replication")).isEmpty();
            execute(statement, "change master to master_host = 'orders-primary', master_user = 'copy'");

            assertThat(notices(ask("firsthour"), "replication")).singleElement().satisfies(notice -> {
                assertThat(notice.state()).isEqualTo("replication stopped");
                assertThat(notice.text()).contains("copies orders-primary: reads No, applies No, nobody knows how far behind");
            });
            execute(statement, "reset replica all");
        }
    }

    @Test
    void whoMayDoAllCannotWriteAndIsStoppedInTime() throws SQLException {
        Deadline deadline = Deadline.in(PATIENT);
        Address address = Address.of("jdbc:mariadb://127.0.0.1:" + server.port() + "/orders", "url");
        Properties shop = new Properties();
        shop.setProperty("user", "shop");
        shop.setProperty("password", PASSWORD);
        try (Route route = new Route(new Addresses("127.0.0.1", "url", SystemDefaultDnsResolver.INSTANCE, System::nanoTime), address.host(),
                address.port(), PATIENT,
                deadline); Line line = Line.open(address, route, shop, Duration.ofSeconds(1), deadline)) {
            for (String write : List.of("create table orders.evil (id int)", "drop database orders", "delete from mysql.global_priv")) {
                assertThatThrownBy(() -> line.rows(write, row -> row)).as(write).hasMessageContaining("READ ONLY");
            }
            long begun = System.nanoTime();
            assertThatThrownBy(() -> line.rows("select sleep(20)", row -> row)).hasMessageContaining("max_statement_time");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
            assertThat(line.rows("select 1", row -> row.getInt(1))).as("it goes on").containsExactly(1);
        }
    }

    @Test
    void aWrongPasswordWillNotMendItselfAndIsNotShown() {
        var wrong = new SqlSource("orders",
                new SqlProperties.Database("jdbc:mysql://127.0.0.1:" + server.port() + "/", "firsthour", "pear-4711",
                        null, List.of(), 50, PATIENT, PATIENT, PATIENT));

        assertThat(wrong.ask(about("checkout"))).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.lasting()).isTrue();
            assertThat(unavailable.reason()).contains("Access denied", "firsthour.evidence.sql.databases.orders.user")
                    .doesNotContain("pear-4711");
        });
    }
}
