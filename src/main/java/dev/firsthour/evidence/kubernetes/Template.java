package dev.firsthour.evidence.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;

/// What pods of one revision are made from, as settings with their paths: `containers.checkout.env.POOL_SIZE`. Lists whose members have names are told
/// apart by these, so that a member that moves is no difference.
///
/// @param settings by path
record Template(SortedMap<String, String> settings) {

    /// What each revision has of its own and means nothing.
    private static final Set<String> NOISE = Set.of("metadata.labels.pod-template-hash", "metadata.creationTimestamp",
            "metadata.labels.controller-revision-hash");
    private static final int MOST_SETTINGS = 2000;

    /// @param template with `metadata` and `spec`, as stands in a replica set
    static Template of(JsonNode template) {
        var settings = new TreeMap<String, String>();
        template.path("metadata").forEachEntry((name, value) -> flatten("metadata." + name, value, settings));
        template.path("spec").forEachEntry((name, value) -> flatten(name, value, settings));
        NOISE.forEach(settings::remove);
        return new Template(settings);
    }

    private static void flatten(String path, JsonNode node, SortedMap<String, String> settings) {
        if (settings.size() >= MOST_SETTINGS) return;
        if (node.isObject()) {
            // An environment's variable: its name stands in the path already.
            if (node.size() == 2 && node.path("name").isString() && node.path("value").isString()) {
                settings.put(path, node.path("value").asString(""));
                return;
            }
            node.forEachEntry((name, value) -> flatten(path + "." + name, value, settings));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                String name = node.path(i).path("name").asString("");
                flatten(path + (name.isEmpty() ? "[" + i + "]" : "." + name), node.path(i), settings);
            }
        } else if (!node.isNull()) {
            settings.put(path, node.asString(""));
        }
    }

    /// The paths whose values differ, of one or both.
    List<String> differing(Template older) {
        Set<String> paths = new TreeSet<>(settings.keySet());
        paths.addAll(older.settings.keySet());
        return paths.stream().filter(path -> !String.valueOf(settings.get(path)).equals(String.valueOf(older.settings.get(path)))).toList();
    }

    /// What differs in unified form, without the lines that name the file.
    String difference(Template older) {
        var lines = new ArrayList<String>();
        int removed = 0;
        int added = 0;
        for (String path : differing(older)) {
            String before = older.settings.get(path);
            String after = settings.get(path);
            if (before != null) {
                lines.add("-" + path + ": " + oneLine(before));
                removed++;
            }
            if (after != null) {
                lines.add("+" + path + ": " + oneLine(after));
                added++;
            }
        }
        return lines.isEmpty() ? "" : "@@ -1," + removed + " +1," + added + " @@\n" + String.join("\n", lines) + "\n";
    }

    private static String oneLine(String value) {
        return value.replace("\n", "\\n");
    }

    /// The tag of the first container's image; empty if it has none.
    Optional<String> version() {
        return settings.entrySet().stream()
                .filter(setting -> setting.getKey().startsWith("containers.") && setting.getKey().endsWith(".image"))
                .map(setting -> setting.getValue().replaceFirst("@.*", "")).map(image -> image.substring(image.lastIndexOf('/') + 1))
                .filter(image -> image.contains(":")).map(image -> image.substring(image.indexOf(':') + 1)).findFirst();
    }
}
