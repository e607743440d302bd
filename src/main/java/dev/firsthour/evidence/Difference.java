package dev.firsthour.evidence;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// What differs between two states of a repository.
///
/// @param files the files that differ, by their paths
/// @param text in unified form; null if nobody says
public record Difference(List<String> files, @Nullable String text) {

    /// Nothing differs, or nobody knows.
    public static final Difference NONE = new Difference(List.of(), null);
    private static final int MOST_FILES = 300;
    private static final int LONGEST = 60_000;

    public Difference { files = List.copyOf(files); }

    /// Of APIs that give each file's hunks without the lines that name the file.
    ///
    /// @param all an object each; nothing if they could not be asked for
    /// @param path the field that holds a file's path
    /// @param before the field that holds the path it had before, if it has another
    /// @param hunks the field that holds what differs in it
    public static Difference of(Optional<JsonNode> all, String path, String before, String hunks) {
        Set<String> files = new LinkedHashSet<>();
        var text = new StringBuilder();
        all.ifPresent(list -> list.forEach(file -> {
            String name = file.path(path).asString("");
            if (files.size() < MOST_FILES && !name.isEmpty()) files.add(name);
            String lines = file.path(hunks).asString("");
            if (lines.isEmpty() || text.length() > LONGEST) return;
            text.append("--- a/").append(file.path(before).asString(name)).append("\n+++ b/").append(name).append('\n').append(lines)
                    .append(lines.endsWith("\n") ? "" : "\n");
        }));
        return new Difference(List.copyOf(files), text.isEmpty() ? null : text.toString());
    }
}
