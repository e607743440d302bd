package dev.firsthour.web.live;

import org.jspecify.annotations.Nullable;

import dev.firsthour.web.problem.Complaint;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Refused;

/// Where a stream is to go on.
public final class LastEvent {

    private LastEvent() {}

    /// The position behind which to go on: what a browser that comes back says, else what the address says.
    ///
    /// @param header the header `Last-Event-ID`; null or empty on the first visit
    /// @throws Refused if what is said is no position
    public static long position(@Nullable String header, long after) {
        if (header == null || header.isBlank()) return checked("after", Long.toString(after), after);
        try {
            return checked("Last-Event-ID", header, Long.parseLong(header.strip()));
        } catch (NumberFormatException _) {
            return checked("Last-Event-ID", header, -1);
        }
    }

    private static long checked(String field, String value, long position) {
        if (position >= 0) return position;
        throw new Refused(Problem.badRequest(
                new Complaint(field, value, field + " '" + value + "' is no position", "send 0 or the id of an event of this stream")));
    }
}
