/// Datadog's webhooks, with the payload of our documentation or Datadog's own.
@NullMarked
package dev.firsthour.intake.datadog;

import org.jspecify.annotations.NullMarked;
