/// PagerDuty: its webhooks of version 3, and what would otherwise be sent to its Events API.
@NullMarked
package dev.firsthour.intake.pagerduty;

import org.jspecify.annotations.NullMarked;
