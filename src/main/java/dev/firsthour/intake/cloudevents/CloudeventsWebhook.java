package dev.firsthour.intake.cloudevents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Collector;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Change;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.ChangeDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.WebhookSource;

/// Reads CloudEvents 1.0 in the HTTP binding: binary (attributes in headers), structured (all in the body) and in batches. What the event carries is
/// read by the usual names of an alert's fields; events whose type speaks of a deployment or another change, as those of CDEvents do, are changes.
public final class CloudeventsWebhook implements WebhookSource {

    private static final String ATTRIBUTES = "ce-";
    private static final Pattern DEPLOYMENT = Pattern.compile("deploy|rollout|rolledback|upgraded|released|artifact\\.published");
    private static final Pattern OTHER_CHANGE = Pattern
            .compile("config.*chang|changed\\.config|featureflag|feature_flag|flag\\.|change\\.merged");
    private static final Pattern OVER = Pattern.compile("(^|[._-])(resolved|recovered|closed|ok|cleared|ended)$");

    @Override
    public String name() {
        return "cloudevents";
    }

    /// One event, wherever its attributes stood.
    private record Happening(Map<String, String> attributes, Sent data, Sent whole) {

        String attribute(String name) {
            return attributes.getOrDefault(name, "");
        }

        @Nullable
        String optional(String name) {
            return attributes.get(name);
        }

        String type() {
            return attribute("type").toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        List<Happening> happenings = new ArrayList<>();
        Map<String, String> headers = delivery.headersAfter(ATTRIBUTES);
        if (headers.containsKey("type") || headers.containsKey("id")) happenings.add(new Happening(headers, body, body));
        else if (body.isList()) body.each("").forEach(event -> happenings.add(structured(event)));
        else
            happenings.add(structured(body));
        if (happenings.isEmpty()) return Reading.of(new AlertDraft(name(), body, now).build());
        List<Change> changes = new ArrayList<>();
        List<Happening> trouble = new ArrayList<>();
        for (Happening happening : happenings) {
            if (DEPLOYMENT.matcher(happening.type()).find()) changes.add(change(happening, Change.Kind.DEPLOYMENT, now));
            else if (OTHER_CHANGE.matcher(happening.type()).find()) changes.add(change(happening, Change.Kind.CONFIGURATION, now));
            else
                trouble.add(happening);
        }
        Happening only = happenings.getFirst();
        String id = happenings.size() == 1 && only.attributes().containsKey("id")
                ? only.attribute("source") + "/" + only.attribute("id")
                : null;
        if (trouble.isEmpty()) return new Reading(id, new Reading.Changes(changes, List.of()));
        // A batch of both kinds is rare, and trouble goes first.
        String left = changes.isEmpty() ? null : changes.size() + " changes of the same batch were left out: send them in one of their own";
        return new Reading(id, new Reading.Alerts(trouble.stream().map(happening -> alert(happening, left, now)).toList(), null));
    }

    private static Happening structured(Sent event) {
        Map<String, String> attributes = new LinkedHashMap<>(event.map(""));
        attributes.remove("data");
        // The events of CDEvents keep theirs in a context of their own when they come without CloudEvents around them.
        event.map("/context").forEach(attributes::putIfAbsent);
        return new Happening(attributes, event.has("/data") ? event.at("/data") : event, event);
    }

    private Alert alert(Happening happening, @Nullable String warning, Instant now) {
        Sent data = happening.data();
        String state = Objects.requireNonNullElse(data.text("/state", "/status"), "").toLowerCase(Locale.ROOT);
        boolean known = happening.attributes().containsKey("type");
        String subject = happening.optional("subject");
        AlertDraft draft = new AlertDraft(name(), happening.whole(), now)
                .title(known ? happening.attribute("type") + (subject == null ? "" : " of " + subject) : null)
                .title(data.text("/title", "/summary", "/message", "/name")).description(data.text("/description", "/message", "/details"))
                .severity(happening.optional("severity")).severity(data.text("/severity", "/level", "/priority"))
                .service(data.text("/service", "/service/name", "/labels/service"))
                .environment(data.text("/environment", "/env", "/labels/environment"))
                .startedAt(data.time("/started_at", "/startedAt", "/startsAt")).labels(data.map("/labels"))
                .label("type", happening.optional("type")).label("event_source", happening.optional("source")).label("subject", subject)
                .link(data.text("/url", "/link"))
                .resolved(OVER.matcher(state).find() || OVER.matcher(happening.type()).find());
        if (!data.has("/started_at") && !data.has("/startedAt") && !data.has("/startsAt")) draft.startedAt(time(happening));
        String key = data.text("/grouping_key", "/groupKey", "/alert_id", "/incident_id", "/id", "/fingerprint");
        if (key == null && known) key = happening.attribute("source") + "/" + (subject == null ? data.text("/title", "/summary") : subject);
        if (!known) draft.warning("it holds none of the attributes of a CloudEvent (specversion, id, source, type)");
        return draft.warning(warning).group(key).fingerprint(key).build();
    }

    private Change change(Happening happening, Change.Kind kind, Instant now) {
        Sent data = happening.data();
        String subject = Objects.requireNonNullElse(happening.optional("subject"), "");
        String service = data.text("/service", "/service/name", "/subject/content/service/id", "/subject/id",
                "/subject/content/artifactId");
        String version = data.text("/version", "/subject/content/artifactId");
        return new ChangeDraft(kind, "cloudevents:" + happening.attribute("source") + "/"
                + Objects.requireNonNullElseGet(happening.optional("id"), () -> Collector.digest(happening.whole().whole())),
                time(happening), now)
                .service(service == null && !subject.isEmpty() ? subject.substring(subject.lastIndexOf('/') + 1) : service)
                .title(Objects.requireNonNullElse(data.text("/title", "/summary", "/message"), happening.attribute("type") + " " + subject))
                .author(data.text("/author", "/actor")).version(version).commit(data.text("/commit", "/sha"))
                .attribute("environment", data.text("/environment", "/environment/id", "/subject/content/environment/id"))
                .attribute("type", happening.attribute("type")).link(data.text("/url", "/link")).build();
    }

    private static @Nullable Instant time(Happening happening) {
        String time = happening.attributes().getOrDefault("time", happening.attributes().get("timestamp"));
        return time == null ? null : Sent.instant(time);
    }
}
