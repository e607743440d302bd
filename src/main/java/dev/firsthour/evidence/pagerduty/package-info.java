/// What PagerDuty knows of an incident: its log, who is on call, what was changed, and incidents like it.
@NullMarked
package dev.firsthour.evidence.pagerduty;

import org.jspecify.annotations.NullMarked;
