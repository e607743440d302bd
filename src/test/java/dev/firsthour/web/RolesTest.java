package dev.firsthour.web;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import dev.firsthour.access.Role;
import dev.firsthour.incident.Severity;
import dev.firsthour.timeline.Timeline;

import static org.assertj.core.api.Assertions.assertThat;

class RolesTest {

    private static final Set<Role> ALL = EnumSet.allOf(Role.class);
    private static final Set<Role> READERS = EnumSet.of(Role.VIEWER, Role.RESPONDER, Role.ADMIN);
    private static final Set<Role> RESPONDERS = EnumSet.of(Role.RESPONDER, Role.ADMIN);
    private static final Set<Role> ADMINS = EnumSet.of(Role.ADMIN);

    /// Who may call what. An endpoint that is not in here fails the test below: whoever adds one decides here who may call it.
    private static final Map<String, Set<Role>> RULES = rules();

    private static Map<String, Set<Role>> rules() {
        Map<String, Set<Role>> rules = new TreeMap<>();
        for (String path : List.of("", "/{id}", "/{id}/analysis", "/{id}/analyses", "/{id}/exchanges", "/{id}/similar", "/{id}/timeline",
                "/{id}/timeline/verify", "/{id}/stream", "/{id}/evidence", "/{id}/evidence/{evidence_id}", "/{id}/alerts")) {
            rules.put("GET /api/v1/incidents" + path, READERS);
        }
        for (String path : List.of("", "/{id}/evidence", "/{id}/analyses", "/{id}/acknowledge", "/{id}/mitigate", "/{id}/resolve",
                "/{id}/reopen", "/{id}/comments", "/{id}/feedback", "/{id}/severity", "/{id}/split", "/{id}/merge")) {
            rules.put("POST /api/v1/incidents" + path, RESPONDERS);
        }
        rules.put("DELETE /api/v1/incidents/{id}/analyses/current", RESPONDERS);
        rules.put("POST /api/v1/incidents/{id}/pseudonyms/reveal", ADMINS);
        rules.put("POST /incidents/{id}/pseudonyms", ADMINS);
        rules.put("POST /api/v1/incidents/{id}/erase", ADMINS);
        rules.put("POST /incidents/{id}/erase", ADMINS);
        rules.put("GET /incidents/{id}/analyses/{analysis_id}/exchanges", READERS);
        rules.put("POST /api/v1/webhooks/{source}", EnumSet.of(Role.WEBHOOK, Role.RESPONDER, Role.ADMIN));
        rules.put("GET /api/v1/calibration", READERS);
        rules.put("GET /silences", READERS);
        rules.put("POST /silences", RESPONDERS);
        rules.put("POST /silences/{id}/end", RESPONDERS);
        rules.put("GET /calibration", READERS);
        rules.put("POST /api/v1/changes", EnumSet.of(Role.WEBHOOK, Role.RESPONDER, Role.ADMIN));
        rules.put("GET /api/v1/sources", READERS);
        rules.put("GET /sources", READERS);
        rules.put("GET /api/v1/silences", READERS);
        rules.put("POST /api/v1/silences", RESPONDERS);
        rules.put("DELETE /api/v1/silences/{silence_id}", RESPONDERS);
        rules.put("GET /api/v1/keys", ADMINS);
        rules.put("POST /api/v1/keys", ADMINS);
        rules.put("DELETE /api/v1/keys/{key_id}", ADMINS);
        for (String path : List.of("/", "/incidents", "/incidents/stream", "/incidents/{id}", "/incidents/{id}/timeline",
                "/incidents/{id}/stream", "/incidents/{id}/evidence/{evidence_id}", "/incidents/{id}/evidence/{evidence_id}/series",
                "/v3/api-docs", "/v3/api-docs.yaml")) {
            rules.put("GET " + path, READERS);
        }
        for (String step : List.of("acknowledge", "mitigate", "resolve", "reopen", "investigate", "cancel", "comment", "feedback",
                "severity", "split", "merge")) {
            rules.put("POST /incidents/{id}/" + step, RESPONDERS);
        }
        for (String path : List.of("GET /sign-in", "POST /sign-in", "GET /sign-in/link", "POST /sign-in/link")) {
            rules.put(path, ALL);
        }
        return rules;
    }

    private final House house = House.open();

    @Test
    void everyEndpointIsInTheTableAndEveryLineOfTheTableIsAnEndpoint() {
        Set<String> mapped = new TreeSet<>();
        RequestMappingHandlerMapping controllers = (RequestMappingHandlerMapping) house.context()
                .getBean("requestMappingHandlerMapping");
        for (RequestMappingInfo mapping : controllers.getHandlerMethods().keySet()) {
            for (String path : mapping.getPatternValues()) {
                if (path.equals("/error")) continue;
                mapping.getMethodsCondition().getMethods().forEach(method -> mapped.add(method + " " + path));
            }
        }

        assertThat(mapped).isEqualTo(RULES.keySet());
    }

    @Test
    void eachRoleMayDoWhatItIsForAndNothingElse() {
        String incident = new Story(house.bean(Timeline.class)).open("roles", "checkout", Severity.LOW).toString();
        List<String> wrong = new ArrayList<>();
        RULES.forEach((endpoint, allowed) -> {
            // Streams do not end, and whoever signs in is not known yet.
            if (endpoint.endsWith("stream") || allowed.equals(ALL)) return;
            for (Role role : Role.values()) {
                int status = call(endpoint, incident, role);
                boolean let = status != 401 && status != 403;
                if (let != allowed.contains(role)) wrong.add(role + " " + endpoint + " -> " + status);
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void whoeverIsNotKnownMayDoNothingButSignIn() {
        Map<String, Integer> answers = new LinkedHashMap<>();
        RULES.forEach((endpoint, allowed) -> {
            if (!allowed.equals(ALL)) answers.put(endpoint, call(endpoint, "01a208b8-e720-7c19-af2e-4147c6bd06ac", null));
        });

        assertThat(answers).allSatisfy((endpoint, status) -> assertThat(status).as(endpoint).isEqualTo(401));
    }

    @Test
    void streamsAreForReaders() {
        String incident = new Story(house.bean(Timeline.class)).open("roles", "checkout", Severity.LOW).toString();
        for (String path : List.of("/api/v1/incidents/" + incident + "/stream", "/incidents/" + incident + "/stream",
                "/incidents/stream")) {
            assertThat(house.get(path).as(Role.WEBHOOK).send().status()).as(path).isEqualTo(403);
            assertThat(house.get(path).send().status()).as(path).isEqualTo(401);
        }
    }

    @Test
    void aWebhookKeyReadsNothingNotEvenMetrics() {
        assertThat(house.get("/actuator/prometheus").as(Role.WEBHOOK).send().status()).isEqualTo(403);
        assertThat(house.get("/actuator/prometheus").as(Role.VIEWER).send().status()).isEqualTo(200);
        assertThat(house.get("/actuator/health").send().status()).isEqualTo(200);
    }

    @Test
    void whatNoRuleNamesIsNotThereForAnybody() {
        for (String path : List.of("/actuator/env", "/actuator", "/webjars/htmx.org/2.0.8/dist/htmx.min.js", "/nothing", "/error")) {
            assertThat(house.get(path).as(Role.ADMIN).send().status()).as(path).isEqualTo(404);
        }
    }

    private int call(String endpoint, String incident, @Nullable Role role) {
        String[] parts = endpoint.split(" ", 2);
        String path = parts[1].replace("{id}", incident).replace("{evidence_id}", "E1")
                .replace("{analysis_id}", "01a208b8-e720-7c19-af2e-4147c6bd06ac")
                .replace("{silence_id}", "01a208b8-e720-7c19-af2e-4147c6bd06ac").replace("{key_id}", "01a208b8-e720-7c19-af2e-4147c6bd06ac")
                .replace("{source}", "alertmanager");
        House.Call call = parts[0].equals("GET")
                ? house.get(path)
                : house.call(parts[0], path, BodyPublishers.ofString("{}")).header("Content-Type", "application/json");
        return role == null ? call.send().status() : call.as(role).send().status();
    }
}
