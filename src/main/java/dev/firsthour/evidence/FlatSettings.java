package dev.firsthour.evidence;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;

/// A tree of settings as paths with their values: `containers.checkout.env.POOL_SIZE`. Members of lists that have names are told apart by these, so that a
/// member that moves is no difference.
///
/// @param byPath their values, by their paths
public record FlatSettings(SortedMap<String, String> byPath) {

    private static final int MOST = 2000;

    public FlatSettings { byPath = Collections.unmodifiableSortedMap(new TreeMap<>(byPath)); }

    /// Adds what stands in a tree, up to a bound.
    ///
    /// @param path where the tree stands
    public static void flatten(String path, JsonNode node, SortedMap<String, String> settings) {
        if (settings.size() >= MOST) return;
        if (node.isObject() && node.path("name").isString() && node.path("value").isString()) {
            // A variable or a parameter: its name stands in the path already.
            settings.put(path, node.path("value").asString(""));
        } else if (node.isObject()) {
            node.forEachEntry((name, value) -> flatten(path + "." + name, value, settings));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                String name = node.path(i).path("name").asString("");
                flatten(path + (name.isEmpty() ? "[" + i + "]" : "." + name), node.path(i), settings);
            }
        } else if (node.isValueNode() && !node.isNull()) {
            settings.put(path, node.asString(""));
        }
    }

    /// The paths whose values differ, of one or both.
    public List<String> differing(FlatSettings older) {
        var paths = new TreeSet<>(byPath.keySet());
        paths.addAll(older.byPath.keySet());
        return paths.stream().filter(path -> !String.valueOf(byPath.get(path)).equals(String.valueOf(older.byPath.get(path)))).toList();
    }

    /// What differs, as if the settings stood in a file.
    public Difference difference(FlatSettings older, String file) {
        var lines = new StringBuilder();
        int removed = 0;
        int added = 0;
        for (String path : differing(older)) {
            String before = older.byPath.get(path);
            String after = byPath.get(path);
            if (before != null) {
                lines.append('-').append(path).append(": ").append(before.replace("\n", "\\n")).append('\n');
                removed++;
            }
            if (after != null) {
                lines.append('+').append(path).append(": ").append(after.replace("\n", "\\n")).append('\n');
                added++;
            }
        }
        return lines.isEmpty()
                ? Difference.NONE
                : new Difference(List.of(file),
                        "--- a/" + file + "\n+++ b/" + file + "\n@@ -1," + removed + " +1," + added + " @@\n" + lines);
    }
}
