package dev.firsthour.evidence.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import dev.firsthour.evidence.Deadline;

/// One connection to a database, over which it is only read.
final class Line implements AutoCloseable {

    /// Beyond the database's own limit, for one that no longer keeps it.
    private static final Duration GRACE = Duration.ofSeconds(2);
    /// For a query that takes no bound of its own.
    private static final int MOST_ROWS = 1000;
    /// What the driver of MySQL and MariaDB may prove the password by: ways that do not send it to whoever asks.
    private static final String PROOFS = "mysql_native_password,client_ed25519,parsec,caching_sha2_password";
    private static final String LARGEST_MESSAGE = String.valueOf(4 << 20);

    private final Connection connection;
    private final Product product;
    private final Duration limit;
    private final Deadline deadline;

    /// Makes something of a row.
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private Line(Connection connection, Product product, Duration limit, Deadline deadline) {
        this.connection = connection;
        this.product = product;
        this.limit = limit;
        this.deadline = deadline;
    }

    /// @param credentials `user` and `password`, as far as there are any
    /// @param limit how long one query may run
    static Line open(Address address, Route route, Properties credentials, Duration limit, Deadline deadline) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(credentials);
        properties.setProperty("socketFactory", GuardedSockets.class.getName());
        Duration silence = limit.plus(GRACE);
        if (address.isPostgres()) {
            properties.setProperty("ApplicationName", "firsthour");
            // In this thread: another one has no route.
            properties.setProperty("loginTimeout", "0");
            properties.setProperty("socketTimeout", String.valueOf(Math.max(1, silence.toSeconds())));
            properties.setProperty("maxResultBuffer", LARGEST_MESSAGE);
            properties.setProperty("readOnly", "true");
            properties.setProperty("readOnlyMode", "always");
        } else {
            properties.setProperty("connectionAttributes", "program_name:firsthour");
            properties.setProperty("socketTimeout", String.valueOf(silence.toMillis()));
            properties.setProperty("maxAllowedPacket", LARGEST_MESSAGE);
            properties.setProperty("restrictedAuth", PROOFS);
            // Neither to another server nor to this machine's files, whoever answers.
            properties.setProperty("permitRedirect", "false");
            properties.setProperty("allowLocalInfile", "false");
        }
        try {
            Connection connection = ScopedValue.where(GuardedSockets.ROUTE, route)
                    .call(() -> DriverManager.getConnection(address.url(), properties));
            connection.setAutoCommit(false);
            return new Line(connection, product(connection, address), limit, deadline);
        } catch (RuntimeException garbled) {
            throw garbled(garbled);
        }
    }

    /// By what it says of itself: the addresses of MySQL and MariaDB are taken for one another.
    private static Product product(Connection connection, Address address) throws SQLException {
        if (address.isPostgres()) return new Postgres();
        return new Mysql("MariaDB".equals(connection.getMetaData().getDatabaseProductName()), address.database());
    }

    Product product() {
        return product;
    }

    String version() throws SQLException {
        return connection.getMetaData().getDatabaseProductName() + " " + connection.getMetaData().getDatabaseProductVersion();
    }

    /// The rows of a query, which runs in a transaction of its own that can only read.
    <T> List<T> rows(String query, Row<T> reading) throws SQLException {
        Duration left = deadline.left().compareTo(limit) < 0 ? deadline.left() : limit;
        if (!left.isPositive()) throw new SQLException("no time was left", "08000");
        try (Statement statement = connection.createStatement()) {
            for (String before : product.before(left.toMillis())) {
                statement.execute(before);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(query)) {
                while (found.next() && rows.size() < MOST_ROWS)
                    rows.add(reading.of(found));
            }
            return rows;
        } catch (RuntimeException garbled) {
            throw garbled(garbled);
        } finally {
            connection.rollback();
        }
    }

    /// A driver may stumble over what is no answer at all.
    private static SQLException garbled(RuntimeException cause) {
        return new SQLException("it answered what nobody understands: " + cause.getMessage(), "08P01", cause);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
