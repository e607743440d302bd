package dev.firsthour.diagnosis;

import java.time.Duration;
import java.util.List;

/// How times and lists read in a sentence.
final class Words {

    private Words() {}

    /// As people say it: `40 seconds`, `7 minutes`, `2 hours`. A negative one reads as nothing.
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 90) return plural(seconds, "second");
        if (seconds < 90 * 60) return plural(Math.round(seconds / 60.0), "minute");
        if (seconds < 36 * 3600) return plural(Math.round(seconds / 3600.0), "hour");
        return plural(Math.round(seconds / 86_400.0), "day");
    }

    static String plural(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /// `a`, `a and b`, `a, b and c`.
    static String list(List<String> words) {
        if (words.size() < 2) return String.join("", words);
        return String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }

    /// What a commit's message says first: its subject.
    static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).strip();
    }

    static String capitalised(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
