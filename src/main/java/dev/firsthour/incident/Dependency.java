package dev.firsthour.incident;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One edge of the call graph: the caller needs the callee.
public record Dependency(String caller, String callee) {

    /// The edges between services that spans show: a span whose parent is of another service was called by it.
    public static Set<Dependency> among(List<Span> spans) {
        Map<String, String> owners = new HashMap<>();
        spans.forEach(span -> owners.put(span.traceId() + "/" + span.spanId(), span.service()));
        Set<Dependency> edges = new LinkedHashSet<>();
        for (Span span : spans) {
            String caller = span.parentId() == null ? null : owners.get(span.traceId() + "/" + span.parentId());
            if (caller != null && !caller.equals(span.service())) edges.add(new Dependency(caller, span.service()));
        }
        return edges;
    }
}
