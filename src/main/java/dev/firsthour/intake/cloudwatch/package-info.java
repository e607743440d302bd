/// CloudWatch's alarms, through Amazon's Simple Notification Service (SNS).
@NullMarked
package dev.firsthour.intake.cloudwatch;

import org.jspecify.annotations.NullMarked;
