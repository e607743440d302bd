package dev.firsthour.web.page;

import java.util.List;

/// One line of a unified diff.
///
/// @param tone `added`, `removed`, `hunk`, `file` or `context`
record DiffLine(String tone, String text) {

    /// More of a diff than this nobody reads on a page; the whole of it is in the API.
    private static final int SHOWN = 600;

    /// The first lines of a diff, at most 600.
    static List<DiffLine> of(String diff) {
        return diff.lines().limit(SHOWN).map(DiffLine::line).toList();
    }

    private static DiffLine line(String text) {
        String tone = text.startsWith("+++") || text.startsWith("---") || text.startsWith("diff ") || text.startsWith("index ")
                ? "file"
                : text.startsWith("@@") ? "hunk" : text.startsWith("+") ? "added" : text.startsWith("-") ? "removed" : "context";
        return new DiffLine(tone, text);
    }
}
