package dev.firsthour.timeline;

import java.util.EnumSet;
import java.util.Set;

import dev.firsthour.incident.EventType;

/// From when it is counted how long an incident's bodies are kept, the same for every store. Of one that is resolved: from the newest entry that
/// resolved it or brought a body, so that a comment or a message sent does not prolong it and evidence that comes late is not erased the next day. Of any
/// other: from its newest entry.
public final class Ending {

    /// The entries from which it is counted once an incident is resolved.
    public static final Set<EventType> COUNTED = EnumSet.of(EventType.RESOLVED, EventType.INCIDENT_MERGED, EventType.EVIDENCE_COLLECTED,
            EventType.MODEL_CALLED, EventType.ALERT_RECEIVED);

    private Ending() {}
}
