/// GitLab's webhooks: deployments, pushes and releases are changes.
@NullMarked
package dev.firsthour.intake.gitlab;

import org.jspecify.annotations.NullMarked;
