package dev.firsthour.database;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where the data lies.
///
/// @param data the data folder: the embedded database, the timeline's key, and the address of the running server
/// @param database any other PostgreSQL
@ConfigurationProperties("firsthour")
public record DatabaseProperties(@DefaultValue("data") Path data, @DefaultValue Database database) {

    /// A PostgreSQL.
    ///
    /// @param url its JDBC address, as in `jdbc:postgresql://host:5432/firsthour`; the embedded one if it is not set
    /// @param user who to be there
    /// @param password the password for that
    /// @param poolSize how many connections to hold
    /// @param connectionTimeout how long a request waits for a connection before it is answered 503
    public record Database(@Nullable String url, @DefaultValue("firsthour") String user, @DefaultValue("") String password,
            @DefaultValue("16") int poolSize, @DefaultValue("2s") Duration connectionTimeout) {}
}
