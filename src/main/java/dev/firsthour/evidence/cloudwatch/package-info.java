/// Metrics and logs from Amazon CloudWatch.
@NullMarked
package dev.firsthour.evidence.cloudwatch;

import org.jspecify.annotations.NullMarked;
