package dev.firsthour.database;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/// Where a database is and how to get in.
///
/// @param url a JDBC address
public record DatabaseAddress(String url, String user, String password) {

    private static final String FILE = "database.properties";

    /// The address that a running server left in the folder, if one did.
    public static Optional<DatabaseAddress> in(DataFolder folder) {
        return folder.text(FILE).map(text -> {
            Properties properties = new Properties();
            try {
                properties.load(new StringReader(text));
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return new DatabaseAddress(properties.getProperty("url", ""), properties.getProperty("user", ""),
                    properties.getProperty("password", ""));
        });
    }

    void leaveIn(DataFolder folder) {
        Properties properties = new Properties();
        properties.setProperty("url", url);
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        StringWriter text = new StringWriter();
        try {
            properties.store(text, "How the commands of this installation reach its database while it runs");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        folder.write(FILE, text.toString());
    }

    @Override
    public String toString() {
        return user + " at " + url;
    }
}
