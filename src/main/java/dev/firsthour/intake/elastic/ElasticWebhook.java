package dev.firsthour.intake.elastic;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.WebhookSource;

/// Reads what Kibana's webhook connector sends with the body of our documentation, which takes its fields from the variables of rule actions; bodies that
/// nest or name them a little otherwise are read too.
public final class ElasticWebhook implements WebhookSource {

    @Override
    public String name() {
        return "elastic";
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = delivery.body();
        String rule = body.text("/rule/name", "/rule_name", "/ruleName", "/alertName");
        String reason = body.text("/message", "/context/reason", "/context/message", "/reason");
        String group = Objects
                .requireNonNullElse(body.text("/alert/action_group", "/alert/actionGroup", "/action_group", "/state", "/status"), "");
        Map<String, String> tags = tags(body);
        String title = body.text("/title");
        boolean resolved = List.of("recovered", "resolved", "ok").contains(group.toLowerCase(Locale.ROOT));
        return Reading.of(new AlertDraft(name(), body, now).title(title != null ? title : rule == null ? reason : rule).description(reason)
                .severity(body.text("/severity", "/context/severity", "/rule/severity", "/kibana.alert.severity"))
                .service(tags.get("service"))
                .service(body.text("/service", "/service/name", "/service.name", "/context/serviceName", "/context/service/name"))
                .environment(first(tags, "environment", "env"))
                .environment(body.text("/environment", "/context/environment", "/service/environment"))
                .startedAt(body.time("/date", "/context/date", "/timestamp", "/@timestamp"))
                .endedAt(resolved ? body.time("/date", "/timestamp") : null)
                .labels(tags).label("rule", rule).label("rule_type", body.text("/rule/type"))
                .label("space", body.text("/space", "/rule/spaceId"))
                .label("alert", body.text("/alert/id"))
                .link(body.text("/rule/url", "/url", "/context/viewInAppUrl", "/context/alertDetailsUrl"))
                .group(body.text("/rule/id", "/rule_id", "/ruleId", "/rule/name", "/rule_name", "/title"))
                .fingerprint(body.text("/alert/id", "/alert/uuid", "/alert_id", "/rule/name")).resolved(resolved).build());
    }

    /// Tags are words; those like `service:checkout` say something by name.
    private static Map<String, String> tags(Sent body) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : body.texts(body.has("/rule/tags") ? "/rule/tags" : "/tags")) {
            String[] pair = tag.split("[:=]", 2);
            if (pair.length == 2) tags.put(pair[0].strip(), pair[1].strip());
        }
        return tags;
    }

    private static @Nullable String first(Map<String, String> map, String... names) {
        for (String name : names) {
            if (map.containsKey(name)) return map.get(name);
        }
        return null;
    }
}
