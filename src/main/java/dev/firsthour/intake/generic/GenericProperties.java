package dev.firsthour.intake.generic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.firsthour.intake.SharedSecrets;

/// Where a sender's fields stand, as JSON pointers (RFC 6901) into its body, as in `/alert/name`; and how it signs.
///
/// @param secrets the secret that it signs with, by HMAC-SHA256 over the body in hex; two while one takes the place of the other; `file:PATH` for the content of a file
/// @param signatureHeader the header that holds the signature
/// @param signaturePrefix what stands before the signature there, as in `sha256=`
/// @param title where it says in a line what is wrong
/// @param description where it says more
/// @param severity where it says how bad it is
/// @param service where the service's name stands
/// @param environment where the environment's name stands
/// @param state where it says whether it still is so
/// @param resolvedWhen the words there that mean that it is over
/// @param acknowledgedWhen the words there that mean that somebody is on it
/// @param startedAt where the time stands at which it began
/// @param group where it says what joins its alerts: those of the same key belong to one incident; the title where there is none
/// @param link where the address of a page about it stands
/// @param labels where an object of further names and values stands
/// @param deliveryId where its own name for the delivery stands: one that comes again is not done again
@ConfigurationProperties(GenericProperties.PREFIX)
record GenericProperties(@DefaultValue List<String> secrets, @DefaultValue("X-Signature") String signatureHeader,
        @DefaultValue("") String signaturePrefix, @DefaultValue("/title") String title, @DefaultValue("/description") String description,
        @DefaultValue("/severity") String severity, @DefaultValue("/service") String service,
        @DefaultValue("/environment") String environment, @DefaultValue("/state") String state,
        @DefaultValue({
                "resolved", "ok", "closed", "recovered"}) List<String> resolvedWhen,
        @DefaultValue({"acknowledged"}) List<String> acknowledgedWhen, @DefaultValue("/started_at") String startedAt,
        @DefaultValue("/id") String group, @DefaultValue("/link") String link, @DefaultValue("/labels") String labels,
        @Nullable String deliveryId) {

    static final String PREFIX = "firsthour.intake.generic";

    GenericProperties {
        secrets = List.copyOf(secrets);
        resolvedWhen = List.copyOf(resolvedWhen);
        acknowledgedWhen = List.copyOf(acknowledgedWhen);
    }

    /// @param prefix what stands before the names of these settings, for messages
    /// @throws IllegalArgumentException if one of the places is no JSON pointer
    void check(String prefix) {
        Map<String, String> places = new LinkedHashMap<>(Map.of("title", title, "description", description, "severity", severity, "service",
                service, "environment", environment, "state", state, "started-at", startedAt, "group", group, "link", link, "labels",
                labels));
        if (deliveryId != null) places.put("delivery-id", deliveryId);
        places.forEach((setting, value) -> {
            if (value.isEmpty() || value.startsWith("/")) return;
            throw new IllegalArgumentException(
                    prefix + "." + setting + " '" + value + "' is no JSON pointer: begin it with a slash, as in /alert/name");
        });
    }

    SharedSecrets shared(String prefix) {
        return SharedSecrets.of(prefix + ".secrets", secrets);
    }

    /// Without the secrets: settings end up in logs.
    @Override
    public String toString() {
        return secrets.size() + " secrets, signatureHeader=" + signatureHeader + ", title=" + title;
    }
}
