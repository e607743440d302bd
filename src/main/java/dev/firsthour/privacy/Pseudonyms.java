package dev.firsthour.privacy;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Names that stand for personal data: the kind, and the first 32 bits of a keyed hash (HMAC-SHA-256) of scope, kind and value. Who has no
/// key cannot get from a name to its value even by trying all addresses there are, nor tell whether two incidents share one.
/// 32 bits are short enough to read and keep ten thousand values of one incident apart but for a chance of one in a hundred.
final class Pseudonyms {

    static final int HEX_DIGITS = 8;
    /// Hashing anew costs a microsecond, and logs name the same few addresses again and again.
    private static final int REMEMBERED = 8192;
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac keyed;
    private final ConcurrentHashMap<Named, String> names = new ConcurrentHashMap<>();

    private record Named(String scope, Kind kind, String value) {}

    /// What a pseudonym stands for.
    enum Kind {
        IP("ip"), EMAIL("email"), CARD("card"), IBAN("iban"), PHONE("phone"), MAC("mac"), USER("user");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    Pseudonyms(byte[] key) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    /// @param value in the spelling that makes equal values equal
    String of(String scope, Kind kind, String value) {
        if (names.size() >= REMEMBERED) names.clear();
        return names.computeIfAbsent(new Named(scope, kind, value), this::hash);
    }

    private String hash(Named named) {
        byte[] hash = mac().doFinal((named.scope + '\0' + named.kind.word + '\0' + named.value).getBytes(StandardCharsets.UTF_8));
        return named.kind.word + "-" + HexFormat.of().formatHex(hash, 0, HEX_DIGITS / 2);
    }

    // A Mac is not for many threads, and a copy of one that knows its key is cheaper than a new one.
    private Mac mac() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("the JDK's " + ALGORITHM + " can be copied", impossible);
        }
    }

    /// Where a pseudonym that begins at `start` ends; -1 if none begins there.
    static int endAt(String text, int start) {
        for (Kind kind : Kind.values()) {
            if (!text.startsWith(kind.word, start)) continue;
            int hex = start + kind.word.length() + 1;
            int end = hex + HEX_DIGITS;
            if (end > text.length() || text.charAt(hex - 1) != '-') continue;
            if (end < text.length() && Letters.isAlphanumeric(text.charAt(end))) continue;
            boolean allHex = true;
            for (int i = hex; i < end && allHex; i++) allHex = Letters.isLowerHex(text.charAt(i));
            if (allHex) return end;
        }
        return -1;
    }
}
