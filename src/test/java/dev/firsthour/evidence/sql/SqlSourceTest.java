package dev.firsthour.evidence.sql;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.firsthour.evidence.Breaker;
import dev.firsthour.evidence.Deadline;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.EvidenceSourceContract;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.network.Addresses;
import dev.firsthour.testing.Postgres;
import dev.firsthour.testing.Samples;
import dev.firsthour.testing.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/// Against a real PostgreSQL.
class SqlSourceTest extends EvidenceSourceContract {

    private static final String PASSWORD = "quince-Harbour-71";
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private final DataSource database = Postgres.fresh();

    private static SqlSource source(String url, @Nullable String user, Duration statement) {
        return new SqlSource("orders", new SqlProperties.Database(url, user, PASSWORD, null, List.of("checkout"), 50, Duration.ofSeconds(5),
                statement, Duration.ofSeconds(60)));
    }

    private static SqlSource source(String url, Duration deadline, DnsResolver names, Clock clock) {
        return new SqlSource("orders",
                new SqlProperties.Database(url, "postgres", PASSWORD, null, List.of("checkout"), 50, PATIENT, PATIENT,
                        deadline),
                names, clock);
    }

    private static SqlSource source(String product, Peer peer, Duration deadline, Clock clock) {
        return source("jdbc:" + product + "://127.0.0.1:" + peer.port() + "/orders", deadline, SystemDefaultDnsResolver.INSTANCE, clock);
    }

    @Override
    protected EvidenceSource source() {
        return source(url(), "postgres", PATIENT);
    }

    private String url() {
        return Postgres.url(database).replaceFirst("\\?.*", "");
    }

    private Found ask() {
        return (Found) source().ask(about("checkout"));
    }

    private static List<Notice> notices(Found found, String title) {
        return found.drafts().stream().filter(draft -> draft.title().startsWith(title)).findFirst()
                .map(draft -> ((Content.Notices) draft.content()).notices()).orElse(List.of());
    }

    @Test
    void whoWaitsForWhoseLockIsSaid() throws Exception {
        try (Connection holding = database.getConnection();
                Connection waiting = database.getConnection();
                Statement hold = holding.createStatement();
                Statement wait = waiting.createStatement()) {
            hold.execute("create table stock (id int primary key, amount int)");
            hold.execute("insert into stock values (1, 10)");
            holding.setAutoCommit(false);
            hold.execute("update stock set amount = 9 where id = 1");
            var updated = CompletableFuture.runAsync(() -> {
                try {
                    wait.execute("update stock set amount = 8 where id = 1");
                } catch (SQLException cause) {
                    throw new IllegalStateException(cause);
                }
            });
            untilSomebodyWaits();

            assertThat(notices(ask(), "locks")).singleElement().satisfies(notice -> {
                assertThat(notice.state()).isEqualTo("waits for a lock");
                assertThat(notice.text()).contains("amount = 8", "amount = 9", "idle in transaction");
            });
            holding.rollback();
            updated.join();
        }
        assertThat(notices(ask(), "locks")).isEmpty();
    }

    private void untilSomebodyWaits() throws SQLException {
        long end = System.nanoTime() + PATIENT.toNanos();
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            while (System.nanoTime() < end) {
                try (ResultSet row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")) {
                    if (row.next() && row.getInt(1) > 0) return;
                }
            }
        }
        throw new AssertionError("nobody waits");
    }

    @Test
    void connectionsAndSizesAreMeasured() throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("create table ledger as select n, repeat('x', 100) from generate_series(1, 20000) n");
            statement.execute("analyze ledger");
        }
        List<MetricSeries> measures = ask().drafts().stream().filter(draft -> draft.content() instanceof Content.Metrics)
                .flatMap(draft -> ((Content.Metrics) draft.content()).series().stream()).toList();

        assertThat(measures).extracting(MetricSeries::name).contains("connections", "connections_max", "database_bytes", "table_bytes");
        assertThat(measures).filteredOn(one -> "ledger".equals(one.labels().get("table"))).first()
                .satisfies(one -> assertThat(one.samples().value(0)).isGreaterThan(1_000_000));
    }

    @Test
    void statementsThatCostMostAreReadWhereTheDatabaseKeepsThem() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setServerConfig("listen_addresses", "127.0.0.1").start();
                Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create extension pg_stat_statements");
            statement.execute("select count(*) from generate_series(1, 300000) as dear");

            var found = (Found) source("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres", "postgres", PATIENT)
                    .ask(about("checkout"));

            assertThat(notices(found, "statements")).anySatisfy(
                    notice -> assertThat(notice.text()).contains("1 calls of ", "generate_series($1, $2) as dear"));
        }
    }

    @Test
    void itCannotWrite() throws SQLException {
        Deadline deadline = Deadline.in(PATIENT);
        Address address = Address.of(url(), "url");
        var addresses = new Addresses(address.host(), "url", SystemDefaultDnsResolver.INSTANCE, System::nanoTime);
        Properties postgres = new Properties();
        postgres.setProperty("user", "postgres");
        try (Route route = new Route(addresses, address.host(), address.port(), PATIENT, deadline);
                Line line = Line.open(address, route, postgres, Duration.ofSeconds(1), deadline)) {
            assertThatThrownBy(() -> line.rows("create table evil (id int)", row -> row)).hasMessageContaining("read-only");
            assertThatThrownBy(() -> line.rows("select pg_sleep(20)", row -> row)).hasMessageContaining("statement timeout");
            assertThat(line.rows("select 1", row -> row.getInt(1))).as("it goes on").containsExactly(1);
        }
    }

    @Test
    void aDatabaseThatIsAwayMayComeBackAndOneThatIsNotThereWillNot() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(source("jdbc:postgresql://127.0.0.1:" + free + "/orders", "postgres", PATIENT).ask(about("checkout")))
                .isInstanceOfSatisfying(Unavailable.class, unavailable -> {
                    assertThat(unavailable.lasting()).isFalse();
                    assertThat(unavailable.reason())
                            .contains("sql_orders", "127.0.0.1:" + free, "firsthour.evidence.sql.databases.orders.url")
                            .doesNotContain(PASSWORD);
                });
        assertThat(source(url().replaceAll("/[^/]*$", "/nowhere"), "postgres", PATIENT).ask(about("checkout")))
                .isInstanceOfSatisfying(Unavailable.class, unavailable -> assertThat(unavailable.lasting()).isTrue());
    }

    @Test
    void whatAnAccountMayNotSeeIsSaidAndNotTakenForNothing() throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("drop role if exists bare");
            statement.execute("create role bare login password '" + PASSWORD + "'");
        }

        assertThat(notices((Found) source(url(), "bare", PATIENT).ask(about("checkout")), "what could not be asked"))
                .extracting(Notice::text).anySatisfy(gap -> assertThat(gap).contains("locks that sessions wait for", "pg_monitor"))
                .anySatisfy(gap -> assertThat(gap).contains("statements that cost most", "pg_stat_statements"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void aNameThatLeadsToWhereCredentialsLieIsNotFollowedAndIsLookedUpOnce(String product) {
        var looked = new AtomicInteger();
        DnsResolver names = new SystemDefaultDnsResolver() {

            @Override
            public InetAddress[] resolve(String host) {
                looked.incrementAndGet();
                return new InetAddress[]{InetAddress.ofLiteral("169.254.169.254")};
            }
        };

        assertThat(source("jdbc:" + product + "://orders-db:1/orders", PATIENT, names, Clock.systemUTC()).ask(about("checkout")))
                .isInstanceOfSatisfying(Unavailable.class, unavailable -> {
                    assertThat(unavailable.lasting()).isTrue();
                    assertThat(unavailable.reason()).contains("169.254.169.254", "firsthour.evidence.sql.databases.orders.url");
                });
        assertThat(looked).hasValue(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source("jdbc:" + product + "://169.254.169.254/orders", null, PATIENT));
    }

    /// What a name was found to stand for is where it is asked: the driver's own look-up would find no such host.
    @Test
    void aNameIsAskedWhereItWasFound() {
        DnsResolver names = new SystemDefaultDnsResolver() {

            @Override
            public InetAddress[] resolve(String host) {
                return new InetAddress[]{InetAddress.ofLiteral("127.0.0.1")};
            }
        };

        assertThat(source(url().replaceFirst("//[^:/]+", "//orders.localhost"), PATIENT, names, Clock.systemUTC()).ask(about("checkout")))
                .isInstanceOf(Found.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void aServerThatAnswersByteByByteDoesNotHoldAQuestionUp(String product) throws IOException {
        // The beginning of what each says first (no encryption, and a refusal; a greeting), of 1 KiB.
        byte[] first = product.equals("mysql") ? new byte[]{0, 4, 0, 0, 10} : new byte[]{'N', 'E', 0, 0, 4, 0};
        try (var slow = new Peer(socket -> {
            socket.getOutputStream().write(first);
            while (true) {
                socket.getOutputStream().write('8');
                Thread.sleep(20);
            }
        })) {
            long begun = System.nanoTime();

            assertThat(source(product, slow, Duration.ofSeconds(1), Clock.systemUTC()).ask(about("checkout")))
                    .isInstanceOfSatisfying(Unavailable.class, unavailable -> assertThat(unavailable.lasting()).isFalse());

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws IOException {
        try (var endless = new Peer(socket -> {
            while (true) {
                socket.getOutputStream().write(new byte[1 << 16]);
            }
        });
                Route route = new Route(new Addresses("127.0.0.1", "url", SystemDefaultDnsResolver.INSTANCE, System::nanoTime), "127.0.0.1",
                        endless.port(), PATIENT, Deadline.in(PATIENT));
                Socket socket = route.connect()) {
            assertThatThrownBy(() -> socket.getInputStream().transferTo(OutputStream.nullOutputStream())).isInstanceOf(IOException.class)
                    .hasMessageContaining("more than 8388608 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void aDatabaseThatKeepsFailingIsLeftAloneForAWhile(String product) throws IOException {
        var clock = new TestClock(Samples.NOON);
        try (var failing = new Peer(Socket::close)) {
            SqlSource source = source(product, failing, PATIENT, clock.withZone(ZoneOffset.UTC));
            for (int i = 0; i < 20; i++) {
                source.ask(about("checkout"));
            }
            int asked = failing.visits();
            assertThat(asked).as("it is judged by a few answers").isBetween(5, 30);
            assertThat(source.ask(about("checkout"))).isInstanceOfSatisfying(Unavailable.class,
                    unavailable -> assertThat(unavailable.reason()).contains("kept failing and is left alone until"));
            assertThat(failing.visits()).isEqualTo(asked);

            clock.advance(Breaker.LEFT_ALONE.plusSeconds(1));
            source.ask(about("checkout"));

            assertThat(failing.visits()).isGreaterThan(asked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void incidentsAtOnceOpenOneConnectionAtATime(String product) throws Exception {
        var open = new AtomicInteger();
        var most = new AtomicInteger();
        try (var peer = new Peer(_ -> {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            Thread.sleep(20);
            open.decrementAndGet();
        }); var asking = Executors.newVirtualThreadPerTaskExecutor()) {
            SqlSource source = source(product, peer, PATIENT, Clock.systemUTC());

            asking.invokeAll(Collections.nCopies(4, () -> source.ask(about("checkout"))));

            assertThat(peer.visits()).isGreaterThanOrEqualTo(4);
            assertThat(most).hasValue(1);
        }
    }

    /// Answers as a test wants it to, once for each connection.
    private static final class Peer implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger visits = new AtomicInteger();

        interface Manners {
            void of(Socket socket) throws IOException, InterruptedException;
        }

        Peer(Manners manners) throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try {
                        Socket socket = server.accept();
                        visits.incrementAndGet();
                        Thread.ofVirtual().start(() -> {
                            try (socket) {
                                manners.of(socket);
                            } catch (IOException | InterruptedException _) {
                                // The other side went away.
                            }
                        });
                    } catch (IOException _) {
                        // Closed.
                    }
                }
            });
        }

        int port() {
            return server.getLocalPort();
        }

        int visits() {
            return visits.get();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @Test
    void itsReportSaysWhatItSees() {
        var report = Objects.requireNonNull(source().report());

        assertThat(report.reachable()).as(String.valueOf(report.trouble())).isTrue();
        assertThat(report.facts()).anyMatch(fact -> fact.contains("pg_stat_statements"));
        assertThat(report.version()).isNotBlank();
    }

    @Test
    void eachDatabaseThatIsConfiguredIsASource() {
        var context = new ApplicationContextRunner().withUserConfiguration(SqlConfiguration.class);

        context.run(empty -> assertThat(empty).doesNotHaveBean(EvidenceSource.class));
        context.withPropertyValues("firsthour.evidence.sql.databases.orders.url=jdbc:postgresql://db/orders").run(
                one -> assertThat(one.getBean(EvidenceSource.class).name()).isEqualTo("sql_orders"));
        for (String wrong : List.of("jdbc:oracle://db/orders", "jdbc:postgresql://one,two/orders", "jdbc:postgresql://me:pear@db/orders",
                "jdbc:postgresql://db/orders?password=x", "jdbc:mysql://db/orders?sslMode=trust&allowLocalInfile=true",
                "jdbc:mysql://db/orders'", "jdbc:mysql:loadbalance://db/orders")) {
            assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> source(wrong, null, PATIENT)).withMessageContaining(".url");
        }
        assertThat(source("jdbc:mysql://db/orders?sslMode=verify-full&serverSslCert=/etc/ca.pem", null, PATIENT).name())
                .isEqualTo("sql_orders");
        assertThat(
                new SqlProperties(Map.of("orders", new SqlProperties.Database("jdbc:postgresql://db/o", "u", PASSWORD, null, List.of(), 1,
                        PATIENT, PATIENT, PATIENT))).toString())
                .doesNotContain(PASSWORD);
    }
}
