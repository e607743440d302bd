/// What Argo CD synchronised, and what differed.
@NullMarked
package dev.firsthour.evidence.argocd;

import org.jspecify.annotations.NullMarked;
