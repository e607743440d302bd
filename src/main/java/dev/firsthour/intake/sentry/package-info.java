/// Sentry's webhooks: of an internal integration, and those of the older plugin.
@NullMarked
package dev.firsthour.intake.sentry;

import org.jspecify.annotations.NullMarked;
