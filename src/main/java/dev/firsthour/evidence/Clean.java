package dev.firsthour.evidence;

import dev.firsthour.incident.Content;

/// Content that is redacted and within bounds.
///
/// @param redactions how many secrets and personal data were taken out
/// @param truncated whether a bound cut it short
record Clean(Content content, int redactions, boolean truncated) {}
