package dev.firsthour.intake;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// Reads the webhooks of one kind of sender.
public interface WebhookSource {

    /// The last part of the webhook's path, and the source that stands on its alerts.
    String name();

    /// How its deliveries prove where they come from.
    default Signature signature() {
        return Signature.NONE;
    }

    /// What a delivery says. Senders change: nothing that is missing, new or of another type is an error, and what is not understood at all is
    /// kept whole as an alert ([AlertDraft]).
    ///
    /// @param now what stands in where the sender gives no time
    /// @throws tools.jackson.core.JacksonException if the body is no JSON
    Reading read(Delivery delivery, Instant now);

    /// What this sender wants to hear; null for the usual answer. Called once everything is durable.
    default @Nullable Answer answer(Delivery delivery, Accepted accepted) {
        return null;
    }
}
