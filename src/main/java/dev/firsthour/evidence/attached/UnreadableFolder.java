package dev.firsthour.evidence.attached;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import dev.firsthour.privacy.Redactor;

/// A file of a case folder that cannot be understood. The message names the file, the line or element, the value and the way out.
public final class UnreadableFolder extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_VALUE = 80;

    UnreadableFolder(String message) {
        super(message);
    }

    /// The same without the secrets and personal data of the value that it shows: for whoever prints or keeps it.
    public UnreadableFolder redacted(Redactor redactor) {
        return new UnreadableFolder(redactor.redact(String.valueOf(getMessage()), "terminal").text());
    }

    static UnreadableFolder in(Path file, String place, String problem, String remedy) {
        return new UnreadableFolder(file + (place.isEmpty() ? "" : ", " + place) + ": " + problem + "; " + remedy);
    }

    /// A value as it may stand in a message: quoted, and cut when it is long.
    static String shown(String value) {
        return value.length() <= LONGEST_VALUE ? "'" + value + "'" : "'" + value.substring(0, LONGEST_VALUE) + "...'";
    }

    /// Why the system did not let a file be read, in words.
    static String why(IOException failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "access is denied";
            case NoSuchFileException _ -> "it is gone";
            case FileSystemLoopException _ -> "its links lead in a circle";
            case EOFException _ -> "it ends in the middle";
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }
}
