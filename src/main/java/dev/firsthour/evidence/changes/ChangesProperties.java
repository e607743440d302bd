package dev.firsthour.evidence.changes;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long changes are kept, and which are offered to an investigation.
///
/// @param before how far before the evidence's window an investigation looks for changes; it looks until now
/// @param most the most changes offered to one investigation, the newest
/// @param keep how long a change is kept
/// @param kept the most changes that are kept; beyond, the oldest go
@ConfigurationProperties("firsthour.evidence.changes")
public record ChangesProperties(@DefaultValue("24h") Duration before, @DefaultValue("200") int most, @DefaultValue("30d") Duration keep,
        @DefaultValue("1000000") long kept) {}
