package dev.firsthour.privacy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/// Text within base64 or hexadecimal digits. Digests, ids and keys decode to bytes that are no text and cost a few of them; only text is looked into.
final class Encoded {

    static final int SHORTEST = 24;
    /// As much is decoded; what it is shows by then.
    private static final int DECODED = 8 * 1024;

    private Encoded() {}

    /// Where the run of characters of base64, of either alphabet, that begins at `start` ends.
    static int runEnd(String text, int start) {
        int end = start;
        while (end < text.length() && (Letters.isAlphanumeric(text.charAt(end)) || "+/_-".indexOf(text.charAt(end)) >= 0))
            end++;
        int padded = end;
        while (padded < text.length() && padded - end < 2 && text.charAt(padded) == '=')
            padded++;
        return padded;
    }

    /// The text that the run stands for; null if it stands for none.
    static @Nullable String text(String text, int start, int end) {
        String hex = hex(text, start, end);
        return hex != null ? hex : base64(text, start, end);
    }

    private static @Nullable String hex(String text, int start, int end) {
        int to = Math.min(end, start + DECODED * 2);
        if ((to - start) % 2 != 0) return null;
        for (int i = start; i < to; i++) {
            if (!Letters.isHex(text.charAt(i))) return null;
            // The first half of a byte of ASCII text lies between 2 and 7, or the byte is white space.
            if ((i - start) % 2 == 0 && (text.charAt(i) < '2' || text.charAt(i) > '7') && !isWhite(text, i)) return null;
        }
        return readable(HexFormat.of().parseHex(text, start, to));
    }

    private static boolean isWhite(String text, int i) {
        return text.charAt(i) == '0' && "9adAD".indexOf(text.charAt(i + 1)) >= 0;
    }

    private static @Nullable String base64(String text, int start, int end) {
        int pure = end;
        while (pure > start && text.charAt(pure - 1) == '=')
            pure--;
        int to = Math.min(pure, start + DECODED * 4 / 3 / 4 * 4);
        if ((to - start) % 4 == 1) to--;
        // Four characters tell in nearly all cases that it is no text.
        if (!isReadable(text, start, Math.min(to, start + 8))) return null;
        byte[] decoded = bytes(text, start, to);
        return decoded == null ? null : readable(decoded);
    }

    private static boolean isReadable(String text, int start, int to) {
        byte[] first = bytes(text, start, to);
        return first != null && readable(first) != null;
    }

    private static byte @Nullable [] bytes(String text, int start, int to) {
        byte[] characters = new byte[to - start];
        for (int i = start; i < to; i++) {
            char c = text.charAt(i);
            characters[i - start] = (byte) (c == '-' ? '+' : c == '_' ? '/' : c);
        }
        try {
            return Base64.getDecoder().decode(characters.length % 4 == 1 ? Arrays.copyOf(characters, characters.length - 1) : characters);
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
    }

    private static @Nullable String readable(byte[] bytes) {
        for (byte b : bytes) {
            if (b < ' ' && b != '\n' && b != '\r' && b != '\t') return null;
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
