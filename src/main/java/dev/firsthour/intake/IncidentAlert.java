package dev.firsthour.intake;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Alert;

/// One alert of an incident.
///
/// @param fingerprint what it is known by within the incident
/// @param alert as it came first; null where that was erased, and of alerts that were stored before this was kept
/// @param received how often it came
/// @param flaps how often in a row it fired again soon after it had ended
/// @param joined why it belongs there; null if its sender said so
public record IncidentAlert(String fingerprint, @Nullable Alert alert, boolean firing, Instant startedAt, int received, int flaps,
        @Nullable String joined) {}
