package dev.firsthour.investigation;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Window;

/// Turns an incident into the question that is put to every source: which services, which window.
final class Planner {

    /// Beyond so many services a question is about everything.
    private static final int MOST_SERVICES = 12;

    private final EvidenceProperties properties;

    Planner(EvidenceProperties properties) {
        this.properties = properties;
    }

    /// @param known the evidence that is there already: who calls whom is read from it
    /// @param shown where people are shown the incident, by labels as in `shown_slack`: what they answer there belongs to it
    EvidenceQuery question(Incident incident, List<Evidence> known, Map<String, String> shown, Instant now) {
        Instant to = incident.startedAt().plus(properties.after());
        Instant until = to.isAfter(now) && now.isAfter(incident.startedAt()) ? now : to;
        var labels = new TreeMap<>(incident.labels());
        labels.putAll(shown);
        return new EvidenceQuery(services(incident, known), incident.environment(),
                new Window(incident.startedAt().minus(properties.before()), until), labels, incident.labels().get("metric"));
    }

    /// The service in trouble, then its neighbours in the call graph.
    private static List<String> services(Incident incident, List<Evidence> known) {
        Set<String> services = new LinkedHashSet<>();
        String service = incident.service();
        if (service == null) return List.of();
        services.add(service);
        for (Evidence evidence : known) {
            switch (evidence.content()) {
                case Content.Topology(var edges) -> edges.forEach(edge -> neighbour(services, service, edge));
                case Content.Traces(var spans) -> Dependency.among(spans).forEach(edge -> neighbour(services, service, edge));
                case Content.Logs _,Content.Metrics _,Content.Changes _,Content.Notices _ -> {
                }
            }
        }
        return services.stream().limit(MOST_SERVICES).toList();
    }

    private static void neighbour(Set<String> services, String service, Dependency edge) {
        if (edge.caller().equals(service)) services.add(edge.callee());
        if (edge.callee().equals(service)) services.add(edge.caller());
    }
}
