package dev.firsthour.job;

import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What this node is there for.
///
/// @param roles `api`, which every node serves, and `worker` for one that runs jobs too
@ConfigurationProperties("firsthour")
record NodeProperties(@DefaultValue({
        "api", "worker"}) Set<String> roles) {

    private static final String WORKER = "worker";
    private static final Set<String> KNOWN = Set.of("api", WORKER);

    NodeProperties {
        roles = Set.copyOf(roles);
        for (String role : roles) {
            if (!KNOWN.contains(role)) {
                throw new IllegalArgumentException(
                        "firsthour.roles names '" + role
                                + "', which is no role of a node: write api, or api,worker for one that runs jobs too");
            }
        }
    }

    boolean isWorker() {
        return roles.contains(WORKER);
    }
}
