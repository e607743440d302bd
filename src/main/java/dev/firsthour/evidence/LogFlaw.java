package dev.firsthour.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Something wrong with one line of a log file.
///
/// @param line its number from 1; 0 if it is about the file as a whole
/// @param problem as it follows on the value: `is no time`
/// @param value what stands there; empty if it says nothing
/// @param remedy what was done about it and what the reader can do
public record LogFlaw(String file, long line, String problem, String value, String remedy) {

    private static final int MOST_SORTS = 50;
    private static final int LONGEST_VALUE = 80;

    /// Flaws counted by file and sort, so that a million lines of one sort are one sentence.
    public static final class Tally {

        private record Sort(String file, String problem) {}

        private static final class Count {
            private final LogFlaw first;
            private long times;

            Count(LogFlaw first) {
                this.first = first;
            }
        }

        private final Map<Sort, Count> counts = new LinkedHashMap<>();
        private long leftOut;

        public void add(LogFlaw flaw) {
            Sort sort = new Sort(flaw.file, flaw.problem);
            Count count = counts.get(sort);
            if (count == null) {
                if (counts.size() >= MOST_SORTS) {
                    leftOut++;
                    return;
                }
                count = new Count(flaw);
                counts.put(sort, count);
            }
            count.times++;
        }

        /// One sentence a file and sort, with the first place and how many there are.
        public List<String> sentences() {
            var sentences = new ArrayList<String>();
            counts.values().forEach(count -> {
                LogFlaw first = count.first;
                String value = first.value.length() > LONGEST_VALUE ? first.value.substring(0, LONGEST_VALUE) + "..." : first.value;
                sentences.add(first.file + (first.line > 0 ? ", line " + first.line : "") + ": "
                        + (value.isEmpty() ? "it" : "'" + printable(value) + "'") + " " + first.problem
                        + (count.times > 1 ? " (" + count.times + " lines so)" : "") + "; " + first.remedy + ".");
            });
            if (leftOut > 0) sentences.add("There are " + leftOut + " more lines with other flaws.");
            return sentences;
        }

        private static String printable(String value) {
            var text = new StringBuilder(value);
            for (int i = 0; i < text.length(); i++) {
                if (Character.isISOControl(text.charAt(i))) text.setCharAt(i, '\uFFFD');
            }
            return text.toString();
        }
    }
}
