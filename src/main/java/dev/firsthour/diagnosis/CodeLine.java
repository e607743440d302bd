package dev.firsthour.diagnosis;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of code in any language, as its words, literals and signs.
record CodeLine(String text, List<String> tokens) {

    private static final Pattern TOKEN = Pattern
            .compile(
                    "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`|[A-Za-z_][A-Za-z0-9_]*|[0-9][0-9_.]*[A-Za-z%]*|[^\\sA-Za-z0-9_]");
    static final Pattern CALL = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\s*\\(");
    private static final Pattern LOGGING = Pattern
            .compile("(?i)\\b(log|logger|logging|slog|console|LOG_\\w+)\\b\\s*[.(]|\\bprintln?\\(|LOG_(TRACE|DEBUG|INFO)");
    /// A key and what it is set to.
    static final Pattern SETTING = Pattern.compile("[-\\s\"']*([A-Za-z_][\\w.-]*)[\"']?\\s*(?:=|:(?!:))\\s*(.+?)[,;]?");

    static CodeLine of(String text) {
        return new CodeLine(text, TOKEN.matcher(text).results().map(MatchResult::group).toList());
    }

    boolean isLogging() {
        return LOGGING.matcher(text).find();
    }

    /// The names of what the line calls, as often as it does.
    List<String> calls() {
        return CALL.matcher(text).results().map(call -> call.group(1)).toList();
    }

    /// The signs of reckoning and comparing, and the small numbers, of the line.
    String signs() {
        var signs = new StringBuilder();
        for (String token : tokens) {
            if (isNumber(token) || (!isName(token) && "+-*/%<>=!&|^~?".contains(token.substring(0, 1)))) signs.append(token);
        }
        return signs.toString();
    }

    /// What the line sets its key to; the whole line if it sets none.
    String value() {
        Matcher setting = SETTING.matcher(text);
        return setting.matches() ? setting.group(2).strip() : text;
    }

    /// Whether a token is what its line sets: the name before the sign.
    boolean isKey(String token) {
        Matcher setting = SETTING.matcher(text);
        return setting.matches() && setting.group(1).equals(token) && !text.matches(".*[({;].*");
    }

    /// Whether a name leads on to something: what is asked to do it, a type, a named argument.
    boolean leadsOn(String token) {
        int at = tokens.indexOf(token);
        return at + 1 < tokens.size() && ".{<[:".contains(tokens.get(at + 1).substring(0, 1));
    }

    /// What the line sets or compares, as it is written.
    String subject() {
        int end = text.indexOf('=') > 0 ? text.indexOf('=') : text.indexOf(':') > 0 ? text.indexOf(':') : -1;
        String subject = end > 0 ? text.substring(0, end).replaceAll("[:\\s]+$", "").strip() : text;
        return subject.replaceFirst("^(const|let|var|final|static|public|private)\\s+", "");
    }

    static boolean isName(String token) {
        return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_' || "\"'`".indexOf(token.charAt(0)) >= 0
                || (isNumber(token) && token.length() > 2);
    }

    static boolean isNumber(String token) {
        return Character.isDigit(token.charAt(0));
    }

    static boolean isKeyword(String token) {
        return switch (token) {
            case "if", "for", "while", "switch", "return", "func", "function", "def", "catch", "err", "nil", "null", "None", "true",
                    "false",
                    "const", "let", "var", "new", "in", "range", "not", "and", "or", "is", "len", "append", "make", "string", "error" ->
                true;
            default -> false;
        };
    }

    static boolean isLiteral(String token) {
        return "\"'`".indexOf(token.charAt(0)) >= 0 || isNumber(token);
    }

    /// Whether a name is that of one value among several: `VersionTLS12`, `SHA256`.
    static boolean isValueName(String token) {
        return Character.isLetter(token.charAt(0)) && token.chars().anyMatch(Character::isDigit);
    }
}
