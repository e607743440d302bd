package dev.firsthour.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/// A real PostgreSQL for the tests of one JVM: started once, with a fresh migrated database for whoever asks. It forgets everything, so that it may be fast.
public final class Postgres {

    private static final String TEMPLATE = "migrated";
    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private Postgres() {}

    /// A new database with the schema of the product.
    public static DataSource fresh() {
        String name = "test" + DATABASES.incrementAndGet();
        execute("create database " + name + " template " + TEMPLATE);
        return source(name);
    }

    /// The JDBC address of the database behind a source.
    public static String url(DataSource source) {
        return ((PGSimpleDataSource) source).getUrl();
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder().setServerConfig("max_connections", "300")
                    .setServerConfig("listen_addresses", "127.0.0.1").start();
            try (Connection connection = server.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement()) {
                statement.execute("create database " + TEMPLATE);
            }
            Flyway.configure().dataSource(server.getDatabase("postgres", TEMPLATE)).load().migrate();
            return server;
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (SQLException cause) {
            throw new IllegalStateException(cause);
        }
    }

    private static synchronized void execute(String sql) {
        try (Connection connection = SERVER.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException cause) {
            throw new IllegalStateException(cause);
        }
    }

    private static DataSource source(String name) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + SERVER.getPort() + "/" + name);
        source.setUser("postgres");
        return source;
    }
}
