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
    private static final Kind[] KINDS = Kind.values();
    /// Hashing anew costs a microsecond, and logs name the same few addresses again and again.
    private static final int REMEMBERED = 8192;
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac keyed;
    private final PseudonymBook book;
    private final ConcurrentHashMap<Named, String> names = new ConcurrentHashMap<>();
    private volatile long seen;

    private record Named(String scope, String word, String value, boolean kept) {}

    /// What a pseudonym stands for.
    enum Kind {
        // @formatter:off
        IP("ip", true),
        EMAIL("email", true),
        CARD("card", false),
        IBAN("iban", false),
        PHONE("phone", true),
        MAC("mac", true),
        USER("user", true),
        HOST("host", true),
        PERSON("person", false);
        // @formatter:on

        final String word;
        /// Whether it is kept what it stands for. Numbers of cards, accounts and persons are not: nobody repairs a system with them.
        final boolean kept;

        Kind(String word, boolean kept) {
            this.word = word;
            this.kept = kept;
        }
    }

    Pseudonyms(byte[] key, PseudonymBook book) {
        this.book = book;
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    /// @param value in the spelling that makes equal values equal
    String of(String scope, Kind kind, String value) {
        return of(new Named(scope, kind.word, value, kind.kept));
    }

    /// The pseudonym of something that a pattern of the installation found. It is never kept what it stands for.
    String ofCustom(String scope, String name, String value) {
        return of(new Named(scope, name, value, false));
    }

    private String of(Named named) {
        long erasures = book.erasures();
        if (erasures != seen) {
            // What was erased is not remembered here either, and is noted anew if it is met again.
            names.clear();
            seen = erasures;
        }
        String known = names.get(named);
        if (known != null) return known;
        if (names.size() >= REMEMBERED) names.clear();
        String name = hash(named);
        // Told once as long as it is remembered: what is said again and again costs nothing more.
        if (names.putIfAbsent(named, name) == null && named.kept) book.note(named.scope, name, named.value);
        return name;
    }

    private String hash(Named named) {
        byte[] hash = mac().doFinal((named.scope + '\0' + named.word + '\0' + named.value).getBytes(StandardCharsets.UTF_8));
        return named.word + "-" + HexFormat.of().formatHex(hash, 0, HEX_DIGITS / 2);
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
        for (Kind kind : KINDS) {
            int end = endOfCustom(text, start, kind.word);
            if (end > 0) return end;
        }
        return -1;
    }

    /// Where a pseudonym of that word that begins at `start` ends; -1 if none begins there.
    static int endOfCustom(String text, int start, String word) {
        if (!text.startsWith(word, start)) return -1;
        int hex = start + word.length() + 1;
        int end = hex + HEX_DIGITS;
        if (end > text.length() || text.charAt(hex - 1) != '-') return -1;
        if (end < text.length() && Letters.isAlphanumeric(text.charAt(end))) return -1;
        for (int i = hex; i < end; i++) {
            if (!Letters.isLowerHex(text.charAt(i))) return -1;
        }
        return end;
    }
}
