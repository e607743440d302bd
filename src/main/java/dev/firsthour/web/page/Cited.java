package dev.firsthour.web.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EvidenceId;

/// A text cut into what is said and what is cited, so that a page can link `[E7]` to evidence E7 and still escape every character of it.
///
/// @param pieces in order; put together again they are the text
record Cited(List<Piece> pieces) {

    private static final Pattern BRACKET = Pattern.compile("\\[[^\\[\\]]{1,200}]");
    private static final Pattern ID = Pattern.compile("\\bE[1-9][0-9]{0,5}\\b");

    /// @param evidence the id that this piece cites; null if it is plain text
    /// @param exists whether there is such evidence
    record Piece(String text, @Nullable String evidence, boolean exists) {

        public boolean isLink() {
            return evidence != null && exists;
        }

        public boolean isEmptyCitation() {
            return evidence != null && !exists;
        }
    }

    Cited { pieces = List.copyOf(pieces); }

    /// @param known what evidence there is
    static Cited of(@Nullable String text, Set<EvidenceId> known) {
        List<Piece> pieces = new ArrayList<>();
        if (text == null || text.isEmpty()) return new Cited(pieces);
        int done = 0;
        Matcher bracket = BRACKET.matcher(text);
        while (bracket.find()) {
            Matcher id = ID.matcher(bracket.group());
            while (id.find()) {
                int start = bracket.start() + id.start();
                plain(pieces, text.substring(done, start));
                pieces.add(new Piece(id.group(), id.group(), known.contains(EvidenceId.parse(id.group()))));
                done = start + id.group().length();
            }
        }
        plain(pieces, text.substring(done));
        return new Cited(pieces);
    }

    /// A list of ids as one text.
    static Cited of(List<EvidenceId> ids, Set<EvidenceId> known) {
        return new Cited(ids.stream().map(id -> new Piece(id.toString(), id.toString(), known.contains(id))).toList());
    }

    public boolean isEmpty() {
        return pieces.isEmpty();
    }

    private static void plain(List<Piece> pieces, String text) {
        if (!text.isEmpty()) pieces.add(new Piece(text, null, false));
    }
}
