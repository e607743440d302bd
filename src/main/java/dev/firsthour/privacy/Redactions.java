package dev.firsthour.privacy;

import java.util.SortedMap;
import java.util.TreeMap;

/// What was taken out of a text, read from what stands in its place.
public final class Redactions {

    private Redactions() {}

    /// How often each kind was taken out: `password`, `jwt`, `ip`, ... Who writes a mark by hand into a text is counted too.
    public static SortedMap<String, Integer> in(String text) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (int at = text.indexOf(Scan.MARK); at >= 0; at = text.indexOf(Scan.MARK, at + 1)) {
            int from = at + Scan.MARK.length();
            int end = text.indexOf(']', from, Math.min(text.length(), at + Scan.LONGEST_MARK));
            if (end > from) counts.merge(text.substring(from, end), 1, Integer::sum);
        }
        for (Pseudonyms.Kind kind : Pseudonyms.Kind.values()) {
            for (int at = text.indexOf(kind.word + "-"); at >= 0; at = text.indexOf(kind.word + "-", at + 1)) {
                boolean begins = at == 0 || !Letters.isAlphanumeric(text.charAt(at - 1));
                if (begins && Pseudonyms.endOfCustom(text, at, kind.word) > 0) counts.merge(kind.word, 1, Integer::sum);
            }
        }
        return counts;
    }
}
