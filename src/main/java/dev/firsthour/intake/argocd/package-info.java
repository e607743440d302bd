/// Argo CD's notifications: a sync is a change, and an application whose health went is an alert.
@NullMarked
package dev.firsthour.intake.argocd;

import org.jspecify.annotations.NullMarked;
