package dev.firsthour.evidence.changes;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.springframework.dao.DataAccessException;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Window;

/// Answers what changed, out of what was sent in before: for the service in trouble and its neighbours, and what names no service.
public final class ChangesSource implements EvidenceSource {

    /// The attribute of a change that holds its page in the system that it comes from.
    public static final String LINK = "link";

    private final StoredChanges changes;
    private final ChangesProperties properties;
    private final InstantSource clock;

    ChangesSource(StoredChanges changes, ChangesProperties properties, InstantSource clock) {
        this.changes = changes;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "changes";
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        Instant from = query.window().from().minus(properties.before());
        Instant now = clock.instant();
        // What came after the trouble began is no cause of it, but may be the attempt to end it.
        Window window = new Window(from, now.isAfter(query.window().to()) ? now : query.window().to());
        String about = query.services().isEmpty() ? "all services" : String.join(", ", query.services());
        String asked = "changes of " + about + " from " + window.from() + " to " + window.to();
        try {
            List<Change> found = changes.between(window, query.services(), properties.most());
            return found.isEmpty()
                    ? new NothingFound(asked, "no change of " + about + " was sent in since " + window.from())
                    : new Found(found.stream().map(change -> draft(change, asked, window)).toList());
        } catch (DataAccessException away) {
            return new Unavailable(asked, "the database did not answer: " + away.getMostSpecificCause().getMessage(), false);
        }
    }

    @Override
    public SourceReport report() {
        try {
            return changes.report(name());
        } catch (DataAccessException away) {
            return SourceReport.unreachable(name(), StoredChanges.ADDRESS,
                    "the database did not answer: " + away.getMostSpecificCause().getMessage());
        }
    }

    private static Draft draft(Change change, String asked, Window window) {
        return new Draft(asked, change.kind().word().replace('_', ' ') + ": " + change.title(), window,
                new Content.Changes(List.of(change)),
                change.attributes().get(LINK));
    }
}
