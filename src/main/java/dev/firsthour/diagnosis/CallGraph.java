package dev.firsthour.diagnosis;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Span;

/// Who calls whom: a directed graph over services, with cycles where the telemetry has them.
///
/// Trouble runs against the calls, from callee to caller, so what a service can have broken lies among its callers ({@link #dependents})
/// and what can have broken it among its callees ({@link #needs}). Cost: linear in edges to build, breadth-first searches to ask.
/// Limits: a dependency that is never called in the time looked at, or that is shared without a call (a node, a disk, a lock), is not in it.
final class CallGraph {

    private static final List<String> CALLER_LABELS = List.of("source", "source_service", "source_workload", "caller", "client", "from");
    private static final List<String> CALLEE_LABELS = List.of("destination", "destination_service", "destination_workload", "callee",
            "server", "to", "peer_service", "upstream");

    private final Map<String, Set<String>> callees = new TreeMap<>();
    private final Map<String, Set<String>> callers = new TreeMap<>();

    private CallGraph() {}

    /// The graph of given edges; a service's calls to itself are left out.
    static CallGraph of(Collection<Dependency> edges) {
        var graph = new CallGraph();
        for (Dependency edge : edges) {
            graph.add(edge.caller(), edge.callee());
        }
        return graph;
    }

    /// The calls between services that spans show: each span's service is called by its parent's.
    static CallGraph ofSpans(Collection<Span> spans) {
        record Place(String trace, String span) {}
        Map<Place, String> services = new HashMap<>();
        for (Span span : spans) {
            services.put(new Place(span.traceId(), span.spanId()), span.service());
        }
        var graph = new CallGraph();
        for (Span span : spans) {
            if (span.parentId() == null) continue;
            String caller = services.get(new Place(span.traceId(), span.parentId()));
            if (caller != null) graph.add(caller, span.service());
        }
        return graph;
    }

    /// The edges that series carry in their labels, as service meshes write them: source and destination, caller and callee.
    static CallGraph ofSeries(Collection<CitedSeries> series) {
        var graph = new CallGraph();
        for (CitedSeries cited : series) {
            MetricSeries one = cited.series();
            String caller = label(one, CALLER_LABELS);
            String callee = label(one, CALLEE_LABELS);
            if (caller != null && callee == null) callee = one.service();
            else if (callee != null && caller == null) caller = one.service();
            if (caller != null && callee != null) graph.add(caller, callee);
        }
        return graph;
    }

    private static @Nullable String label(MetricSeries series, List<String> names) {
        for (String name : names) {
            String value = series.labels().get(name);
            if (value != null && !value.isBlank()) return value;
        }
        return null;
    }

    /// The edges of both.
    CallGraph and(CallGraph other) {
        var both = new CallGraph();
        for (CallGraph one : List.of(this, other)) {
            one.callees.forEach((caller, called) -> called.forEach(callee -> both.add(caller, callee)));
        }
        return both;
    }

    private void add(String caller, String callee) {
        if (caller.equals(callee)) return;
        callees.computeIfAbsent(caller, _ -> new TreeSet<>()).add(callee);
        callers.computeIfAbsent(callee, _ -> new TreeSet<>()).add(caller);
    }

    boolean isEmpty() {
        return callees.isEmpty();
    }

    boolean knows(String service) {
        return callees.containsKey(service) || callers.containsKey(service);
    }

    Set<String> services() {
        Set<String> all = new TreeSet<>(callees.keySet());
        all.addAll(callers.keySet());
        return all;
    }

    /// Whom a service calls itself.
    Set<String> callees(String service) {
        return Collections.unmodifiableSet(callees.getOrDefault(service, Set.of()));
    }

    /// Who calls a service itself.
    Set<String> callers(String service) {
        return Collections.unmodifiableSet(callers.getOrDefault(service, Set.of()));
    }

    /// All that a service needs, directly or not, with how many calls away it is, itself at 0, the nearest first.
    Map<String, Integer> needs(String service) {
        return walk(service, callees);
    }

    /// The blast radius: all that need a service, directly or not, with how many calls away they are, itself at 0, the nearest first.
    Map<String, Integer> dependents(String service) {
        return walk(service, callers);
    }

    private static Map<String, Integer> walk(String from, Map<String, Set<String>> edges) {
        Map<String, Integer> distances = new LinkedHashMap<>();
        distances.put(from, 0);
        var open = new ArrayDeque<String>(List.of(from));
        while (!open.isEmpty()) {
            String here = open.remove();
            int next = distances.getOrDefault(here, 0) + 1;
            for (String there : edges.getOrDefault(here, Set.of())) {
                if (distances.putIfAbsent(there, next) == null) open.add(there);
            }
        }
        return distances;
    }
}
