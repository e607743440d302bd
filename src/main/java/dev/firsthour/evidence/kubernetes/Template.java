package dev.firsthour.evidence.kubernetes;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.firsthour.evidence.FlatSettings;

import tools.jackson.databind.JsonNode;

/// What pods of one revision are made from.
record Template(FlatSettings settings) {

    /// What each revision has of its own and means nothing.
    private static final Set<String> NOISE = Set.of("metadata.labels.pod-template-hash", "metadata.creationTimestamp",
            "metadata.labels.controller-revision-hash");

    /// @param template with `metadata` and `spec`, as stands in a replica set
    static Template of(JsonNode template) {
        var settings = new TreeMap<String, String>();
        template.path("metadata").forEachEntry((name, value) -> FlatSettings.flatten("metadata." + name, value, settings));
        template.path("spec").forEachEntry((name, value) -> FlatSettings.flatten(name, value, settings));
        NOISE.forEach(settings::remove);
        return new Template(new FlatSettings(settings));
    }

    List<String> differing(Template older) {
        return settings.differing(older.settings);
    }

    /// The tag of the first container's image; empty if it has none.
    Optional<String> version() {
        return settings.byPath().entrySet().stream()
                .filter(setting -> setting.getKey().startsWith("containers.") && setting.getKey().endsWith(".image"))
                .map(setting -> setting.getValue().replaceFirst("@.*", "")).map(image -> image.substring(image.lastIndexOf('/') + 1))
                .filter(image -> image.contains(":")).map(image -> image.substring(image.indexOf(':') + 1)).findFirst();
    }
}
