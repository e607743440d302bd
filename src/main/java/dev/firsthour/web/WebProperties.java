package dev.firsthour.web;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Settings of API and dashboard.
///
/// @param maxBody the largest body of a request that is read
/// @param maxStreams how many live streams are kept open at once; one more is answered with 503
/// @param streamPoll how often is looked whether an incident with an open stream has moved
/// @param streamHeartbeat how often a stream says that it is alive, and looks by itself for what it may have missed
@ConfigurationProperties("firsthour.web")
public record WebProperties(@DefaultValue("8MB") DataSize maxBody, @DefaultValue("512") int maxStreams,
        @DefaultValue("250ms") Duration streamPoll, @DefaultValue("15s") Duration streamHeartbeat) {}
