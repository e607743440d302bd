package dev.firsthour.diagnosis;

import org.jspecify.annotations.Nullable;

/// Tells the header of a log line from its message, whatever logger wrote it. One instance is reused for line after line.
///
/// A header is what stands at the beginning of a line and looks like one: times, dates, levels, numbers of processes and threads, bracketed
/// contexts, a host and a program as syslog writes them, a logger's name, ids of traces. It counts as a header only if it holds a time
/// or a level. Of a JSON object or of logfmt pairs the message is the value of the field that everybody calls `message`, `msg` or `log`, or else
/// all of it.
///
/// Cost: one pass over the header's characters. Limits: a header of more than [#PARTS] parts is cut there; a logger's name is known by its
/// dots, its line number or its colon.
final class LogLine {

    private static final int PARTS = 24;
    private static final String[] MESSAGE_FIELDS = {"message", "msg", "log", "body", "event", "text", "@message"};
    private static final String[] LEVEL_FIELDS = {"level", "severity", "lvl", "severity_text", "levelname", "loglevel", "log.level"};
    private static final String[] LOGGER_FIELDS = {"logger", "logger_name", "log.logger", "name", "caller"};
    private static final String[] ERROR_FIELDS = {"error", "err", "exception", "error.message"};
    private static final String NAMES = " jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun am pm utc gmt z ";

    private String text = "";
    private int from;
    private int to;
    private LogLevel level = LogLevel.UNKNOWN;
    private int originFrom;
    private int originTo;
    private String originText = "";

    /// Reads a line. What the accessors say holds until the next call.
    void read(String line) {
        text = line;
        level = LogLevel.UNKNOWN;
        originFrom = 0;
        originTo = 0;
        originText = line;
        from = 0;
        to = trimmedEnd(line, line.length());
        if (to > 1 && line.charAt(0) == '{' && line.charAt(to - 1) == '}') {
            if (readJson(line)) return;
        } else if (isLogfmt(line) && readLogfmt(line)) {
            return;
        }
        readHeader();
    }

    /// The text that holds the message; the line itself unless its message had to be unescaped.
    String text() {
        return text;
    }

    int messageFrom() {
        return from;
    }

    int messageTo() {
        return to;
    }

    String message() {
        return text.substring(from, to);
    }

    LogLevel level() {
        return level;
    }

    /// Where in the code the line says it was written, as in `com.acme.Orders#53`; empty if it does not.
    String origin() {
        return originText.substring(originFrom, originTo);
    }

    /// A hash of [#origin]; 0 if there is none.
    long originHash() {
        long hash = 0;
        for (int i = originFrom; i < originTo; i++) {
            hash = hash * 31 + originText.charAt(i);
        }
        return hash;
    }

    private void readHeader() {
        int at = from;
        int message = from;
        boolean timed = false;
        boolean leveled = false;
        boolean brief = false;
        // Whether a logger's name was read that ends with a colon, so that the message follows
        boolean named = false;
        int contexts = 0;
        int sinceTime = 0;
        for (int part = 0; part < PARTS; part++) {
            at = skipSpace(at);
            if (at >= to) break;
            char c = text.charAt(at);
            int end = wordEnd(at);
            if (c == '[' || c == '(') {
                int close = closing(at);
                if (close < 0) break;
                LogLevel inside = LogLevel.of(text, skipSpace(at + 1), trimmedEnd(text, close));
                if (inside != LogLevel.UNKNOWN && !leveled) {
                    level = inside;
                    leveled = true;
                } else if (isTime(at + 1, close) || isDate(at + 1, close)) {
                    timed = true;
                } else if (named || c == '(' || !(timed || leveled) || !(isContext(at + 1, close) || loggerFollows(close + 1))) {
                    break;
                }
                contexts++;
                at = close + 1;
                if (at < to && text.charAt(at) == ':') at++;
                message = at;
                continue;
            }
            int plain = end;
            while (plain > at && isTrailing(text.charAt(plain - 1))) {
                plain--;
            }
            if (plain == at) {
                // Nothing but marks: a hyphen, a bar
                if (end - at > 1 && text.charAt(at) != '-' && text.charAt(at) != '|') break;
                at = end;
                if (timed || leveled) message = at;
                if (timed && leveled && (contexts > 0 || originTo > 0)) break;
                continue;
            }
            LogLevel word = leveled ? LogLevel.UNKNOWN : levelAt(at, plain, timed);
            boolean coded = originTo > 0;
            if (word != LogLevel.UNKNOWN) {
                level = word;
                leveled = true;
                if (named) break;
            } else if (!coded && isTime(at, plain)) {
                timed = true;
                sinceTime = part;
            } else if (!coded && isName(at, plain)) {
                brief = true;
            } else if (!coded && isNumber(at, plain)) {
                if (!timed && !brief && plain - at < 6) break;
            } else if (timed && !coded && (isLogger(at, end, plain) || (!leveled && isSeparated(at, end)))) {
                // Behind a colon or a line's number nothing of a header follows but ids
                int mark = text.indexOf('#', at);
                named = plain < end || (mark > at && mark < plain);
                originFrom = at;
                // A process' number is not its name
                int bracket = text.indexOf('[', at);
                originTo = bracket > at && bracket < plain ? bracket : plain;
            } else if ((timed || leveled) && isPair(at, end)) {
                int value = skipSpace(end);
                end = wordEnd(value);
            } else if (timed && brief && part == sinceTime + 1 && isSyslogHost(end)) {
                // The host stands between a syslog time and the program
                at = end;
                continue;
            } else if (part > 0 || !isTime(skipSpace(end), wordEnd(skipSpace(end)))) {
                break;
            }
            at = end;
            message = at;
        }
        if (!timed && !leveled) {
            level = LogLevel.UNKNOWN;
            originTo = originFrom;
            return;
        }
        int start = skipSpace(message);
        if (start < to) from = start;
    }

    private LogLevel levelAt(int at, int end, boolean timed) {
        LogLevel found = LogLevel.of(text, at, end);
        if (found != LogLevel.UNKNOWN) {
            // In running text `error` may begin the message; as a level it is upper case, or stands behind a time.
            boolean loud = Character.isUpperCase(text.charAt(at)) && Character.isUpperCase(text.charAt(at + 1));
            return timed || loud ? found : LogLevel.UNKNOWN;
        }
        if (timed && end == at + 1) {
            return switch (text.charAt(at)) {
                case 'V', 'D', 'T' -> LogLevel.DEBUG;
                case 'I' -> LogLevel.INFO;
                case 'W' -> LogLevel.WARN;
                case 'E', 'F' -> LogLevel.ERROR;
                default -> LogLevel.UNKNOWN;
            };
        }
        return LogLevel.UNKNOWN;
    }

    private boolean isTime(int start, int end) {
        int digits = 0;
        int colons = 0;
        int dashes = 0;
        int dots = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == ':') {
                colons++;
            } else if (c == '-' || c == '/') {
                dashes++;
            } else if (c == '.') {
                dots++;
            } else if (c != ',' && c != 'T' && c != 'Z' && c != '+' && c != ' ') {
                return false;
            }
        }
        if (dots >= 3 && dashes == 0) return false;
        return (digits >= 4 && (colons >= 1 || dashes >= 1)) || (digits == end - start && digits >= 6);
    }

    /// A date in words, as in `Sun Dec 04 04:47:44 2005`.
    private boolean isDate(int start, int end) {
        boolean named = false;
        boolean timed = false;
        int at = start;
        while (at < end) {
            int next = at;
            while (next < end && text.charAt(next) != ' ') {
                next++;
            }
            if (next > at) {
                if (isName(at, next)) {
                    named = true;
                } else if (isTime(at, next)) {
                    timed = true;
                } else if (!isNumber(at, next)) {
                    return false;
                }
            }
            at = next + 1;
        }
        return named && timed;
    }

    private boolean isName(int start, int end) {
        int length = end - start;
        if (length > 3) return false;
        for (int i = 0; i + length + 1 < NAMES.length(); i++) {
            if (NAMES.charAt(i) == ' ' && NAMES.charAt(i + length + 1) == ' ' && text.regionMatches(true, start, NAMES, i + 1, length))
                return true;
        }
        return false;
    }

    private boolean isNumber(int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (!isDigit(c) && c != '.') return false;
        }
        return true;
    }

    /// A name of the code: dotted, or with a line number, or ended by a colon.
    private boolean isLogger(int start, int end, int plain) {
        int dots = 0;
        boolean line = false;
        boolean letters = false;
        for (int i = start; i < plain; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                dots++;
            } else if (c == '#' || c == ':' || c == '@') {
                if (line || i == start || i + 1 == plain || !isDigit(text.charAt(i + 1))) return false;
                line = true;
            } else if (Character.isLetter(c)) {
                letters = true;
            } else if (!isDigit(c) && c != '$' && c != '_' && c != '[' && c != ']' && c != '-' && c != '(' && c != ')' && c != '/') {
                return false;
            }
        }
        if (!letters) return false;
        boolean colon = plain < end && text.charAt(plain) == ':';
        return colon || line || (dots > 0 && Character.isLetter(text.charAt(plain - 1)));
    }

    /// Whether a word is a key with its colon or equals sign whose value is an id, as in `TraceID: 3e16...`.
    private boolean isPair(int start, int end) {
        char last = text.charAt(end - 1);
        if (last != ':' && last != '=') return false;
        for (int i = start; i < end - 1; i++) {
            char c = text.charAt(i);
            if (!Character.isLetter(c) && c != '_' && c != '-' && c != '.') return false;
        }
        int value = skipSpace(end);
        int valueEnd = wordEnd(value);
        int digits = 0;
        for (int i = value; i < valueEnd; i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                digits++;
            } else if (c != '-' && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return digits > 0 && valueEnd - value >= 8;
    }

    private boolean isSyslogHost(int end) {
        int program = skipSpace(end);
        int programEnd = wordEnd(program);
        return programEnd > program && text.charAt(programEnd - 1) == ':';
    }

    private boolean loggerFollows(int at) {
        int start = skipSpace(at);
        int end = wordEnd(start);
        int plain = end;
        while (plain > start && isTrailing(text.charAt(plain - 1))) {
            plain--;
        }
        return plain > start && isLogger(start, end, plain);
    }

    /// A word that stands alone between hyphens or bars, as Python's loggers write their names.
    private boolean isSeparated(int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (!Character.isLetterOrDigit(c) && c != '_' && c != '.') return false;
        }
        int next = skipSpace(end);
        return next + 1 < to && (text.charAt(next) == '-' || text.charAt(next) == '|') && text.charAt(next + 1) == ' ';
    }

    /// A bracketed context of a header: a thread, a logger, ids. Words in a row are a message.
    private boolean isContext(int start, int end) {
        int words = 1;
        boolean marked = false;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == ' ') words++;
            if (isDigit(c) || c == '-' || c == '/' || c == '.') marked = true;
            // A key and a value are part of the message: [instance: 7]
            if (c == ':' && i + 1 < end && text.charAt(i + 1) == ' ') return false;
        }
        return words == 1 || marked;
    }

    private int closing(int at) {
        char open = text.charAt(at);
        char close = open == '[' ? ']' : ')';
        int depth = 0;
        for (int i = at; i < to; i++) {
            char c = text.charAt(i);
            if (c == open) {
                depth++;
            } else if (c == close && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private boolean readJson(String line) {
        String message = field(line, MESSAGE_FIELDS);
        if (message == null) return false;
        level = LogLevel.of(field(line, LEVEL_FIELDS));
        String logger = field(line, LOGGER_FIELDS);
        String error = field(line, ERROR_FIELDS);
        take(message, logger, error);
        return true;
    }

    private boolean readLogfmt(String line) {
        String message = pair(line, "msg");
        if (message == null) message = pair(line, "message");
        if (message == null) return false;
        level = LogLevel.of(pair(line, "level"));
        if (level == LogLevel.UNKNOWN) level = LogLevel.of(pair(line, "lvl"));
        String error = pair(line, "err");
        take(message, pair(line, "logger"), error == null ? pair(line, "error") : error);
        return true;
    }

    private void take(String message, @Nullable String logger, @Nullable String error) {
        LogLevel said = level;
        text = error == null || error.isBlank() ? message : message + ": " + error;
        from = 0;
        to = trimmedEnd(text, text.length());
        originText = text;
        readHeader();
        if (said != LogLevel.UNKNOWN) level = said;
        if (originTo == originFrom && logger != null) {
            originText = logger;
            originFrom = 0;
            originTo = logger.length();
        }
    }

    private static boolean isLogfmt(String line) {
        int equals = line.indexOf('=');
        if (equals <= 0 || equals > 32) return false;
        for (int i = 0; i < equals; i++) {
            char c = line.charAt(i);
            if (!Character.isLetter(c) && c != '_' && c != '.' && c != '@') return false;
        }
        return line.contains(" msg=") || line.contains(" message=");
    }

    private static @Nullable String field(String json, String[] names) {
        for (String name : names) {
            String value = JsonText.field(json, name);
            if (value != null) return value;
        }
        return null;
    }

    private static @Nullable String pair(String line, String key) {
        int at = line.startsWith(key + "=") ? 0 : line.indexOf(" " + key + "=");
        if (at < 0) return null;
        int value = line.indexOf('=', at) + 1;
        if (value < line.length() && line.charAt(value) == '"') {
            var read = new StringBuilder();
            for (int i = value + 1; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c == '\\' && i + 1 < line.length()) {
                    read.append(line.charAt(++i));
                } else if (c == '"') {
                    return read.toString();
                } else {
                    read.append(c);
                }
            }
            return read.toString();
        }
        int end = line.indexOf(' ', value);
        return line.substring(value, end < 0 ? line.length() : end);
    }

    private int skipSpace(int at) {
        while (at < to && text.charAt(at) <= ' ') {
            at++;
        }
        return at;
    }

    private int wordEnd(int at) {
        while (at < to && text.charAt(at) > ' ') {
            at++;
        }
        return at;
    }

    private static int trimmedEnd(String text, int end) {
        while (end > 0 && text.charAt(end - 1) <= ' ') {
            end--;
        }
        return end;
    }

    private static boolean isTrailing(char c) {
        return c == ':' || c == ',' || c == '-' || c == '|' || c == ';';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
