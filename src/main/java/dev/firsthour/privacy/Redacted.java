package dev.firsthour.privacy;

/// A text without its secrets.
///
/// @param removed how many secrets and pieces of personal data were taken out of it
public record Redacted(String text, int removed) {}
