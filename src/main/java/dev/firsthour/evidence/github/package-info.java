/// What changed in the code: commits, their differences, deployments and releases, from GitHub.
@NullMarked
package dev.firsthour.evidence.github;

import org.jspecify.annotations.NullMarked;
