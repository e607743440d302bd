package dev.firsthour.evidence.attached;

import java.nio.file.Path;

/// A file of a case folder that cannot be understood. The message names the file, the line or element, the value and the way out.
public final class UnreadableFolder extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_VALUE = 80;

    UnreadableFolder(String message) {
        super(message);
    }

    static UnreadableFolder in(Path file, String place, String problem, String remedy) {
        return new UnreadableFolder(file + (place.isEmpty() ? "" : ", " + place) + ": " + problem + "; " + remedy);
    }

    /// A value as it may stand in a message: quoted, and cut when it is long.
    static String shown(String value) {
        return value.length() <= LONGEST_VALUE ? "'" + value + "'" : "'" + value.substring(0, LONGEST_VALUE) + "...'";
    }
}
