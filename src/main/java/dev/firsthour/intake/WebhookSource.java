package dev.firsthour.intake;

import java.time.Instant;
import java.util.List;

import dev.firsthour.incident.Alert;

import tools.jackson.databind.JsonNode;

/// Reads the webhooks of one kind of sender.
public interface WebhookSource {

    /// The last part of the webhook's path, and the source that stands on its alerts.
    String name();

    /// The alerts of one delivery, oldest first, all of one group.
    ///
    /// @param now what stands in where the sender gives no time
    /// @throws dev.firsthour.incident.InvalidInput if it is nothing of the kind
    List<Alert> read(JsonNode body, Instant now);
}
