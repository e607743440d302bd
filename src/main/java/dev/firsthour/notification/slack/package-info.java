/// Slack: one card for an incident, kept up to date.
@NullMarked
package dev.firsthour.notification.slack;

import org.jspecify.annotations.NullMarked;
