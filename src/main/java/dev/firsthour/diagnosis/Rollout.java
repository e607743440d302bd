package dev.firsthour.diagnosis;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.firsthour.incident.Change;

/// The staged replacement of a service's instances by ones of a new version: one deployment a stage.
///
/// A stage is a {@link Change} of kind DEPLOYMENT with the attribute {@link #INSTANCES}: the names of the instances that it starts,
/// separated by commas. {@link #REPLACES}, if present, names those that it takes away, and {@link #COMPLETED} says when the new ones were up, as
/// an ISO-8601 instant.
///
/// @param stages in the order in which they began
/// @param instances the new version's instances and when each was up
/// @param replaced the instances that were taken away, and from when on what is reported of them is no longer theirs
record Rollout(String service, List<CitedChange> stages, Map<String, Instant> instances, Map<String, Instant> replaced) {

    /// The attribute of a deployment that names the instances it starts.
    static final String INSTANCES = "instances";
    /// The attribute of a deployment that names the instances it takes away.
    static final String REPLACES = "replaces";
    /// The attribute of a deployment that says when its instances were up.
    static final String COMPLETED = "completed";

    Rollout {
        stages = List.copyOf(stages);
        instances = Map.copyOf(instances);
        replaced = Map.copyOf(replaced);
    }

    /// The rollouts among changes, one a service, each with at least one instance that it starts.
    static List<Rollout> among(List<CitedChange> changes) {
        Map<String, List<CitedChange>> byService = new LinkedHashMap<>();
        for (CitedChange cited : changes) {
            Change change = cited.change();
            if (change.kind() != Change.Kind.DEPLOYMENT || change.service() == null || named(change, INSTANCES).isEmpty()) continue;
            byService.computeIfAbsent(change.service(), _ -> new ArrayList<>()).add(cited);
        }
        List<Rollout> rollouts = new ArrayList<>();
        byService.forEach((service, stages) -> {
            stages.sort(Comparator.comparing(stage -> stage.change().at()));
            Map<String, Instant> instances = new TreeMap<>();
            Map<String, Instant> replaced = new TreeMap<>();
            for (CitedChange stage : stages) {
                for (String instance : named(stage.change(), INSTANCES)) {
                    instances.putIfAbsent(instance, completed(stage.change()));
                }
                for (String instance : named(stage.change(), REPLACES)) {
                    replaced.putIfAbsent(instance, stage.change().at());
                }
            }
            rollouts.add(new Rollout(service, stages, instances, replaced));
        });
        return rollouts;
    }

    Instant began() {
        return stages.getFirst().change().at();
    }

    /// Whether an instance of the old version was still there.
    boolean isOld(String instance, Instant at) {
        if (instances.containsKey(instance)) return false;
        Instant gone = replaced.get(instance);
        return gone == null || at.isBefore(gone);
    }

    private static List<String> named(Change stage, String attribute) {
        return Arrays.stream(stage.attributes().getOrDefault(attribute, "").split(",")).map(String::strip).filter(name -> !name.isEmpty())
                .toList();
    }

    private static Instant completed(Change stage) {
        String written = stage.attributes().get(COMPLETED);
        if (written == null) return stage.at();
        try {
            return Instant.parse(written);
        } catch (DateTimeException _) {
            return stage.at();
        }
    }
}
