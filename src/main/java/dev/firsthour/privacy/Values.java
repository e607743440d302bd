package dev.firsthour.privacy;

import java.util.Locale;
import java.util.Set;

/// Judges what stands behind a telling name.
final class Values {

    /// What a program writes where no value is.
    private static final Set<String> NO_VALUE = Set.of("null", "none", "nil", "undefined", "true", "false", "yes", "no", "empty", "unset",
            "redacted", "masked", "hidden", "n/a",
            "na", "removed", "protected", "filtered", "secret", "password", "string", "not_set", "notset", "required", "optional");
    /// What follows a colon where a sentence goes on.
    private static final Set<String> PROSE = Set.of("missing", "invalid", "incorrect", "wrong", "expired", "failed", "failure", "error",
            "mismatch", "changed", "ok", "success", "successful", "accepted", "rejected", "denied", "not", "is", "was", "for", "the", "a",
            "an",
            "of", "from", "by", "in", "to", "too", "must", "should", "cannot", "can", "has", "have", "been", "and", "or", "with", "at",
            "on",
            "attempt", "authentication", "check", "prompt", "unknown", "updated", "reset", "unable", "could", "got", "unexpected", "this",
            "expected", "user", "line", "found", "no", "access", "permission", "please", "will", "would", "does", "did", "only", "using");
    private static final int LONGEST_WORD = 24;

    private Values() {}

    /// Whether a value is there at all: not empty, not a placeholder, not taken out already, not a word for nothing.
    static boolean isValue(String text, int start, int end) {
        if (start >= end) return false;
        char first = text.charAt(start);
        char second = start + 1 < end ? text.charAt(start + 1) : ' ';
        if (text.startsWith(Scan.MARK, start) || isPseudonym(text, start, end)) return false;
        if (first == '$' && (second == '{' || second == '(') && text.indexOf(":-", start, end) < 0) return false;
        if (first == '$' && Letters.isUpper(second) && isVariable(text, start + 1, end)) return false;
        if ((first == '{' && second == '{') || (first == '%' && (second == '(' || second == 's')) || first == '<') return false;
        if (first == '[' && isBracketedWord(text, start, end)) return false;
        if (isMask(text, start, end)) return false;
        return !isOneOf(NO_VALUE, text, start, end);
    }

    /// Whether what follows a colon continues a sentence.
    static boolean isProse(String text, int start, int end) {
        return isOneOf(PROSE, text, start, end);
    }

    private static boolean isPseudonym(String text, int start, int end) {
        return Pseudonyms.endAt(text, start) == end;
    }

    private static boolean isOneOf(Set<String> words, String text, int start, int end) {
        while (end > start && ".,;:!?)".indexOf(text.charAt(end - 1)) >= 0)
            end--;
        if (end - start > LONGEST_WORD) return false;
        return words.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
    }

    private static boolean isVariable(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (!Letters.isUpper(c) && !Letters.isDigit(c) && c != '_') return false;
        }
        return true;
    }

    private static boolean isBracketedWord(String text, int start, int end) {
        for (int i = start + 1; i < end; i++) {
            char c = text.charAt(i);
            if (c == ']') return true;
            if (!Letters.isLetter(c) && c != ' ' && c != '_') return false;
        }
        return true;
    }

    private static boolean isMask(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c != '*' && c != 'x' && c != 'X' && c != '.' && c != '-' && c != '\u2022') return false;
        }
        return true;
    }

    /// Whether a value looks drawn by chance rather than chosen as a name: digits scattered among letters, or letters of both cases without the
    /// rhythm of words. A UUID does not count, since ids of requests are UUIDs too.
    static boolean looksRandom(String text, int start, int end) {
        if (end - start < 8 || isUuid(text, start, end)) return false;
        int i = start;
        boolean single = Letters.wordEnd(text, start, end) == end;
        while (i < end) {
            int partEnd = Letters.wordEnd(text, i, end);
            if (partEnd == i) {
                i++;
                continue;
            }
            int pseudonymEnd = partEnd < end && text.charAt(partEnd) == '-' ? Pseudonyms.endAt(text, i) : -1;
            if (pseudonymEnd > 0) {
                i = pseudonymEnd;
                continue;
            }
            if (partLooksRandom(text, i, partEnd, single)) return true;
            i = partEnd;
        }
        return false;
    }

    private static boolean partLooksRandom(String text, int start, int end, boolean single) {
        int length = end - start;
        if (length < (single ? 8 : 12)) return false;
        int digits = 0;
        int turns = 0;
        int caseTurns = 0;
        boolean allHex = true;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (Letters.isDigit(c)) digits++;
            allHex &= Letters.isLowerHex(c);
            if (i == start) continue;
            char before = text.charAt(i - 1);
            if (Letters.isDigit(c) != Letters.isDigit(before)) turns++;
            else if (Letters.isUpper(c) != Letters.isUpper(before)) caseTurns++;
        }
        // A number of 64 bits is an id: secrets are not written as numbers.
        if (length <= 18 && text.charAt(start) == '0' && text.charAt(start + 1) == 'x') return false;
        // Eight hexadecimal digits are an object's hash; a time without its colons turns twice at most.
        if ((length == 8 && allHex) || isCompactTime(text, start, end)) return false;
        if (digits > 0 && digits < length && turns >= 2) return true;
        return length >= 16 && caseTurns * 4 >= length;
    }

    private static boolean isCompactTime(String text, int start, int end) {
        return (end - start == 15 || end - start == 16) && text.charAt(start + 8) == 'T' && Letters.isDigit(text.charAt(start))
                && Letters.isDigit(text.charAt(start + 14)) && Letters.isDigit(text.charAt(start + 7));
    }

    private static boolean isUuid(String text, int start, int end) {
        if (end - start != 36) return false;
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(start + i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !Letters.isHex(c)) return false;
        }
        return true;
    }
}
