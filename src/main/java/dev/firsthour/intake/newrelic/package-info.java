/// New Relic's workflows and its older notification channels.
@NullMarked
package dev.firsthour.intake.newrelic;

import org.jspecify.annotations.NullMarked;
