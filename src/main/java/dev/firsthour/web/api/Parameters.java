package dev.firsthour.web.api;

import java.util.List;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.IncidentId;
import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

import jakarta.servlet.http.HttpServletRequest;

/// Rules for parameters of the query.
final class Parameters {

    private Parameters() {}

    /// A filter that is misspelt would filter nothing and seem to work: it is refused.
    static void only(HttpServletRequest request, String... known) {
        TreeSet<String> unknown = new TreeSet<>(request.getParameterMap().keySet());
        unknown.removeAll(List.of(known));
        if (unknown.isEmpty()) return;
        throw new Refused(Problem.badRequest(new Complaint(unknown.first(), request.getParameter(unknown.first()),
                "the parameter '" + unknown.first() + "' is not known", "use one of " + String.join(", ", known))));
    }

    /// A number within its bounds.
    static int bounded(String name, int value, int least, int most) {
        if (value >= least && value <= most) return value;
        throw new Refused(Problem.badRequest(new Complaint(name, Integer.toString(value), name + " " + value + " is out of bounds",
                "send a number from " + least + " to " + most)));
    }

    /// Where the page before ended. Its form is nobody's business but ours, as long as it is one that we gave out.
    static @Nullable String cursor(@Nullable String cursor) {
        if (cursor == null || cursor.isBlank()) return null;
        try {
            return IncidentId.parse(cursor).toString();
        } catch (IllegalArgumentException _) {
            throw new Refused(Problem.badRequest(new Complaint("cursor", cursor, "the cursor '" + cursor + "' is none that was given out",
                    "send next_cursor of the page before as it is, or leave it out")));
        }
    }

    /// A position on a timeline.
    static long position(String name, long value) {
        if (value >= 0) return value;
        throw new Refused(Problem.badRequest(new Complaint(name, Long.toString(value), name + " " + value + " is no position",
                "send 0 or the position of an entry")));
    }
}
