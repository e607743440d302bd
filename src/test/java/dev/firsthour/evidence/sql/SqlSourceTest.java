package dev.firsthour.evidence.sql;

import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.EvidenceSourceContract;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.testing.Postgres;

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
        try (Connection connection = source(url(), "postgres", PATIENT).open(); Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("create table evil (id int)")).hasMessageContaining("read-only");
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
        assertThatIllegalArgumentException().isThrownBy(() -> source("jdbc:mysql://db/orders", null, PATIENT))
                .withMessageContaining(".url");
        assertThatIllegalArgumentException().isThrownBy(() -> source("jdbc:postgresql://db/orders?password=x", null, PATIENT));
        assertThat(
                new SqlProperties(Map.of("orders", new SqlProperties.Database("jdbc:postgresql://db/o", "u", PASSWORD, null, List.of(), 1,
                        PATIENT, PATIENT, PATIENT))).toString())
                .doesNotContain(PASSWORD);
    }
}
