package dev.firsthour.notification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/// A secret of the configuration, or of a file that is read anew each time, so that one that is rotated is followed. It never shows itself.
public final class Secret {

    /// A secret is some kilobytes at most; a larger file is some other file.
    private static final long LARGEST_FILE = 64 * 1024;

    private final String setting;
    private final @Nullable String value;
    private final @Nullable Path file;

    private Secret(String setting, @Nullable String value, @Nullable Path file) {
        this.setting = setting;
        this.value = value == null || value.isBlank() ? null : value.strip();
        this.file = file;
    }

    /// @param setting the setting's name, for messages
    /// @param file counts if both are given
    public static Secret of(String setting, @Nullable String value, @Nullable Path file) {
        return new Secret(setting, value, file);
    }

    /// Whether there is one.
    public boolean isSet() {
        return value != null || file != null;
    }

    /// The secret itself.
    ///
    /// @throws IOException if there is none, or its file cannot be read; its message names the setting, and never the secret
    public String read() throws IOException {
        if (file == null) {
            if (value == null) throw new IOException(setting + " is not set");
            return value;
        }
        try {
            if (Files.size(file) > LARGEST_FILE) throw new IOException(setting + "-file is too large to hold a secret");
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) throw new IOException(setting + "-file is empty");
            return secret;
        } catch (IOException unreadable) {
            throw new IOException(setting + "-file cannot be read: " + unreadable.getClass().getSimpleName(), unreadable);
        }
    }

    /// Without the secret: settings end up in logs.
    @Override
    public String toString() {
        return file != null ? "from " + file : value != null ? "set" : "none";
    }
}
