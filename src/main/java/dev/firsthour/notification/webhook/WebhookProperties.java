package dev.firsthour.notification.webhook;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.firsthour.notification.Secret;

/// Systems that are told by a signed POST.
///
/// @param webhooks who, each by address, secret and events
@ConfigurationProperties("firsthour.notification")
record WebhookProperties(@DefaultValue List<Hook> webhooks) {

    /// More than these are a mistake of the configuration, and each costs every entry a job.
    private static final int MOST = 32;

    WebhookProperties {
        webhooks = List.copyOf(webhooks);
        if (webhooks.size() > MOST) {
            throw new IllegalArgumentException("firsthour.notification.webhooks holds " + webhooks.size() + ": " + MOST + " are the most");
        }
    }

    /// One system.
    ///
    /// @param url where it takes them
    /// @param secret what they are signed with
    /// @param secretFile the file that holds it, read anew each time
    /// @param events what it is told of
    /// @param name what it is called on the timeline; `webhook-1` for the first if it is not set
    record Hook(@Nullable URI url, @Nullable String secret, @Nullable Path secretFile,
            @DefaultValue({
                    "incident.opened", "analysis.completed", "analysis.failed", "incident.resolved"}) List<String> events,
            @Nullable String name) {

        Hook { events = List.copyOf(events); }

        Secret key(String setting) {
            return Secret.of(setting + ".secret", secret, secretFile);
        }

        /// Without the secret and the address, whose path may be one: settings end up in logs.
        @Override
        public String toString() {
            return "Hook[name=" + name + ", events=" + events + "]";
        }
    }
}
