/// The thread of Slack in which people talk about an incident.
@NullMarked
package dev.firsthour.evidence.slack;

import org.jspecify.annotations.NullMarked;
