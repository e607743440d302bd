package dev.firsthour.evidence.grafana;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.HttpEvidenceSourceContract;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

/// The adapter against bodies in the form that Grafana documents for its HTTP API.
class GrafanaSourceTest extends HttpEvidenceSourceContract {

    private static final String ANNOTATIONS = "/api/annotations";
    private static final String RULES = "/api/v1/provisioning/alert-rules";

    private static GrafanaProperties properties(URI address, Duration read, List<String> tags) {
        return new GrafanaProperties(address, TOKEN, null, URI.create("https://grafana.example.org/"), tags, Duration.ofHours(24),
                Duration.ofSeconds(5), read, read.multipliedBy(3), DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected EvidenceSource source(URI address, Duration read) {
        return new GrafanaSource(properties(address, read, List.of()));
    }

    @Override
    protected String settings() {
        return "firsthour.evidence.grafana";
    }

    @Override
    protected void stock() {
        server.stubFor(get(urlPathEqualTo("/api/health")).willReturn(okJson("{\"database\": \"ok\", \"version\": \"12.4.0\"}")));
        server.stubFor(get(urlPathEqualTo(ANNOTATIONS)).willReturn(
                okJson("""
                        [{"id": 3, "dashboardUID": "shop", "panelId": 2, "time": 1773324600000, "timeEnd": 1773324600000, "login": "ada", "text": "Deployed <b>v2.4.0</b>",
                          "tags": ["deploy", "service:checkout", "version:v2.4.0"]},
                         {"id": 2, "time": 1773324500000, "text": "checkout looks odd to me", "tags": []},
                         {"id": 4, "time": 1773324400000, "text": "network maintenance", "tags": ["global"]},
                         {"id": 1, "time": 1773324300000, "text": "checkout-admin was restarted", "tags": ["service:checkout-admin"]}]""")));
        server.stubFor(get(urlPathEqualTo(RULES)).willReturn(
                okJson("""
                        [{"uid": "r1", "title": "CheckoutErrors", "data": [
                           {"refId": "A", "datasourceUid": "P1", "relativeTimeRange": {"from": 600, "to": 0}, "model": {"expr": "rate(errors[2m])", "instant": true}},
                           {"refId": "B", "datasourceUid": "__expr__", "model": {"type": "threshold", "expression": "A"}}]}]""")));
        server.stubFor(post(urlPathEqualTo("/api/ds/query")).willReturn(okJson("""
                {"results": {"A": {"status": 200, "frames": [{"schema": {"refId": "A", "fields": [
                   {"name": "Time", "type": "time"}, {"name": "Value", "type": "number", "labels": {"service": "checkout"}}]},
                   "data": {"values": [[1773324600000, 1773324660000, 1773324720000], [0.1, null, 0.4]]}}]}}}""")));
    }

    private static <T extends Content> List<T> contents(EvidenceSource source, EvidenceQuery query, Class<T> type) {
        return ((Found) source.ask(query)).drafts().stream().map(Draft::content).filter(type::isInstance).map(type::cast).toList();
    }

    private static EvidenceQuery alert(String name) {
        return new EvidenceQuery(List.of("checkout"), null, WINDOW, Map.of("alertname", name), null);
    }

    @Test
    void anAnnotationThatSpeaksOfADeploymentIsOne() {
        var found = (Found) source().ask(about("checkout"));

        Draft draft = found.drafts().getFirst();
        assertThat(((Content.Changes) draft.content()).changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Change.Kind.DEPLOYMENT);
            assertThat(change.service()).isEqualTo("checkout");
            assertThat(change.version()).isEqualTo("v2.4.0");
            assertThat(change.author()).isEqualTo("ada");
            assertThat(change.title()).doesNotContain("<b>").contains("v2.4.0");
            assertThat(change.at()).isEqualTo("2026-03-12T14:10:00Z");
        });
        assertThat(draft.link()).startsWith("https://grafana.example.org/d/shop?from=1773321420000").endsWith("&viewPanel=2");
    }

    @Test
    void whatPeopleNoteOfAServiceIsANoticeAndOfAnotherServiceIsNot() {
        List<Notice> notices = contents(source(), about("checkout"), Content.Notices.class).getFirst().notices();

        assertThat(notices).extracting(Notice::text).containsExactly("checkout looks odd to me");
    }

    @Test
    void someTagsConcernEverybody() {
        stock();
        var source = new GrafanaSource(properties(URI.create(server.baseUrl()), Duration.ofSeconds(15), List.of("global")));

        assertThat(contents(source, about("nobody"), Content.Notices.class).getFirst().notices()).extracting(Notice::text)
                .containsExactly("network maintenance");
    }

    @Test
    void annotationsAreReadPageByPageUpToTheirBound() {
        stock();
        String full = IntStream.range(0, GrafanaSource.PAGE).mapToObj(i -> "{\"id\": %d, \"time\": %d, \"text\": \"checkout\"}"
                .formatted(i + 1, 1773324000000L + i)).collect(Collectors.joining(",", "[", "]"));
        server.stubFor(get(urlPathEqualTo(ANNOTATIONS)).willReturn(okJson(full)));
        server.stubFor(get(urlPathEqualTo(ANNOTATIONS)).withQueryParam("to", equalTo("1773324000000")).willReturn(okJson("""
                [{"id": 9000, "time": 1773323000000, "text": "checkout, the oldest"}]""")));

        List<Notice> notices = contents(source(URI.create(server.baseUrl())), about("checkout"), Content.Notices.class).getFirst()
                .notices();

        assertThat(notices).hasSize(GrafanaSource.PAGE + 1);
        assertThat(notices.getFirst().text()).isEqualTo("checkout, the oldest");
        assertThat(server.findAll(getRequestedFor(urlPathEqualTo(ANNOTATIONS)))).hasSize(2);
    }

    @Test
    void whatTheAlertsRuleLooksAtIsAskedForOverTheWholeWindow() {
        stock();

        List<MetricSeries> series = contents(source(URI.create(server.baseUrl())), alert("CheckoutErrors"), Content.Metrics.class)
                .getFirst()
                .series();

        assertThat(series).singleElement().satisfies(one -> {
            assertThat(one.name()).isEqualTo("CheckoutErrors");
            assertThat(one.service()).isEqualTo("checkout");
            assertThat(one.samples().size()).isEqualTo(2);
        });
        assertThat(server.findAll(postRequestedFor(urlPathEqualTo("/api/ds/query"))
                .withRequestBody(matchingJsonPath("$.from", equalTo("1773321420000")))
                .withRequestBody(matchingJsonPath("$.queries[0].datasource.uid", equalTo("P1")))
                .withRequestBody(matchingJsonPath("$.queries[?(@.instant == false)]")))).hasSize(1);
    }

    @Test
    void withoutTheRightToReadRulesTheRestIsThere() {
        stock();
        server.stubFor(get(urlPathEqualTo(RULES)).willReturn(aResponse().withStatus(403)));

        assertThat(source(URI.create(server.baseUrl())).ask(alert("CheckoutErrors"))).isInstanceOf(Found.class);
        assertThat(String.valueOf(source(URI.create(server.baseUrl())).report())).contains("alert.provisioning:read", "12.4.0");
    }

    @Test
    void itIsASourceOfTheServerAsSoonAsItHasAnAddress() {
        var server = new ApplicationContextRunner().withUserConfiguration(GrafanaConfiguration.class);

        server.run(context -> assertThat(context).doesNotHaveBean(EvidenceSource.class));
        server.withPropertyValues("firsthour.evidence.grafana.url=http://127.0.0.1:3000").run(
                context -> assertThat(context.getBean(EvidenceSource.class).name()).isEqualTo("grafana"));
    }

    @Test
    void settingsThatAreLoggedDoNotTellTheCredential() {
        assertThat(properties(URI.create("http://127.0.0.1"), Duration.ZERO, List.of()).toString()).doesNotContain(TOKEN);
    }
}
