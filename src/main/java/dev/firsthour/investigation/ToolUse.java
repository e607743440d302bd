package dev.firsthour.investigation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Notices an agent that goes round in circles: the same call again, or other calls that show only what it has seen.
///
/// The first time it is told so; the second time its tools are taken away. A value of one conversation; not for several threads.
final class ToolUse {

    private static final int NUDGES = 1;

    private final int most;
    private final Map<String, Integer> asked = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private int calls;
    private int stale;

    /// @param most how many calls there may be in all
    ToolUse(int most) {
        this.most = most;
    }

    /// The earlier call that was the same; null if there was none. Arguments count, not their order nor how they are spelt.
    @Nullable
    Integer same(String tool, ObjectNode arguments) {
        return asked.get(key(tool, arguments));
    }

    /// Counts a call and what it showed.
    ///
    /// @return whether it brought nothing new
    boolean take(String tool, ObjectNode arguments, ToolAnswer answer) {
        calls++;
        boolean repeated = asked.putIfAbsent(key(tool, arguments), calls) != null;
        boolean fresh = answer.lines().isEmpty() ? seen.add(answer.heading()) : seen.addAll(answer.lines());
        boolean isStale = repeated || !fresh;
        if (isStale) stale++;
        return isStale;
    }

    int calls() {
        return calls;
    }

    int left() {
        return Math.max(0, most - calls);
    }

    /// Whether there are tools for another call.
    boolean allowed() {
        return stale <= NUDGES && calls < most;
    }

    /// Why there are none, or what to mind; empty if all is well.
    String note(boolean lastWasStale) {
        if (stale > NUDGES) return "You are going round in circles: there are no more tools. Hand in your report from what you have.";
        if (calls >= most)
            return "That was the last of " + most + " calls: there are no more tools. Hand in your report from what you have.";
        if (lastWasStale)
            return "This shows nothing that you had not seen. Ask something else, or hand in your report; next time the tools go.";
        return "";
    }

    private static String key(String tool, ObjectNode arguments) {
        TreeMap<String, String> sorted = new TreeMap<>();
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            String value = argument.getValue().isNull() ? "" : argument.getValue().asString(argument.getValue().toString()).strip();
            if (!value.isEmpty()) sorted.put(argument.getKey(), value.toLowerCase(Locale.ROOT));
        }
        return tool + List.copyOf(sorted.entrySet());
    }
}
