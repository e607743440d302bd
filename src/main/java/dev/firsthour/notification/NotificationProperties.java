package dev.firsthour.notification;

import java.net.URI;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How people and systems are told.
///
/// @param pageUrl where people open the dashboard: what is sent links to it
/// @param patience for how long after something happened a receiver that is away is still tried
@ConfigurationProperties("firsthour.notification")
record NotificationProperties(@DefaultValue("http://localhost:8080") URI pageUrl, @DefaultValue("6h") Duration patience) {}
