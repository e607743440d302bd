package dev.firsthour.intake.generic;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
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
        return new GenericWebhook("generic", GenericProperties.PREFIX, bound(settings));
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
        GenericProperties wrong = bound(Map.of("firsthour.intake.generic.title", "check.name"));
        assertThatThrownBy(() -> new GenericWebhook("generic", GenericProperties.PREFIX, wrong))
                .hasMessageContaining("firsthour.intake.generic.title")
                .hasMessageContaining("begin it with a slash");
    }

    private static Map<String, WebhookSource> senders(String... settings) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of(settings).applyTo(context);
            context.register(GenericConfiguration.class);
            context.refresh();
            return context.getBeansOfType(WebhookSource.class).values().stream()
                    .collect(Collectors.toMap(WebhookSource::name, Function.identity()));
        }
    }

    @Test
    void eachSenderThatHasANameHasPlacesAndASecretOfItsOwn() {
        Map<String, WebhookSource> senders = senders("firsthour.intake.generic.title=/text", "firsthour.intake.senders.nagios.title=/check",
                "firsthour.intake.senders.nagios.secrets=one", "firsthour.intake.senders.zabbix.title=/problem/0/name");
        assertThat(senders).containsOnlyKeys("generic", "nagios", "zabbix");
        Delivery delivery = new Delivery("""
                {"text": "a", "check": "b", "problem": [{"name": "c"}], "id": 7}""".getBytes(StandardCharsets.UTF_8), Map.of(), Map.of());
        Map.of("generic", "a", "nagios", "b", "zabbix", "c").forEach((name, title) -> {
            Reading.Alerts alerts = (Reading.Alerts) Objects.requireNonNull(senders.get(name)).read(delivery, NOW).matter();
            assertThat(alerts.alerts()).singleElement().satisfies(alert -> {
                assertThat(alert.title()).isEqualTo(title);
                assertThat(alert.source()).isEqualTo(name);
                assertThat(alert.groupingKey()).isEqualTo(name + ":7");
            });
        });
        assertThat(Objects.requireNonNull(senders.get("nagios")).signature().of(delivery, NOW)).asString().contains("senders.nagios");
    }

    @Test
    void aSendersPlaceThatIsNoPointerIsNamedWithItsSender() {
        assertThatThrownBy(() -> senders("firsthour.intake.senders.nagios.title=check.name")).rootCause()
                .hasMessageContaining("firsthour.intake.senders.nagios.title");
        assertThatThrownBy(() -> senders("firsthour.intake.senders.my-check.title=/a")).rootCause()
                .hasMessageContaining("small letters and digits");
    }
}
