package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Span;
import dev.firsthour.incident.Window;
import dev.firsthour.investigation.Shelf.Item;

/// Questions about traces.
final class TraceTools {

    private static final int TRACES = 3;
    private static final int MOST_TRACES = 8;
    private static final int SPANS = 16;

    private TraceTools() {}

    static ToolAnswer examples(Shelf shelf, Arguments arguments) {
        String service = arguments.text("service");
        String operation = arguments.text("operation");
        String status = arguments.text("status");
        if (status != null && !List.of("error", "ok", "slow").contains(status.toLowerCase(Locale.ROOT)))
            throw new Arguments.Unusable("status '" + status + "' is none of error, ok, slow");
        Window window = arguments.window("from", "to");
        int limit = Math.max(1, arguments.number("limit", TRACES, MOST_TRACES));
        String asked = "trace_examples" + LogTools.given("service", service) + LogTools.given("operation", operation)
                + LogTools.given("status", status) + LogTools.over(window);
        List<Item<Span>> all = shelf.spans();
        List<Item<Span>> found = all.stream().filter(item -> Shelf.isOf(service, item.value().service()))
                .filter(item -> window.holds(item.value().start()))
                .filter(item -> operation == null
                        || item.value().name().toLowerCase(Locale.ROOT).contains(operation.toLowerCase(Locale.ROOT)))
                .filter(item -> status == null || status.equalsIgnoreCase("slow")
                        || item.value().error() == status.equalsIgnoreCase("error"))
                .sorted("slow".equalsIgnoreCase(status)
                        ? Comparator.comparing((Item<Span> item) -> item.value().duration()).reversed()
                        : Comparator.comparing(item -> item.value().start()))
                .toList();
        if (found.isEmpty()) {
            return ToolAnswer.nothing(asked, Shelf.why("spans", all, Span::service, span -> Shelf.of(span.start()), service, window));
        }
        Set<String> traces = new LinkedHashSet<>();
        for (Item<Span> item : found) {
            if (traces.size() < limit) traces.add(item.value().traceId());
        }
        Map<String, List<Item<Span>>> whole = new LinkedHashMap<>();
        traces.forEach(trace -> whole.put(trace, new ArrayList<>()));
        all.forEach(item -> whole.computeIfPresent(item.value().traceId(), (_, spans) -> {
            spans.add(item);
            return spans;
        }));
        List<String> lines = new ArrayList<>();
        whole.forEach((trace, spans) -> tree(trace, spans, lines));
        long failed = found.stream().filter(item -> item.value().error()).count();
        return ToolAnswer.of(asked + ": " + found.size() + " of " + all.size() + " spans match, " + failed + " of them with an error, in "
                + ToolAnswer.ids(found.stream().map(Item::id).toList()) + "; " + traces.size() + " whole traces shown.", lines);
    }

    private static void tree(String trace, List<Item<Span>> spans, List<String> lines) {
        lines.add("trace " + trace + ", " + spans.size() + " spans " + ToolAnswer.ids(spans.stream().map(Item::id).toList()) + ":");
        Map<String, Item<Span>> byId = new LinkedHashMap<>();
        spans.forEach(item -> byId.put(item.value().spanId(), item));
        spans.stream().sorted(Comparator.comparing(item -> item.value().start())).limit(SPANS)
                .forEach(item -> lines.add("  ".repeat(depth(item.value(), byId)) + line(item.value())));
        if (spans.size() > SPANS) lines.add("  (" + (spans.size() - SPANS) + " later spans)");
    }

    private static int depth(Span span, Map<String, Item<Span>> byId) {
        int depth = 1;
        Span above = parent(span, byId);
        while (above != null && depth < SPANS) {
            depth++;
            above = parent(above, byId);
        }
        return depth;
    }

    private static @Nullable Span parent(Span span, Map<String, Item<Span>> byId) {
        Item<Span> parent = span.parentId() == null ? null : byId.get(span.parentId());
        return parent == null ? null : parent.value();
    }

    static String line(Span span) {
        return LogTools.clock(span.start()) + " " + span.service() + " " + span.name() + " " + span.duration().toMillis() + " ms"
                + (span.error() ? " ERROR" + (span.statusMessage() == null ? "" : " " + span.statusMessage()) : "");
    }

}
