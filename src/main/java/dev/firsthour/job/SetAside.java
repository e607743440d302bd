package dev.firsthour.job;

import java.time.Instant;

/// A job that was given up, waiting for a person.
///
/// @param name the kind of job
/// @param reason why it was given up
public record SetAside(String name, String key, String reason, int failures, Instant at) {}
