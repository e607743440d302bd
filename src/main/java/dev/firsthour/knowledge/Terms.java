package dev.firsthour.knowledge;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of a text as they are searched for: runs of letters and digits in small letters, and the parts of those that capitals divide, so that
/// `HikariPool` is found by `pool`.
final class Terms {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final Pattern PART = Pattern.compile("\\p{Lu}+(?!\\p{Ll})|\\p{Lu}?\\p{Ll}+|\\p{N}+|[\\p{L}&&[^\\p{Lu}\\p{Ll}]]+");
    private static final int SHORTEST = 2;
    private static final int LONGEST = 40;
    private static final Set<String> SAY_NOTHING = Set.of("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have",
            "if", "in", "is", "it", "its", "not", "of", "on", "or", "than", "that", "the", "then", "this", "to", "was", "were", "when",
            "with", "you");

    private Terms() {}

    /// All of them, in order; the same word comes as often as it stands there.
    static List<String> of(String text) {
        List<String> terms = new ArrayList<>();
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String word = words.group();
            add(word, terms);
            Matcher parts = PART.matcher(word);
            while (parts.find()) {
                if (parts.end() - parts.start() < word.length()) add(parts.group(), terms);
            }
        }
        return terms;
    }

    /// Each once, at most so many.
    static Set<String> distinct(String text, int most) {
        Set<String> terms = new LinkedHashSet<>();
        for (String term : of(text)) {
            if (terms.size() >= most) break;
            // A number is hardly ever what a runbook is about: ports and sizes are in every one.
            if (term.chars().anyMatch(Character::isLetter)) terms.add(term);
        }
        return terms;
    }

    private static void add(String word, List<String> terms) {
        if (word.length() < SHORTEST || word.length() > LONGEST) return;
        String term = word.toLowerCase(Locale.ROOT);
        if (!SAY_NOTHING.contains(term)) terms.add(term);
    }

    /// The runs of three letters of a word with two blanks before and one behind, as PostgreSQL's pg_trgm takes them.
    static Set<String> trigrams(String word) {
        String padded = "  " + word + " ";
        Set<String> trigrams = new LinkedHashSet<>();
        for (int i = 0; i + 3 <= padded.length(); i++) trigrams.add(padded.substring(i, i + 3));
        return trigrams;
    }
}
