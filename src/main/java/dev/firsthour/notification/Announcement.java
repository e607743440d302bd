package dev.firsthour.notification;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.Incident;

/// Something that somebody is told of.
///
/// @param incident as it stands now, which may be further than the entry left it
/// @param entry what happened
/// @param analysis the one that the entry is about, else the incident's; null if none has ended
/// @param reference what the receiver calls the message that it got before about the same incident; null if it got none
/// @param again whether the receiver may have got this, or something before it, without our knowing: we died before its answer was written down
/// @param page where people read the whole story
public record Announcement(Incident incident, Event entry, @Nullable Analysis analysis, @Nullable String reference, boolean again,
        URI page) {

    /// Names the announcement: the same one is told again under the same name.
    public String id() {
        return incident.id() + "-" + entry.position();
    }
}
