package dev.firsthour.evidence.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Databases (PostgreSQL, MySQL, MariaDB) that services work on, by a name of one's own each.
///
/// @param databases each becomes a source called `sql_` and its name
@ConfigurationProperties(SqlProperties.PREFIX)
record SqlProperties(@DefaultValue Map<String, Database> databases) {

    static final String PREFIX = "firsthour.evidence.sql";

    SqlProperties {
        databases = Map.copyOf(databases);
        for (String name : databases.keySet()) {
            if (!name.matches("[a-z][a-z0-9]*")) {
                throw new IllegalArgumentException(PREFIX + ".databases: " + name + " is called by small letters and digits");
            }
        }
    }

    /// One database.
    ///
    /// @param url as in `jdbc:postgresql://host:5432/orders` or `jdbc:mysql://host:3306/orders`, with nothing but parameters on encryption after it
    /// @param user who to be; with the rights that docs/sources.md names it sees the statements of others
    /// @param password the password for that
    /// @param passwordFile the file that holds it, read anew for each question
    /// @param services which services work on it; it is asked about these alone, or about every incident where none is named
    /// @param rows how many locks, sessions, statements and tables are read at most, of each
    /// @param connectTimeout how long until it accepts a connection
    /// @param statementTimeout how long one query may run there
    /// @param deadline how long all queries about one incident may take
    record Database(@Nullable String url, @Nullable String user, @Nullable String password, @Nullable Path passwordFile,
            @DefaultValue List<String> services, @DefaultValue("50") int rows, @DefaultValue("2s") Duration connectTimeout,
            @DefaultValue("3s") Duration statementTimeout, @DefaultValue("10s") Duration deadline) {

        Database { services = List.copyOf(services); }

        /// Without the password: settings end up in logs. An address may hold one, too.
        @Override
        public String toString() {
            return "Database[user=" + user + ", services=" + services + ", rows=" + rows + "]";
        }
    }
}
