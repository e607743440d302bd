package dev.firsthour.privacy;

/// Text as a reader sees it.
///
/// What nobody sees is what a text from outside can hide words in: control characters and the escape sequences of terminals, marks that turn the
/// direction of writing around (Boucher and Anderson, "Trojan Source", 2021), characters of no width, variation selectors and the tag characters of
/// Unicode, which spell whole sentences that only a machine reads. All of them go; line breaks and tabs stay. A secret that they split is whole again
/// afterwards, so this comes before everything else.
public final class PlainText {

    private static final char ESCAPE = '\u001b';
    /// No sequence that colours a terminal's text is longer.
    private static final int LONGEST_SEQUENCE = 32;
    private static final int FIRST_HIDDEN = 0x7f;

    private PlainText() {}

    /// The text without what nobody sees; the very same text if it hides nothing. Takes time linear in the text.
    public static String of(String text) {
        int clean = cleanUntil(text);
        if (clean == text.length()) return text;
        StringBuilder copy = new StringBuilder(text.length()).append(text, 0, clean);
        int at = clean;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (c == ESCAPE) {
                at = sequenceEnd(text, at);
                continue;
            }
            at += Character.charCount(c);
            if (!isHidden(c)) copy.appendCodePoint(c);
        }
        return copy.toString();
    }

    private static int cleanUntil(String text) {
        int at = 0;
        while (at < text.length()) {
            int c = text.charAt(at);
            if (c >= ' ' && c < FIRST_HIDDEN) {
                at++;
                continue;
            }
            c = text.codePointAt(at);
            if (isHidden(c)) break;
            at += Character.charCount(c);
        }
        return at;
    }

    /// Whether a character shows nothing of itself and is neither a blank nor the end of a line.
    static boolean isHidden(int c) {
        if (c < ' ') return c != '\n' && c != '\t' && c != '\r';
        if (c < FIRST_HIDDEN) return false;
        return (c <= 0x9f && c != 0x85) || c == 0xad || c == 0x34f || c == 0x61c || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5
                || (c >= 0x180b && c <= 0x180f) || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2060 && c <= 0x206f) || c == 0x3164 || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || c == 0xffa0
                || (c >= 0xfff0 && c <= 0xfffb) || (c >= 0x1d173 && c <= 0x1d17a) || (c >= 0xe0000 && c <= 0xe0fff)
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    // ECMA-48: ESC [ parameters, a letter. Anything else behind an escape stays: it is text.
    private static int sequenceEnd(String text, int start) {
        int at = start + 1;
        if (at >= text.length() || text.charAt(at) != '[') return at;
        int limit = Math.min(text.length(), start + LONGEST_SEQUENCE);
        for (int i = at + 1; i < limit; i++) {
            char c = text.charAt(i);
            if (c >= '@' && c <= '~') return i + 1;
            if (c < ' ' || c > '?') break;
        }
        return at;
    }
}
