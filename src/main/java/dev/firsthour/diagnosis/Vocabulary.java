package dev.firsthour.diagnosis;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The words of code and telemetry, and how telling each is.
///
/// A text is cut into identifiers, and identifiers at their seams (`maxConns`, `max_conns` and `MaxConns` all give `max` and `conn`); a
/// compound identifier also counts as a whole. How telling a word is follows inverse document frequency (Spärck Jones 1972) over the
/// changes at hand: a word that half of the commits touch tells nothing about any of them. Cost: linear in the text. Limit: languages that
/// are not written in Latin letters give no words.
final class Vocabulary {

    private static final int SHORTEST = 3;
    /// With fewer documents than this, frequencies say nothing, and every word counts the same.
    private static final int ENOUGH_DOCUMENTS = 4;
    private static final double FLAT = 0.6;
    private static final double WHOLE_IDENTIFIER = 1.2;
    /// Words of every program and of every complaint.
    private static final Set<String> COMMON = Set.of("the", "and", "for", "not", "are", "was", "has", "have", "with", "from", "this",
            "that",
            "into", "out", "all", "any", "new", "old", "err", "error", "errors", "fail", "return", "func", "function", "string", "int",
            "float", "bool", "boolean", "void", "null", "nil", "none", "true", "false", "const", "var", "let", "def", "class", "public",
            "private", "static", "final", "import", "package", "struct", "type", "interface", "async", "await", "self", "ctx", "context",
            "req", "res", "request", "response", "http", "https", "status", "code", "value", "values", "name", "data", "item", "get", "set",
            "run", "main", "test", "log", "logger", "info", "warn", "debug", "service", "services", "svc", "server", "client", "pkg", "src",
            "com", "org", "net", "www", "api", "len", "make", "else", "while", "try", "catch", "throw", "throws", "case", "switch", "break",
            "continue", "default", "per", "second", "minute", "millisecond", "time", "ratio", "pct", "percent", "rate", "count", "total",
            "sum", "avg", "average", "p50", "p90", "p95", "p99", "above", "below", "threshold", "observed", "high", "low", "critical",
            "severity", "alert", "monitor", "message", "msg", "call", "calls", "handler", "handled", "user", "object", "array", "list",
            "map", "key", "first", "last", "use", "using", "used", "when", "where", "which", "without", "after", "before", "over", "under",
            "update", "change", "refactor", "chore", "feat", "fix", "tidy", "simplify", "bump", "add", "remove", "rename", "move", "one",
            "two", "input", "output", "read", "write", "result", "begin", "next", "than", "then", "does", "did", "its", "also", "between",
            "during", "each", "other", "append", "print", "printf", "str");

    private final Map<String, Integer> documents = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private int size;

    /// @param documents the texts that words are told apart by
    /// @param names names of services: their parts say where, not what, and count for nothing here
    Vocabulary(Collection<String> documents, Collection<String> names) {
        for (String document : documents) {
            words(document).forEach(word -> this.documents.merge(word, 1, Integer::sum));
            size++;
        }
        names.forEach(name -> silent.addAll(words(name)));
    }

    /// How telling a word is: 0 for a common one, up to about 1 for one that a single document holds.
    double telling(String word) {
        if (silent.contains(word) || COMMON.contains(word)) return 0;
        double rarity = size < ENOUGH_DOCUMENTS
                ? FLAT
                : Math.log((size + 1.0) / (documents.getOrDefault(word, 0) + 1.0)) / Math.log(size + 1.0);
        return isCompound(word) ? WHOLE_IDENTIFIER * Math.max(rarity, FLAT) : rarity;
    }

    private static boolean isCompound(String word) {
        return word.indexOf('_') > 0;
    }

    /// The words of a text, in the order of first appearance. A compound identifier stands with underscores, whatever its seams were.
    static Set<String> words(String text) {
        var words = new LinkedHashSet<String>();
        int length = text.length();
        int at = 0;
        while (at < length) {
            if (!isWordCharacter(text.charAt(at))) {
                at++;
                continue;
            }
            int end = at;
            while (end < length && isWordCharacter(text.charAt(end))) {
                end++;
            }
            addIdentifier(text.substring(at, end), words);
            at = end;
        }
        return words;
    }

    private static boolean isWordCharacter(char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9')
                || character == '_';
    }

    private static void addIdentifier(String identifier, Set<String> words) {
        List<String> parts = parts(identifier);
        parts.stream().filter(part -> part.length() >= SHORTEST).map(Vocabulary::stem).forEach(words::add);
        if (parts.size() > 1 && identifier.length() > 5) words.add(String.join("_", parts));
    }

    /// The parts of an identifier between its seams, in lower case, digits left out.
    static List<String> parts(String identifier) {
        var parts = new java.util.ArrayList<String>();
        var part = new StringBuilder();
        for (int i = 0; i < identifier.length(); i++) {
            char character = identifier.charAt(i);
            boolean letter = Character.isLetter(character);
            boolean seam = Character.isUpperCase(character)
                    && ((i > 0 && !Character.isUpperCase(identifier.charAt(i - 1)))
                            || (i + 1 < identifier.length() && Character.isLowerCase(identifier.charAt(i + 1))));
            if ((!letter || seam) && !part.isEmpty()) {
                parts.add(part.toString().toLowerCase(Locale.ROOT));
                part.setLength(0);
            }
            if (letter) part.append(character);
        }
        if (!part.isEmpty()) parts.add(part.toString().toLowerCase(Locale.ROOT));
        return parts;
    }

    /// Takes the commonest English endings off, so that `connections` meets `connection` and `batching` meets `batched`.
    static String stem(String word) {
        if (word.length() > 5 && word.endsWith("ing")) return word.substring(0, word.length() - 3);
        if (word.length() > 5 && word.endsWith("ies")) return word.substring(0, word.length() - 3) + "y";
        if (word.length() > 4 && word.endsWith("ed")) return word.substring(0, word.length() - 2);
        if (word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")) return word.substring(0, word.length() - 1);
        return word;
    }
}
