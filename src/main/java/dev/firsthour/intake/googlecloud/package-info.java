/// Google Cloud Monitoring's notification channel of the kind webhook.
@NullMarked
package dev.firsthour.intake.googlecloud;

import org.jspecify.annotations.NullMarked;
