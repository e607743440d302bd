package dev.firsthour.notification;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/// How a delivery ended.
public sealed interface Sending {

    /// It arrived.
    ///
    /// @param reference what the receiver calls the message, so that it can be found again; null if it has no name for it
    record Sent(@Nullable String reference) implements Sending {}

    /// It did not.
    ///
    /// @param reason in words for people, without any secret
    /// @param lasting whether trying again will not help
    /// @param retryAfter how long the receiver wants to be left alone; null if it does not say
    record Failed(String reason, boolean lasting, @Nullable Duration retryAfter) implements Sending {}
}
