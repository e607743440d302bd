package dev.firsthour.incident;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The name of one piece of evidence within its incident: `E` and a number from 1 on, minted by the server in the order of collection.
/// It is short because people and small models have to copy it faithfully.
public record EvidenceId(int number) implements Comparable<EvidenceId> {

    /// The longest number that is still taken for an id; a longer one in a text cites nothing.
    private static final Pattern CITED = Pattern.compile("\\bE([1-9][0-9]{0,5})\\b");
    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\[\\]]{1,200})]");

    public EvidenceId { if (number < 1) throw new IllegalArgumentException("an evidence id counts from 1, not " + number); }

    /// @throws IllegalArgumentException if `text` is not `E` and a number from 1 on
    public static EvidenceId parse(String text) {
        Matcher matcher = CITED.matcher(text);
        if (!matcher.matches()) throw new IllegalArgumentException("evidence id '" + text + "' is not E and a number, as in E7");
        return new EvidenceId(Integer.parseInt(matcher.group(1)));
    }

    /// The ids cited in square brackets in a text, as in `[E3]` or `[E3, E7]`, in order, repeats included.
    public static Stream<EvidenceId> citedIn(String text) {
        return BRACKETED.matcher(text).results().flatMap(bracket -> CITED.matcher(bracket.group(1)).results())
                .map(cited -> new EvidenceId(Integer.parseInt(cited.group(1))));
    }

    @Override
    public int compareTo(EvidenceId other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "E" + number;
    }
}
