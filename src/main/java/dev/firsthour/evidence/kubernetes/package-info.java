/// What a Kubernetes cluster knows of services: why their pods restarted, events, rollouts and nodes.
@NullMarked
package dev.firsthour.evidence.kubernetes;

import org.jspecify.annotations.NullMarked;
