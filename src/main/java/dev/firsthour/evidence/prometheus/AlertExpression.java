package dev.firsthour.evidence.prometheus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// The expression of the rule that fired. The server's own rules are looked up by what the alert's labels name; where the server has no such rule, as where
/// another one evaluates it, it is the expression that Prometheus puts into the alert's `generatorURL`. That one came with the alert, so it counts only while
/// the server knows no better; whoever may send alerts may thereby put one bounded question that reads.
final class AlertExpression {

    /// A longer one is somebody's dashboard; it would cost more than it tells.
    private static final int LONGEST = 2000;
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][-+]?\\d+)?");

    private AlertExpression() {}

    /// The expression of the alerting rule of that name; of several the one that the alert itself gives, else the first.
    ///
    /// @param said what the alert gives; null if it gives none
    /// @param rules the answer of `/api/v1/rules`
    static Optional<String> of(String alertname, @Nullable String said, JsonNode rules) {
        List<String> all = rules.path("data").path("groups").valueStream().flatMap(group -> group.path("rules").valueStream())
                .filter(rule -> rule.path("name").asString("").equals(alertname)
                        && !rule.path("type").asString("alerting").equals("recording"))
                .map(rule -> rule.path("query").asString("")).filter(AlertExpression::isOne).toList();
        return all.stream().filter(query -> said != null && bare(query).equals(bare(said))).findFirst().or(() -> all.stream().findFirst());
    }

    /// Whether something can be an expression that is asked for.
    static boolean isOne(String query) {
        return !query.isBlank() && query.length() <= LONGEST;
    }

    private static String bare(String query) {
        return query.replaceAll("\\s+", "");
    }

    /// What is compared, where the whole expression compares with a number: a comparison gives no values while it does not hold, so nothing of the
    /// time before. An expression of another form stays as it is.
    static String withoutThreshold(String query) {
        Deque<Character> open = new ArrayDeque<>();
        char quote = 0;
        int at = -1;
        int length = 0;
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote != '`') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
                continue;
            }
            switch (c) {
                case '"', '\'', '`' -> quote = c;
                case '(', '[', '{' -> open.push(c);
                case ')', ']', '}' -> open.poll();
                case '>', '<', '=', '!' -> {
                    if (!open.isEmpty()) continue;
                    // A second comparison binds to the first: what is compared is not one thing then.
                    if (at >= 0) return query;
                    at = i;
                    length = i + 1 < query.length() && query.charAt(i + 1) == '=' ? 2 : 1;
                    i += length - 1;
                }
                default -> {
                }
            }
        }
        if (at < 0 || !NUMBER.matcher(query.substring(at + length).strip()).matches()) return query;
        String compared = query.substring(0, at).strip();
        // `a and b > 0`: the comparison is only a part of it.
        return compared.matches("(?s).*[\\s)](?:and|or|unless)\\b.*") && !enclosed(compared) ? query : compared;
    }

    /// Whether one pair of brackets holds all of it, or its logical operators lie within brackets.
    private static boolean enclosed(String expression) {
        int depth = 0;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '(') depth++;
            if (c == ')') depth--;
            if (depth == 0 && expression.substring(i).matches("(?s)[\\s)](?:and|or|unless)\\b.*")) return false;
        }
        return true;
    }
}
