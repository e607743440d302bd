/// What changed in the code: commits, their differences, deployments and releases, from GitLab.
@NullMarked
package dev.firsthour.evidence.gitlab;

import org.jspecify.annotations.NullMarked;
