package dev.firsthour.access;

import java.util.Locale;
import java.util.Set;

/// The rule for names of people and machines that act.
final class KeyName {

    private static final int LONGEST = 80;
    /// These stand on the timeline for Firsthour itself, and nobody else may be taken for it.
    private static final Set<String> OURS = Set.of("system", "engine");

    private KeyName() {}

    /// @return the name, trimmed
    /// @throws IllegalArgumentException if it is empty, too long, unprintable or stands for Firsthour itself
    static String checked(String name) {
        String trimmed = name.strip();
        if (trimmed.isEmpty()) throw new IllegalArgumentException("a name is not empty: say who or what will use it");
        if (trimmed.length() > LONGEST) {
            throw new IllegalArgumentException("a name has at most " + LONGEST + " characters, not " + trimmed.length());
        }
        if (trimmed.codePoints().anyMatch(KeyName::unprintable)) {
            throw new IllegalArgumentException("a name consists of printable characters");
        }
        if (OURS.contains(trimmed.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the name '" + trimmed + "' stands for Firsthour itself: choose another");
        }
        return trimmed;
    }

    /// Control and format characters: the latter include those that turn text around.
    private static boolean unprintable(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR || type == Character.UNASSIGNED || type == Character.SURROGATE;
    }
}
