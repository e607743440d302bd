package dev.firsthour.notification;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.Incident;

/// One receiver of announcements: a place where people read, or a system.
public interface Channel {

    /// Its name among all channels, as it stands on the timeline: letters, digits and hyphens. It never changes while deliveries wait.
    String name();

    /// Whether it is told of an entry. Called in the transaction that appends it: it computes, and asks nobody.
    ///
    /// @param incident as the entry leaves it
    boolean wants(Incident incident, Event entry);

    /// Whether telling of a later entry tells of this one too, as where one message is kept up to date. What is passing leaves no trace on the timeline.
    default boolean passing(Event entry) {
        return false;
    }

    /// Tells it, and waits within the limits of the channel's own client. Every expected end is returned. The same announcement may come again after
    /// a crash.
    Sending send(Announcement announcement);
}
