package dev.firsthour.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What every reader of webhooks keeps to, whatever it reads. The adapter's test brings a body of its sender.
public abstract class WebhookSourceContract {

    protected static final Instant NOW = Instant.parse("2026-03-12T14:20:00Z");
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> STRANGE = List.of("null", "true", "5", "-1.5", "\"\"", "\"text\"", "[]", "[1]", "[[]]", "{}", "[{}]",
            "{\"a\": {\"b\": []}}");

    protected abstract WebhookSource source();

    /// A body as the sender sends it.
    protected abstract String body();

    /// The headers that come along.
    protected Map<String, String> headers() {
        return Map.of();
    }

    protected Reading read(String body) {
        return read(body, headers());
    }

    protected Reading read(String body, Map<String, String> headers) {
        return source().read(new Delivery(body.getBytes(StandardCharsets.UTF_8), headers, Map.of()), NOW);
    }

    /// The one alert that a body holds.
    protected Alert alert(String body) {
        Reading.Alerts alerts = alerts(body);
        assertThat(alerts.alerts()).hasSize(1);
        return alerts.alerts().getFirst();
    }

    private Reading.Alerts alerts(String body) {
        Reading.Matter matter = read(body).matter();
        return (Reading.Alerts) (matter instanceof Reading.Answered answered ? answered.otherwise() : matter);
    }

    /// What was done according to a body.
    protected Act act(String body) {
        Act act = alerts(body).act();
        assertThat(act).isNotNull();
        return act == null ? new Act.Noted("", "") : act;
    }

    /// The changes that a body holds.
    protected List<Change> changes(String body) {
        return ((Reading.Changes) read(body).matter()).changes();
    }

    @Test
    void theNameIsOneWord() {
        assertThat(source().name()).matches("[a-z][a-z0-9]*");
    }

    @Test
    void aBodyOfTheSenderIsUnderstood() {
        switch (read(body()).matter()) {
            case Reading.Alerts(var alerts, _) -> assertThat(alerts).allSatisfy(alert -> {
                assertThat(alert.source()).isEqualTo(source().name());
                assertThat(alert.title()).doesNotContain("not understood");
                assertThat(alert.groupingKey()).startsWith(source().name() + ":");
            });
            case Reading.Changes(var changes, _) -> assertThat(changes).isNotEmpty();
            case Reading.Said(var group, _) -> assertThat(group).startsWith(source().name() + ":");
            case Reading.Answered(_, _, var act, _) -> assertThat(act.actor()).startsWith(source().name());
            case Reading.Handled(_, var act) -> assertThat(act.actor()).startsWith(source().name());
            case Reading.Errand errand -> assertThat(errand.job()).isNotBlank();
            case Reading.Nothing nothing -> throw new AssertionError(nothing);
        }
    }

    @Test
    void noFieldThatIsMissingNewOrOfAnotherTypeIsAnError() {
        JsonNode body = JSON.readTree(body());
        List<JsonNode> bodies = new ArrayList<>();
        mutate(body, bodies);
        assertThat(bodies).hasSizeGreaterThan(STRANGE.size());
        for (JsonNode mutated : bodies) {
            assertThat(read(mutated.toString())).as(mutated.toString()).isNotNull();
        }
    }

    @Test
    void whatIsNotUnderstoodAtAllIsKeptWholeAsAnAlertUnlessAHeaderSaysOtherwise() {
        for (String strange : STRANGE) {
            Map<String, String> none = new HashMap<>();
            if (read(strange, none).matter() instanceof Reading.Alerts(var alerts, _)) {
                assertThat(alerts).as(strange).allSatisfy(alert -> assertThat(alert.warnings()).isNotEmpty());
            } else {
                throw new AssertionError(strange + " was lost");
            }
        }
        assertThat(alert("{\"surprise\": \"checkout burns\"}").description() + read("{}").matter()).contains("checkout burns");
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> read("it burns")).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> read("{\"title\": ")).isInstanceOf(JacksonException.class);
    }

    /// Every body that comes of one by taking out, replacing or adding one field, anywhere.
    private static void mutate(JsonNode whole, List<JsonNode> into) {
        List<List<Object>> paths = new ArrayList<>();
        paths(whole, new ArrayList<>(), paths);
        for (List<Object> path : paths) {
            into.add(with(whole, path, null));
            for (String strange : STRANGE) {
                into.add(with(whole, path, JSON.readTree(strange)));
            }
        }
    }

    private static void paths(JsonNode node, List<Object> here, List<List<Object>> into) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> descend(entry.getKey(), entry.getValue(), here, into));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                descend(i, array.get(i), here, into);
            }
        }
    }

    private static void descend(Object step, JsonNode child, List<Object> here, List<List<Object>> into) {
        List<Object> path = new ArrayList<>(here);
        path.add(step);
        into.add(path);
        paths(child, path, into);
    }

    private static JsonNode with(JsonNode whole, List<Object> path, @Nullable JsonNode value) {
        JsonNode copy = whole.deepCopy();
        JsonNode parent = copy;
        for (Object step : path.subList(0, path.size() - 1)) {
            parent = step instanceof String name ? parent.get(name) : parent.get((Integer) step);
        }
        Object last = path.getLast();
        if (parent instanceof ObjectNode object && last instanceof String name) {
            if (value == null) object.remove(name);
            else
                object.set(name, value);
            object.set("added_by_a_later_version", JsonNodeFactory.instance.numberNode(1));
        } else if (parent instanceof ArrayNode array && last instanceof Integer index) {
            if (value == null) array.remove(index);
            else
                array.set(index, value);
        }
        return copy;
    }
}
