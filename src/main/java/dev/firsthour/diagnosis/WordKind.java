package dev.firsthour.diagnosis;

import java.util.Locale;

/// What a word of a log message is: part of the text that a programmer wrote, or a value that the program filled in.
///
/// A literal and a mark belong to the text. A weak word looks like a value but may be text (`ssh2`, `tty=ssh`), so it stays as it is until a
/// second value is seen in its place. All others are values by their form alone.
enum WordKind {
    LITERAL, MARK, WEAK, NUMBER, HEX, UUID, IP, ADDRESS, PATH, URL, EMAIL, TIME, DURATION, SIZE, BOOLEAN, ID, TEXT, LIST, VALUE;

    private final String placeholder = "<" + name().toLowerCase(Locale.ROOT) + ">";

    boolean isText() {
        return this == LITERAL || this == MARK || this == WEAK;
    }

    /// How a template writes a value of this kind, as in `<number>`.
    String placeholder() {
        return placeholder;
    }

    /// The kind of a place where values of both kinds were seen.
    WordKind with(WordKind other) {
        if (this == other) return this;
        if (isText()) return VALUE;
        if (other.isText()) return VALUE;
        return this == ID || other == ID || this == HEX || other == HEX ? ID : VALUE;
    }
}
