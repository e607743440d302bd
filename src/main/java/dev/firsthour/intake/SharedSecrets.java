package dev.firsthour.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secrets that a sender and we share: one, or two while one takes the place of the other. They are compared in constant time.
public final class SharedSecrets {

    /// A secret that begins so names the file that holds it.
    private static final String FILE = "file:";
    private static final String HMAC = "HmacSHA256";
    /// More than these are a mistake of the configuration, and each costs every delivery a signature.
    private static final int MOST = 8;

    private final String setting;
    private final List<byte[]> secrets;

    private SharedSecrets(String setting, List<byte[]> secrets) {
        this.setting = setting;
        this.secrets = secrets;
    }

    /// @param setting the setting's name, for messages
    /// @param values secrets, or `file:` and the path of a file that holds one; blank ones are left out
    /// @throws IllegalArgumentException if there are too many
    /// @throws UncheckedIOException if a file cannot be read
    public static SharedSecrets of(String setting, List<String> values) {
        List<byte[]> secrets = values.stream().filter(value -> !value.isBlank()).map(SharedSecrets::secret).toList();
        if (secrets.size() > MOST) throw new IllegalArgumentException(setting + " holds " + secrets.size() + " secrets: two are enough");
        return new SharedSecrets(setting, secrets);
    }

    private static byte[] secret(String value) {
        if (!value.startsWith(FILE)) return value.strip().getBytes(StandardCharsets.UTF_8);
        try {
            return Files.readString(Path.of(value.substring(FILE.length()).strip())).strip().getBytes(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String setting() {
        return setting;
    }

    boolean isEmpty() {
        return secrets.isEmpty();
    }

    /// Whether a text is one of them. Their digests are compared, so that not even a length shows.
    boolean hold(String text) {
        byte[] digest = digest(text.getBytes(StandardCharsets.UTF_8));
        boolean found = false;
        for (byte[] secret : secrets) {
            found |= MessageDigest.isEqual(digest, digest(secret));
        }
        return found;
    }

    /// Whether one of them made this HMAC-SHA256 over the parts in their order.
    boolean signed(byte[] signature, byte[]... parts) {
        boolean found = false;
        for (byte[] secret : secrets) {
            found |= MessageDigest.isEqual(signature, hmac(secret, parts));
        }
        return found;
    }

    private static byte[] hmac(byte[] secret, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every Java platform has " + HMAC, impossible);
        }
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /// Without the secrets: settings end up in logs.
    @Override
    public String toString() {
        return setting + "=" + secrets.size() + " secrets";
    }
}
