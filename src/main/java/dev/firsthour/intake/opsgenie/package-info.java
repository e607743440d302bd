/// Opsgenie's outgoing webhooks.
@NullMarked
package dev.firsthour.intake.opsgenie;

import org.jspecify.annotations.NullMarked;
