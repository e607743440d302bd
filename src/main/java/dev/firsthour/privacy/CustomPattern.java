package dev.firsthour.privacy;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// One more thing that must go, by a regular expression of RE2, which takes linear time on every text. Where the expression has a group, its first group
/// goes and the rest stays; else the whole match.
///
/// @param name the word that stands in its place: `[REDACTED:badge-number]`, or before a pseudonym's digits
/// @param regex the expression, at most 500 characters
/// @param replace `secret` (gone for good) or `pseudonym` (stable within an incident)
public record CustomPattern(String name, String regex, @DefaultValue("secret") String replace) {

    private static final int LONGEST = 500;
    /// A replacement must be known again as one: its name is short and plain.
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,23}");

    /// @throws IllegalArgumentException in words, if any part is not as it must be
    public CustomPattern {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("firsthour.privacy.patterns[].name is '" + name
                    + "': use 2 to 24 small letters, digits and dashes, as in badge-number");
        }
        if (regex == null || regex.isEmpty() || regex.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "firsthour.privacy.patterns[].regex of '" + name + "' has " + (regex == null ? 0 : regex.length())
                            + " characters: write 1 to " + LONGEST);
        }
        if (replace == null) replace = "secret";
        replace = replace.toLowerCase(Locale.ROOT);
        if (!replace.equals("secret") && !replace.equals("pseudonym")) {
            throw new IllegalArgumentException(
                    "firsthour.privacy.patterns[].replace of '" + name + "' is '" + replace + "': use secret or pseudonym");
        }
        if (compiled(name, regex).matcher("").matches()) {
            throw new IllegalArgumentException("firsthour.privacy.patterns[].regex of '" + name + "' is '" + regex
                    + "', which matches nothing at all everywhere: let it ask for at least one character");
        }
    }

    private static Pattern compiled(String name, String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException(
                    "firsthour.privacy.patterns[].regex of '" + name + "' is '" + regex + "': " + wrong.getDescription()
                            + "; write it in RE2's syntax (no look-ahead, no back-reference)",
                    wrong);
        }
    }

    /// The pattern as the command line gives it: `name=regex`, or `name:pseudonym=regex`.
    ///
    /// @throws IllegalArgumentException in words, if it is not
    public static CustomPattern parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1)
            throw new IllegalArgumentException("the pattern '" + text + "' has no name: write name=regex, or name:pseudonym=regex");
        String name = text.substring(0, equals);
        int colon = name.indexOf(':');
        return colon < 0
                ? new CustomPattern(name, text.substring(equals + 1), "secret")
                : new CustomPattern(name.substring(0, colon), text.substring(equals + 1), name.substring(colon + 1));
    }

    /// The pattern, ready for texts.
    Compiled ready() {
        return new Compiled(name, compiled(name, regex), replace.equals("pseudonym"));
    }

    /// @param pseudonym whether a pseudonym takes its place
    record Compiled(String name, Pattern pattern, boolean pseudonym) {

        /// A text without what matches. What was taken out already stays as it is.
        ///
        /// @param pseudonyms what makes the pseudonyms; null is not used
        Redacted without(String text, String scope, Pseudonyms pseudonyms) {
            Matcher match = pattern.matcher(text);
            @Nullable
            StringBuilder copy = null;
            int done = 0;
            int removed = 0;
            while (match.find()) {
                int group = match.groupCount() > 0 && match.start(1) >= 0 ? 1 : 0;
                int start = match.start(group);
                int end = match.end(group);
                if (start >= end || start < done || isTakenOut(text, start, end)) continue;
                if (copy == null) copy = new StringBuilder(text.length() + 32);
                copy.append(text, done, start)
                        .append(pseudonym ? pseudonyms.ofCustom(scope, name, text.substring(start, end)) : Scan.MARK + name + "]");
                done = end;
                removed++;
            }
            return copy == null ? new Redacted(text, 0) : new Redacted(copy.append(text, done, text.length()).toString(), removed);
        }

        // A match within a replacement, or over one, would redact for ever.
        private boolean isTakenOut(String text, int start, int end) {
            int open = text.lastIndexOf(Scan.MARK, end - 1);
            if (open >= 0 && open >= start - Scan.LONGEST_MARK) {
                int close = text.indexOf(']', open);
                if (close >= start) return true;
            }
            int word = start;
            while (word > 0 && start - word < 32 && (Letters.isAlphanumeric(text.charAt(word - 1)) || text.charAt(word - 1) == '-'))
                word--;
            for (int at = word; at < end; at++) {
                boolean begins = at == 0 || !Letters.isAlphanumeric(text.charAt(at - 1));
                if (begins && (Pseudonyms.endAt(text, at) > start || Pseudonyms.endOfCustom(text, at, name) > start)) return true;
            }
            return false;
        }
    }
}
