package dev.firsthour.access;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of who may come in.
///
/// @param keyMemory how long a key that was looked up is taken for valid without asking the database again; a revoked key opens doors of
///        other nodes for at most this long
/// @param sessionIdle how long a session of the dashboard lasts without a request
@ConfigurationProperties("firsthour.access")
public record AccessProperties(@DefaultValue("5s") Duration keyMemory, @DefaultValue("12h") Duration sessionIdle) {}
