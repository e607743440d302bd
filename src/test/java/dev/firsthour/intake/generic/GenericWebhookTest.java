package dev.firsthour.intake.generic;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GenericWebhookTest extends WebhookSourceContract {

    private static GenericProperties bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("firsthour.intake.generic",
                Bindable.of(GenericProperties.class));
    }

    @Override
    protected WebhookSource source() {
        Map<String, String> settings = new HashMap<>();
        Map.of("title", "/check/name", "description", "/check/output", "severity", "/check/level", "service", "/check/tags/0", "state",
                "/check/status", "started-at",
                "/since", "group", "/check/key", "link", "/href", "labels", "/meta", "resolved-when", "green")
                .forEach((name, value) -> settings.put("firsthour.intake.generic." + name, value));
        settings.put("firsthour.intake.generic.delivery-id", "/n");
        settings.put("firsthour.intake.generic.acknowledged-when", "blue");
        return new GenericWebhook(bound(settings));
    }

    @Override
    protected String body() {
        return """
                {"n": 5, "since": 1773325020, "href": "https://nagios/1", "meta": {"team": "shop"},
                 "check": {"name": "Checkout fails", "output": "8% of answers", "level": "CRIT", "tags": ["checkout"], "status": "red", "key": "k1"}}
                """;
    }

    @Test
    void everyFieldIsReadWhereTheSettingsSay() {
        Alert alert = alert(body());
        assertThat(alert.title()).isEqualTo("Checkout fails");
        assertThat(alert.description()).isEqualTo("8% of answers");
        assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00Z"));
        assertThat(alert.links()).containsExactly("https://nagios/1");
        assertThat(alert.labels()).containsEntry("team", "shop");
        assertThat(alert.groupingKey()).isEqualTo("generic:k1");
        assertThat(read(body()).deliveryId()).isEqualTo("5");
        assertThat(alert(body().replace("red", "green")).state()).isEqualTo(Alert.State.RESOLVED);
        assertThat(act(body().replace("red", "blue"))).isEqualTo(new Act.Acknowledged("generic", null));
    }

    @Test
    void aPlaceThatIsNoPointerIsRefusedAtTheStart() {
        assertThatThrownBy(() -> bound(Map.of("firsthour.intake.generic.title", "check.name"))).rootCause()
                .hasMessageContaining("firsthour.intake.generic.title")
                .hasMessageContaining("begin it with a slash");
    }
}
