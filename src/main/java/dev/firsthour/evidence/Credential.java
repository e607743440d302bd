package dev.firsthour.evidence;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/// What proves to an outside system who asks: a header whose value is a secret, given in the configuration or read from a file anew for each
/// question, so that a file that is rotated is followed. It never shows itself.
public final class Credential {

    /// A token is some kilobytes at most; a larger file is some other file.
    private static final long LARGEST_FILE = 64 * 1024;
    /// The setting that most credentials stand in.
    private static final String TOKEN = "token";
    private static final Credential NONE = new Credential("", "", null, null, null, TOKEN, null, null);

    private final String header;
    private final String prefix;
    private final @Nullable String user;
    private final @Nullable String value;
    private final @Nullable Path file;
    private final String setting;
    private final @Nullable Credential also;
    private final @Nullable Signing signing;

    /// Signs a request by what it says, where no secret travels.
    @FunctionalInterface
    public interface Signing {

        /// The headers to send for it, those that are signed included.
        ///
        /// @param headers what this question sends beside the headers of all
        /// @param body as it is sent, in UTF-8; empty if there is none
        /// @throws Unreadable if there is nothing to sign with
        Map<String, String> headers(String method, URI address, Map<String, String> headers, String body) throws Unreadable;
    }

    private Credential(String header, String prefix, @Nullable String user, @Nullable String value, @Nullable Path file, String setting,
            @Nullable Credential also, @Nullable Signing signing) {
        this.header = header;
        this.prefix = prefix;
        this.user = user;
        this.value = value == null || value.isBlank() ? null : value.strip();
        this.file = file;
        this.setting = setting;
        this.also = also;
        this.signing = signing;
    }

    /// No credential at all.
    public static Credential none() {
        return NONE;
    }

    /// A bearer token; none where both are null. The file counts if both are given.
    public static Credential bearer(@Nullable String token, @Nullable Path file) {
        return new Credential("Authorization", "Bearer ", null, token, file, TOKEN, null, null);
    }

    /// A secret in a header of its own, as in `PRIVATE-TOKEN`; none where both are null.
    ///
    /// @param prefix what stands before the secret, as in `ApiKey `; may be empty
    public static Credential header(String header, String prefix, @Nullable String value, @Nullable Path file) {
        return new Credential(header, prefix, null, value, file, TOKEN, null, null);
    }

    /// A name and a password by HTTP's Basic authentication; none where there is no name or no password.
    public static Credential basic(@Nullable String user, @Nullable String password, @Nullable Path file) {
        return user == null ? NONE : new Credential("Authorization", "Basic ", user, password, file, TOKEN, null, null);
    }

    /// What signs each request.
    ///
    /// @param what what it signs with and where that comes from, in words that follow "check"
    public static Credential signing(Signing signing, String what) {
        return new Credential("", "", null, null, null, what, null, signing);
    }

    /// Whether there is one.
    public boolean isSet() {
        return value != null || file != null || signing != null;
    }

    /// This credential, or another where this is none.
    public Credential or(Credential other) {
        return isSet() ? this : other;
    }

    /// The same, where the setting that holds it is not called `token`; reasons name it.
    public Credential named(String setting) {
        return new Credential(header, prefix, user, value, file, setting, also, signing);
    }

    /// This credential and another beside it, where a system wants two.
    public Credential and(Credential other) {
        return new Credential(header, prefix, user, value, file, setting, other, signing);
    }

    /// The setting or settings to look at when it is refused.
    ///
    /// @param settings the prefix of the source's settings
    /// @param ending what follows the setting's name, as in `-file`; may be empty
    String settings(String settings, String ending) {
        if (signing != null) return setting + " (" + settings + ")";
        String own = settings + "." + setting + ending;
        return also == null ? own : own + " and " + also.settings(settings, ending);
    }

    /// The headers to send with a request; empty if there is no credential.
    ///
    /// @throws Unreadable if its file cannot be read, or there is nothing to sign with
    Map<String, String> headers(String method, URI address, Map<String, String> own, @Nullable String body) throws Unreadable {
        return signing == null ? headers() : signing.headers(method, address, own, body == null ? "" : body);
    }

    private Map<String, String> headers() throws Unreadable {
        var headers = new TreeMap<String, String>();
        if (also != null) headers.putAll(also.headers());
        if (!isSet()) return headers;
        String secret = file == null ? String.valueOf(value) : read(file);
        if (user != null) {
            secret = Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
        }
        headers.put(header, prefix + secret);
        return headers;
    }

    private static String read(Path file) throws Unreadable {
        try {
            if (Files.size(file) > LARGEST_FILE) throw new Unreadable("the credential's file " + file + " is too large to be one");
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) throw new Unreadable("the credential's file " + file + " is empty");
            if (secret.chars().anyMatch(Character::isISOControl)) {
                throw new Unreadable("the credential's file " + file + " holds more than one line");
            }
            return secret;
        } catch (IOException cause) {
            throw new Unreadable("the credential's file " + file + " cannot be read: " + cause.getClass().getSimpleName());
        }
    }

    /// In words whether there is one, and where it comes from; never the secret.
    @Override
    public String toString() {
        String own = signing != null ? setting : !isSet() ? "none" : file == null ? "set" : "from " + file;
        return also == null ? own : own + " and " + also;
    }

    /// Its file cannot be read, or there is nothing to sign with.
    public static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1;

        private final boolean lasting;

        Unreadable(String message) {
            this(message, true);
        }

        /// @param message why, in words for people that hold no secret
        /// @param lasting whether asking again will not help
        public Unreadable(String message, boolean lasting) {
            super(message);
            this.lasting = lasting;
        }

        boolean isLasting() {
            return lasting;
        }
    }
}
