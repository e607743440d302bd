package dev.firsthour.timeline;

import dev.firsthour.incident.IncidentId;

/// There is no incident of that id.
public final class NoSuchIncident extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NoSuchIncident(IncidentId id) {
        super("there is no incident " + id + ": copy its id from the list of incidents");
    }
}
