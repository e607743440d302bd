package dev.firsthour.diagnosis;

import org.jspecify.annotations.Nullable;

/// Reads single fields out of a JSON object that stands in a log line, without reading the rest into memory.
///
/// Cost: one pass over the object for each field. Limits: fields of the outermost object whose value is a string, a number or a word; a
/// broken object gives what can be read of it.
final class JsonText {

    private JsonText() {}

    /// A field's value, unescaped; null if the object has no such field or if it is an object or a list.
    static @Nullable String field(String json, String name) {
        int depth = 0;
        int at = 0;
        int length = json.length();
        while (at < length) {
            char c = json.charAt(at);
            if (c == '"') {
                int end = stringEnd(json, at);
                if (end < 0) return null;
                if (depth == 1 && end - at - 1 == name.length() && json.regionMatches(at + 1, name, 0, name.length())) {
                    int colon = skipSpace(json, end + 1);
                    if (colon < length && json.charAt(colon) == ':') return value(json, skipSpace(json, colon + 1));
                }
                at = end;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            at++;
        }
        return null;
    }

    private static @Nullable String value(String json, int at) {
        if (at >= json.length()) return null;
        char c = json.charAt(at);
        if (c == '{' || c == '[') return null;
        if (c == '"') {
            int end = stringEnd(json, at);
            return end < 0 ? null : unescaped(json, at + 1, end);
        }
        int end = at;
        while (end < json.length() && ",}] \t\r\n".indexOf(json.charAt(end)) < 0) {
            end++;
        }
        return json.substring(at, end);
    }

    private static int stringEnd(String json, int quote) {
        for (int i = quote + 1; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i;
            }
        }
        return -1;
    }

    private static String unescaped(String json, int from, int to) {
        int escape = json.indexOf('\\', from);
        if (escape < 0 || escape >= to) return json.substring(from, to);
        var text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = json.charAt(i);
            if (c != '\\' || i + 1 >= to) {
                text.append(c);
                continue;
            }
            char escaped = json.charAt(++i);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case 'b', 'f' -> text.append(' ');
                case 'u' -> {
                    int code = i + 4 < to ? hex(json, i + 1) : -1;
                    if (code < 0) {
                        text.append('u');
                    } else {
                        text.append((char) code);
                        i += 4;
                    }
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }

    private static int hex(String json, int from) {
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(json.charAt(i), 16);
            if (digit < 0) return -1;
            code = code * 16 + digit;
        }
        return code;
    }

    private static int skipSpace(String json, int at) {
        while (at < json.length() && json.charAt(at) <= ' ') {
            at++;
        }
        return at;
    }
}
