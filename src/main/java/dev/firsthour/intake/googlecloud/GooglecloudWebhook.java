package dev.firsthour.intake.googlecloud;

import java.time.Instant;

import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.Signature;
import dev.firsthour.intake.TokenSignature;
import dev.firsthour.intake.WebhookSource;

/// Reads the webhooks of Google Cloud Monitoring, version 1.2 of their schema and before.
public final class GooglecloudWebhook implements WebhookSource {

    private static final TokenSignature.Place PLACE = new TokenSignature.Place(null, "auth_token", true);

    private final Signature signature;

    GooglecloudWebhook(GooglecloudProperties properties) {
        this.signature = new TokenSignature(PLACE, properties.shared());
    }

    @Override
    public String name() {
        return "googlecloud";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        Sent incident = body.at("/incident");
        boolean resolved = "closed".equalsIgnoreCase(incident.text("/state"));
        String subject = incident.text("/documentation/subject", "/condition_name", "/condition/displayName");
        String summary = incident.text("/summary");
        return Reading.of(new AlertDraft(name(), body, now).title(subject == null ? summary : subject)
                .description(incident.text("/documentation/content")).description(summary)
                .severity(incident.text("/severity", "/metadata/system_labels/severity", "/policy_user_labels/severity"))
                // What the resource calls a service comes first; after it what it runs in, from the inside out.
                .service(incident.text("/policy_user_labels/service", "/metadata/user_labels/service", "/metadata/user_labels/app",
                        "/resource/labels/service_name", "/resource/labels/service", "/resource/labels/module_id",
                        "/resource/labels/function_name", "/resource/labels/container_name", "/resource/labels/job",
                        "/resource/labels/database_id", "/resource/labels/instance_id", "/resource/labels/cluster_name",
                        "/resource_display_name", "/resource_name"))
                .environment(
                        incident.text("/policy_user_labels/environment", "/metadata/user_labels/environment", "/metadata/user_labels/env"))
                .startedAt(incident.time("/started_at")).endedAt(resolved ? incident.time("/ended_at") : null)
                .labels(incident.map("/resource/labels")).labels(incident.map("/metric/labels")).labels(incident.map("/policy_user_labels"))
                .label("metric", incident.text("/metric/type"))
                .label("resource_type", incident.text("/resource/type", "/resource_type_display_name"))
                .label("policy", incident.text("/policy_name")).label("project", incident.text("/scoping_project_id"))
                .label("observed_value", incident.text("/observed_value")).link(incident.text("/url"))
                .group(incident.text("/incident_id")).fingerprint(incident.text("/incident_id")).resolved(resolved).build());
    }
}
