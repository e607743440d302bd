/// Slack: mentions and the slash command open incidents, threads and buttons go on with them.
@NullMarked
package dev.firsthour.intake.slack;

import org.jspecify.annotations.NullMarked;
