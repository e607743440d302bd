/// GitHub's webhooks: deployments, pushes and releases are changes.
@NullMarked
package dev.firsthour.intake.github;

import org.jspecify.annotations.NullMarked;
