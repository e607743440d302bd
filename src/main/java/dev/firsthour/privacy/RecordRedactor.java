package dev.firsthour.privacy;

import java.util.LinkedHashMap;
import java.util.Map;

/// Redacts the records of log streams one after the other, and knows of each stream what its last records left open: a private key that a program
/// wrote line by line comes as one record a line, and no line of its body looks like anything by itself. Not for many threads.
public final class RecordRedactor {

    /// A key of 16,384 bits has about 200 lines.
    private static final int MOST_LINES = 400;
    /// So many other records of the stream may stand between two lines of a key.
    private static final int MOST_BETWEEN = 8;
    private static final int MOST_STREAMS = 1_000;
    private static final int SHORTEST_LINE = 16;
    private static final String REPLACEMENT = Scan.MARK + "private-key]";

    private final Redactor redactor;
    private final String scope;
    private final Map<String, Open> open = new LinkedHashMap<>();

    private static final class Open {
        private int lines;
        private int between;
    }

    public RecordRedactor(Redactor redactor, String scope) {
        this.redactor = redactor;
        this.scope = scope;
    }

    /// @param stream what the record belongs to: its service, file or container
    public Redacted redact(String stream, String text) {
        Open key = open.get(stream);
        if (key != null && isLineOfKey(text)) {
            boolean ends = text.contains("-----END");
            key.between = 0;
            if (ends || ++key.lines >= MOST_LINES) open.remove(stream);
            return new Redacted(REPLACEMENT, 1);
        }
        if (key != null && ++key.between > MOST_BETWEEN) open.remove(stream);
        if (beginsKey(text)) {
            if (open.size() >= MOST_STREAMS) open.remove(open.keySet().iterator().next());
            open.put(stream, new Open());
        }
        return redactor.redact(text, scope);
    }

    private static boolean beginsKey(String text) {
        int begin = text.lastIndexOf("-----BEGIN");
        return begin >= 0 && text.indexOf("PRIVATE KEY-----", begin) > 0 && text.indexOf("-----END", begin) < 0;
    }

    // The line may stand behind a time and a level: its last word tells.
    private static boolean isLineOfKey(String text) {
        if (text.contains("-----END")) return true;
        int end = text.length();
        while (end > 0 && Letters.isSpace(text.charAt(end - 1)))
            end--;
        int start = end;
        while (start > 0 && (Letters.isAlphanumeric(text.charAt(start - 1)) || "+/=".indexOf(text.charAt(start - 1)) >= 0))
            start--;
        boolean apart = start == 0 || Letters.isSpace(text.charAt(start - 1)) || text.charAt(start - 1) == '"'
                || text.charAt(start - 1) == '|';
        int fewest = end > 0 && text.charAt(end - 1) == '=' ? 4 : SHORTEST_LINE;
        return apart && end - start >= fewest;
    }
}
