package dev.firsthour.evidence.grafana;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.unit.DataSize;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Window;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The panel and the rule of an alert, against bodies in the form that Grafana documents for its HTTP API.
class AlertPanelTest {

    private static final String DASHBOARD = "/api/dashboards/uid/shop";
    private static final String QUERY = "/api/ds/query";
    private static final Window WINDOW = new Window(Instant.parse("2026-03-12T13:17:00Z"),
            Instant.parse("2026-03-12T14:32:00Z"));
    private static final String FROM = Long.toString(WINDOW.from().toEpochMilli());

    @RegisterExtension
    private final WireMockExtension server = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1")).build();

    @BeforeEach
    void aGrafanaOfOneDashboard() {
        server.stubFor(get(urlPathEqualTo("/api/annotations")).willReturn(okJson("[]")));
        dashboard(
                """
                        {"title": "Shop", "tags": ["web"], "panels": [
                          {"id": 1, "type": "row", "collapsed": false, "panels": []},
                          {"id": 2, "type": "timeseries", "title": "Errors", "datasource": {"type": "prometheus", "uid": "P1"},
                           "fieldConfig": {"defaults": {"unit": "reqps"}},
                           "targets": [{"refId": "A", "instant": true, "format": "table", "legendFormat": "{{pod}}",
                                        "expr": "sum by (pod) (rate(errors{service=\\"$service\\", pod=~\\"${pod:regex}\\", zone=~\\"$zone\\"}[$__rate_interval]))"}]},
                          {"id": 3, "type": "row", "collapsed": true, "panels": [
                            {"id": 4, "type": "logs", "title": "Lines", "datasource": {"type": "loki", "uid": "L1"},
                             "targets": [{"refId": "A", "expr": "{app=\\"$service\\"}"}]},
                            {"id": 5, "type": "timeseries", "title": "Weather", "datasource": {"type": "prometheus", "uid": "P1"},
                             "targets": [{"refId": "A", "expr": "temperature"}]}]}],
                         "templating": {"list": [
                           {"name": "service", "type": "query", "query": "label_values(up, service)", "current": {"value": "somebody-else"}},
                           {"name": "pod", "type": "query", "multi": true, "includeAll": true, "current": {"value": ["$__all"]}},
                           {"name": "zone", "type": "custom", "multi": true, "query": "a.1,b", "current": {"value": ["a.1", "b"]}}]}}""");
        answer("""
                {"results": {"A": {"status": 200, "frames": [{"schema": {"refId": "A", "fields": [
                   {"name": "Time", "type": "time"}, {"name": "Value", "type": "number", "labels": {"pod": "checkout-1"}}]},
                   "data": {"values": [[1773324600000, 1773324660000, 1773324720000], [0.1, null, 0.4]]}}]}}}""");
        server.stubFor(post(urlPathEqualTo(QUERY)).atPriority(1).withRequestBody(matchingJsonPath("$.queries[?(@.datasource.uid == 'L1')]"))
                .willReturn(okJson("""
                        {"results": {"A": {"frames": [{"schema": {"refId": "A", "fields": [
                          {"name": "labels", "type": "other"}, {"name": "Time", "type": "time"}, {"name": "Line", "type": "string"},
                          {"name": "tsNs", "type": "string"}, {"name": "id", "type": "string"}]},
                          "data": {"values": [[{"app": "checkout", "level": "error", "trace_id": "t1"}, {"app": "checkout"}],
                            [1773324660000, 1773324600000], ["pool exhausted", "hello"], ["1", "2"], ["x", "y"]]}}]}}}""")));
    }

    private void dashboard(String json) {
        server.stubFor(
                get(urlPathEqualTo(DASHBOARD)).willReturn(okJson("{\"meta\": {\"url\": \"/d/shop/shop\"}, \"dashboard\": " + json + "}")));
    }

    private void answer(String json) {
        server.stubFor(post(urlPathEqualTo(QUERY)).atPriority(9).willReturn(okJson(json)));
    }

    private EvidenceResult ask(Map<String, String> labels) {
        var source = new GrafanaSource(
                new GrafanaProperties(URI.create(server.baseUrl()), "token", null, URI.create("https://grafana.example.org/"),
                        List.of(), Duration.ofHours(24), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30),
                        DataSize.ofMegabytes(1)));
        return source.ask(new EvidenceQuery(List.of("checkout", "payments"), null, WINDOW, labels, null));
    }

    private static Map<String, String> labels(String... more) {
        var labels = new HashMap<>(Map.of("__dashboardUid__", "shop", "__panelId__", "2"));
        for (int i = 0; i < more.length; i += 2) {
            labels.put(more[i], more[i + 1]);
        }
        return labels;
    }

    private List<Draft> drafts(String... more) {
        EvidenceResult result = ask(labels(more));
        assertThat(result).isInstanceOf(Found.class);
        return ((Found) result).drafts();
    }

    private String nothing(Map<String, String> labels) {
        EvidenceResult result = ask(labels);
        assertThat(result).isInstanceOf(NothingFound.class);
        return ((NothingFound) result).reason();
    }

    /// What was asked over the window itself, in no order.
    private List<JsonNode> asked() {
        return server.findAll(postRequestedFor(urlPathEqualTo(QUERY))).stream()
                .map(request -> JsonMapper.shared().readTree(request.getBodyAsString()))
                .filter(body -> body.path("from").asString("").equals(FROM)).flatMap(body -> body.path("queries").valueStream()).toList();
    }

    private List<String> expressions() {
        return asked().stream().map(query -> query.path("expr").asString("")).toList();
    }

    @Test
    void theAlertsPanelIsAskedOverTheWindowWithItsLinkUnitAndQuery() {
        Draft draft = drafts().getFirst();

        assertThat(draft.title()).startsWith("the alert's panel Errors of Shop (1 series");
        assertThat(draft.link())
                .isEqualTo("https://grafana.example.org/d/shop?from=1773321420000&to=1773325920000&var-service=checkout&viewPanel=2");
        assertThat(draft.query()).startsWith("POST /api/ds/query\n").contains("rate(errors{service=");
        assertThat(((Content.Metrics) draft.content()).series()).singleElement().satisfies(series -> {
            assertThat(series.name()).isEqualTo("Errors");
            assertThat(series.unit()).isEqualTo("1/s");
            assertThat(series.service()).isEqualTo("checkout");
            assertThat(series.labels()).containsExactly(Map.entry("pod", "checkout-1"));
            assertThat(series.samples().size()).isEqualTo(2);
        });
        assertThat(asked()).anySatisfy(query -> {
            assertThat(query.path("datasource").path("uid").asString("")).isEqualTo("P1");
            assertThat(query.path("instant").asBoolean(true)).isFalse();
            assertThat(query.path("format").asString("")).isEqualTo("time_series");
        });
    }

    @Test
    void variablesTakeTheAlertsLabelsElseWhatIsSavedAndAllIsAll() {
        String title = drafts("service", "checkout", "pod", "checkout-7").getFirst().title();

        assertThat(expressions()).contains(
                "sum by (pod) (rate(errors{service=\"checkout\", pod=~\"checkout-7\", zone=~\"(a\\\\.1|b)\"}[$__rate_interval]))");
        assertThat(title).contains("$zone as saved with the dashboard").doesNotContain("$pod", "$service");
        server.resetRequests();
        drafts();
        assertThat(expressions()).anyMatch(expression -> expression.contains("pod=~\".+\"") && expression.contains("service=\"checkout\""));
    }

    @Test
    void aLabelThatCouldChangeTheQueryIsNotPutIntoOne() {
        String reason = nothing(labels("service", "x\"} or vector(1) or {a=\""));

        assertThat(reason).contains("$service", "signs that could change the query", "Errors");
        assertThat(asked()).isEmpty();
    }

    @Test
    void otherPanelsOfTheDashboardAreAskedIfTheyAreAboutTheServiceInCollapsedRowsToo() {
        List<Draft> drafts = drafts();

        Draft logs = drafts.stream().filter(draft -> draft.content() instanceof Content.Logs).findFirst().orElseThrow();
        assertThat(logs.title()).isEqualTo("panel Lines of Shop (2 lines)");
        assertThat(((Content.Logs) logs.content()).records()).satisfiesExactly(
                first -> assertThat(first.body()).isEqualTo("hello"),
                second -> {
                    assertThat(second.body()).isEqualTo("pool exhausted");
                    assertThat(second.severityText()).isEqualTo("error");
                    assertThat(second.traceId()).isEqualTo("t1");
                    assertThat(second.service()).isEqualTo("checkout");
                    assertThat(second.attributes()).containsExactly(Map.entry("app", "checkout"));
                });
        assertThat(expressions()).doesNotContain("temperature");
    }

    @Test
    void whatTheAlertLooksAtIsComparedWithADayAndAWeekBefore() {
        List<MetricSeries> compared = drafts().stream().filter(draft -> draft.title().endsWith(" before (1 series)"))
                .flatMap(draft -> ((Content.Metrics) draft.content()).series().stream()).toList();

        assertThat(compared).extracting(series -> series.labels().get(MetricSeries.COMPARED)).containsExactly("a day before",
                "a week before");
        assertThat(server
                .findAll(postRequestedFor(urlPathEqualTo(QUERY)).withRequestBody(matchingJsonPath("$[?(@.from == '1773235020000')]"))))
                .as("the panel alone, not those beside it").hasSize(1);
    }

    @Test
    void aLibraryPanelIsReadFromTheLibrary() {
        dashboard(
                "{\"title\": \"Shop\", \"panels\": [{\"id\": 2, \"title\": \"Errors\", \"libraryPanel\": {\"uid\": \"lib1\", \"name\": \"E\"}}]}");
        server.stubFor(get(urlPathEqualTo("/api/library-elements/lib1")).willReturn(okJson("""
                {"result": {"uid": "lib1", "kind": 1, "model": {"type": "timeseries", "datasource": {"uid": "P1", "type": "prometheus"},
                  "targets": [{"refId": "A", "expr": "errors"}]}}}""")));

        assertThat(drafts().getFirst().title()).isEqualTo("the alert's panel Errors of Shop (1 series)");
        assertThat(expressions()).containsExactly("errors");
    }

    @Test
    void dataSourcesOfOldDashboardsAreFoundByNameAndAViewerFindsThemToo() {
        dashboard(
                """
                        {"title": "Shop", "panels": [{"id": 2, "title": "Errors", "datasource": "$ds", "targets": [{"refId": "A", "expr": "errors"}]},
                          {"id": 3, "title": "checkout, by default", "datasource": null, "targets": [{"refId": "A", "expr": "usual"}]}],
                         "templating": {"list": [{"name": "ds", "type": "datasource", "query": "prometheus", "current": {"value": "Main"}}]}}""");
        server.stubFor(get(urlPathEqualTo("/api/datasources")).willReturn(aResponse().withStatus(403)));
        server.stubFor(get(urlPathEqualTo("/api/frontend/settings")).willReturn(
                okJson("""
                        {"defaultDatasource": "Usual", "datasources": {"Main": {"uid": "P9", "type": "prometheus"}, "Usual": {"uid": "U1", "type": "prometheus"}}}""")));

        drafts();

        assertThat(asked()).extracting(query -> query.path("datasource").path("uid").asString("") + " " + query.path("expr").asString(""))
                .containsExactlyInAnyOrder("P9 errors", "U1 usual");
        assertThat(server.findAll(getRequestedFor(urlPathEqualTo("/api/frontend/settings")))).hasSize(1);
    }

    @Test
    void aPanelThatComputesIsAskedWholeAndItsHiddenQueriesAreNotShown() {
        dashboard("""
                {"title": "Shop", "panels": [{"id": 2, "title": "Ratio", "datasource": {"uid": "-- Mixed --"}, "targets": [
                  {"refId": "A", "hide": true, "expr": "errors", "datasource": {"uid": "P1", "type": "prometheus"}},
                  {"refId": "B", "type": "math", "expression": "$A * 2", "datasource": {"uid": "__expr__", "type": "__expr__"}}]}]}""");
        String frames = "[{\"schema\": {\"fields\": [{\"name\": \"t\", \"type\": \"time\"}, {\"name\": \"v\", \"type\": \"number\"}]}, "
                + "\"data\": {\"values\": [[1773324600000], [%d]]}}]";
        answer("{\"results\": {\"A\": {\"frames\": " + frames.formatted(1) + "}, \"B\": {\"frames\": " + frames.formatted(2) + "}}}");

        assertThat(((Content.Metrics) drafts().getFirst().content()).series()).singleElement()
                .satisfies(series -> assertThat(series.samples().value(0)).isEqualTo(2));
        assertThat(asked()).extracting(query -> query.path("expression").asString("")).containsExactly("", "$A * 2");
    }

    @Test
    void rowsOfATableWithTimesAreSeriesByTheirTexts() {
        answer("""
                {"results": {"A": {"frames": [{"schema": {"fields": [{"name": "time", "type": "time"}, {"name": "zone", "type": "string"},
                  {"name": "value", "type": "number"}]}, "data": {"values": [[1773324660000, 1773324600000, 1773324600000], ["a", "a", "b"], [2, 1, 7]]}}]}}}""");

        List<MetricSeries> series = ((Content.Metrics) drafts().getFirst().content()).series();

        assertThat(series).extracting(one -> one.labels().get("zone")).containsExactly("a", "b");
        assertThat(series.getFirst().samples().value(0)).isEqualTo(1);
    }

    @Test
    void thereAreNoMoreQueriesThanTheBoundAndTheAlertsOwnComeFirst() {
        dashboard(IntStream.rangeClosed(1, 40)
                .mapToObj(
                        i -> """
                                {"id": %d, "title": "checkout %d", "datasource": {"uid": "P1", "type": "prometheus"}, "targets": [{"refId": "A", "expr": "m%d"}]}"""
                                .formatted(i, i, i))
                .collect(Collectors.joining(",", "{\"title\": \"Shop\", \"panels\": [", "]}")));

        drafts("__panelId__", "33");

        assertThat(expressions()).hasSize(AlertQueries.MOST_QUERIES).contains("m33", "m1", "m11").doesNotContain("m12");
    }

    @Test
    void aPanelAndARuleThatAskTheSameAreAskedOnce() {
        rule("/api/v1/provisioning/alert-rules/r1", "temperature");
        assertThat(drafts("__alert_rule_uid__", "r1", "__panelId__", "5")).filteredOn(draft -> draft.title().contains("alert rule"))
                .isEmpty();
        assertThat(expressions()).filteredOn("temperature"::equals).hasSize(1);
    }

    private void rule(String path, String expression) {
        server.stubFor(get(urlPathEqualTo(path)).willReturn(okJson("""
                {"uid": "r1", "title": "CheckoutErrors", "annotations": {"__dashboardUid__": "shop", "__panelId__": "5"},
                 "data": [{"refId": "A", "datasourceUid": "P1", "model": {"expr": "%s"}}]}""".formatted(expression))));
    }

    @Test
    void theRuleIsFoundByItsUidAndNamesThePanelWhereTheAlertDoesNot() {
        rule("/api/v1/provisioning/alert-rules/r1", "own");

        EvidenceResult result = ask(Map.of("__alert_rule_uid__", "r1"));

        assertThat(((Found) result).drafts()).extracting(Draft::title).contains("the alert's panel Weather of Shop (1 series)",
                "what the alert rule CheckoutErrors looks at (1 series)");
    }

    @Test
    void aViewerReadsTheRuleByTheRulersApi() {
        server.stubFor(get(urlPathEqualTo("/api/v1/provisioning/alert-rules/r1")).willReturn(aResponse().withStatus(403)));
        server.stubFor(get(urlPathEqualTo("/api/ruler/grafana/api/v1/rules")).willReturn(okJson("""
                {"Shop": [{"name": "every minute", "rules": [
                  {"annotations": {}, "labels": {}, "grafana_alert": {"uid": "r0", "title": "Other", "data": []}},
                  {"annotations": {}, "labels": {}, "grafana_alert": {"uid": "r1", "title": "CheckoutErrors", "data": [
                    {"refId": "A", "datasourceUid": "P1", "model": {"expr": "ruled"}}]}}]}]}""")));

        EvidenceResult result = ask(Map.of("__alert_rule_uid__", "r1"));

        assertThat(((Found) result).drafts().getFirst().link()).isEqualTo("https://grafana.example.org/alerting/grafana/r1/view");
        assertThat(expressions()).containsExactly("ruled");
    }

    @Test
    void ofSeveralRulesOfOneNameTheAlertsOwnIsTaken() {
        server.stubFor(get(urlPathEqualTo("/api/v1/provisioning/alert-rules")).willReturn(
                okJson("""
                        [{"uid": "r1", "title": "Errors", "labels": {"team": "web"}, "data": [{"refId": "A", "datasourceUid": "P1", "model": {"expr": "one"}}]},
                         {"uid": "r2", "title": "Errors", "labels": {"team": "pay"}, "data": [{"refId": "A", "datasourceUid": "P1", "model": {"expr": "two"}}]}]""")));

        assertThat(ask(Map.of("alertname", "Errors", "team", "pay"))).isInstanceOf(Found.class);
        assertThat(expressions()).containsExactly("two");
    }

    @Test
    void whatIsNotThereIsNotFoundAndWhatCannotBeAskedIsUnavailable() {
        assertThat(drafts("__panelId__", "77").getFirst().title()).endsWith(" - the dashboard Shop has no panel 77");
        onlyTheWeather();
        assertThat(nothing(labels("__panelId__", "77"))).contains("no panel 77");
        assertThat(nothing(Map.of("__dashboardUid__", "gone", "__panelId__", "1"))).contains("there is no dashboard gone");
        answer("{\"results\": {\"A\": {\"frames\": []}}}");
        assertThat(nothing(labels("__panelId__", "5"))).contains("checkout");

        for (ResponseDefinitionBuilder response : List.of(aResponse().withStatus(403), aResponse().withStatus(503))) {
            server.stubFor(get(urlPathEqualTo(DASHBOARD)).willReturn(response));
            assertThat(ask(labels())).isInstanceOf(Unavailable.class);
        }
    }

    private void onlyTheWeather() {
        dashboard("""
                {"title": "Shop", "panels": [{"id": 5, "title": "Weather", "datasource": {"type": "prometheus", "uid": "P1"},
                  "targets": [{"refId": "A", "expr": "temperature"}]}]}""");
    }

    @Test
    void aQueryThatItsDataSourceDidNotAnswerIsToldFromOneThatFoundNothing() {
        answer("{\"results\": {\"A\": {\"status\": 502, \"error\": \"bad gateway\", \"frames\": []}}}");
        assertThat(drafts("__panelId__", "5").getFirst().title()).contains("panel Lines of Shop", "the alert's panel Weather",
                "bad gateway");
        onlyTheWeather();
        assertThat(ask(labels("__panelId__", "5"))).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.reason()).contains("query A of Weather", "bad gateway");
            assertThat(unavailable.lasting()).isFalse();
        });

        server.stubFor(post(urlPathEqualTo(QUERY)).atPriority(9).willReturn(aResponse().withStatus(400)));
        assertThat(ask(labels("__panelId__", "5"))).isInstanceOf(Unavailable.class);
    }

    @Test
    void aDataSourceThatNeverAnswersIsGivenUpAtTheDeadline() {
        server.stubFor(post(urlPathEqualTo(QUERY)).atPriority(0).willReturn(aResponse().withFixedDelay(120_000)));
        var source = new GrafanaSource(
                new GrafanaProperties(URI.create(server.baseUrl()), "token", null, null, List.of(), Duration.ofHours(24),
                        Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(3), DataSize.ofMegabytes(1)));
        long begun = System.nanoTime();

        EvidenceResult result = source.ask(new EvidenceQuery(List.of("checkout"), null, WINDOW, labels(), null));

        assertThat(result).isInstanceOf(Unavailable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void whatIsNoUidIsNoPartOfAnAddress() {
        assertThat(ask(Map.of("__dashboardUid__", "../../admin", "__panelId__", "2", "__alert_rule_uid__", "a/../b")))
                .isInstanceOf(NothingFound.class);

        assertThat(server.getAllServeEvents()).allSatisfy(event -> assertThat(event.getRequest().getUrl()).startsWith("/api/annotations"));
    }
}
