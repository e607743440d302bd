package dev.firsthour.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// A secret of 256 random bits, shown once and stored as its SHA-256. So many bits cannot be guessed, so the hash need not be slow,
/// and a slow one would cap how many incidents a second can be accepted.
record Secret(String text) {

    private static final int BYTES = 32;
    private static final String PREFIX = "fh_";
    /// 32 bytes are 43 characters of unpadded base64url.
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    static Secret mint(SecureRandom chance) {
        byte[] bytes = new byte[BYTES];
        chance.nextBytes(bytes);
        return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// Empty if the text cannot be a secret of ours, which spares the database the question.
    static Optional<Secret> of(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Secret(text)) : Optional.empty();
    }

    String hash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /// Says nothing, so that no log ever holds it.
    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
