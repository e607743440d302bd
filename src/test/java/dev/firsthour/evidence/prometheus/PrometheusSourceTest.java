package dev.firsthour.evidence.prometheus;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;

import dev.firsthour.evidence.ConfiguredSourceContract;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Content.Metrics;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Window;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/// The Prometheus adapter against an API that is made up; the real one is asked in [RealPrometheusTest].
class PrometheusSourceTest extends ConfiguredSourceContract<PrometheusProperties> {

    @Override
    protected PrometheusProperties properties(URI address, Duration read) {
        return new PrometheusProperties(address, TOKEN, null, null, Map.of("X-More", TOKEN), null, CONNECT, read, read.multipliedBy(3),
                Duration.ofMinutes(2), DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected EvidenceSource source(PrometheusProperties properties) {
        return new PrometheusSource(properties);
    }

    @Override
    protected void stock() {
        server.stubFor(get(anyUrl()).willReturn(list()));
        server.stubFor(get(urlPathEqualTo("/api/v1/labels")).willReturn(list("__name__", "instance", "job", "status")));
        server.stubFor(get(urlPathEqualTo("/api/v1/label/job/values")).willReturn(list("shop/checkout")));
        server.stubFor(get(urlPathEqualTo("/api/v1/label/__name__/values")).willReturn(list("http_requests_total", "process_open_fds")));
        server.stubFor(get(urlPathEqualTo("/api/v1/query_range")).willReturn(matrix("{}")));
        server.stubFor(get(urlPathEqualTo("/api/v1/query_range")).withQueryParam("query", containing("__name__"))
                .willReturn(matrix("{\"__name__\": \"process_open_fds\"}")));
    }

    private static ResponseDefinitionBuilder list(String... values) {
        String joined = values.length == 0 ? "" : "\"" + String.join("\", \"", values) + "\"";
        return okJson("{\"status\": \"success\", \"data\": [" + joined + "]}");
    }

    private static ResponseDefinitionBuilder matrix(String metric) {
        return okJson("""
                {"status": "success", "data": {"resultType": "matrix", "result": [
                  {"metric": %s, "values": [[1773321420, "1.5"], [1773321450.5, "NaN"], [1773321480, "+Inf"]]}]}}""".formatted(metric));
    }

    @Test
    void namesEachSeriesAfterWhatItMeasures() {
        var found = found("checkout");

        assertThat(found.drafts()).first().satisfies(draft -> {
            assertThat(draft.title()).isEqualTo("metrics of checkout (3 series)");
            assertThat(draft.query()).contains("sum(rate(http_requests_total{job=\"shop/checkout\"}[120s]))");
            assertThat(draft.link()).startsWith(server.baseUrl() + "/graph?g0.expr=");
            assertThat(((Metrics) draft.content()).series()).extracting(MetricSeries::title).containsExactlyInAnyOrder(
                    "checkout http_requests_rate", "checkout http_requests_error_ratio", "checkout process_open_fds");
        });
    }

    @Test
    void comparesWithTheSameTimeOfTheDayAndTheWeekBefore() {
        var found = found("checkout");

        assertThat(found.drafts()).extracting(Draft::title).containsExactly("metrics of checkout (3 series)",
                "metrics of checkout a day before (3 series)", "metrics of checkout a week before (3 series)");
        assertThat(found.drafts().get(1).window()).isEqualTo(
                new Window(WINDOW.from().minus(Duration.ofDays(1)), WINDOW.to().minus(Duration.ofDays(1))));
        assertThat(((Metrics) found.drafts().get(2).content()).series()).allSatisfy(
                series -> assertThat(series.labels()).containsEntry("compared", "a week before"));
    }

    @Test
    void asksForWhatTheRuleThatFiredWatchesWithoutItsThreshold() {
        stock();
        serve("/api/v1/rules", """
                {"status": "success", "data": {"groups": [{"name": "shop", "rules": [{"type": "alerting", "name": "CheckoutErrors",
                  "query": "sum by (job) (errors) / sum by (job) (requests) > 0.05"}]}]}}""");
        server.stubFor(get(urlPathEqualTo("/api/v1/query_range"))
                .withQueryParam("query", equalTo("sum by (job) (errors) / sum by (job) (requests)"))
                .willReturn(okJson("""
                        {"status": "success", "data": {"resultType": "matrix", "result": [
                          {"metric": {"job": "shop/checkout"}, "values": [[1773321420, "0.5"]]},
                          {"metric": {"job": "shop/other"}, "values": [[1773321420, "0"]]}]}}""")));

        var found = (Found) here().ask(new EvidenceQuery(List.of("checkout"), null, WINDOW,
                Map.of("alertname", "CheckoutErrors", "job", "shop/checkout"), null));

        assertThat(found.drafts()).filteredOn(draft -> draft.title().contains("CheckoutErrors")).singleElement().satisfies(draft -> {
            assertThat(draft.query()).isEqualTo(
                    "sum by (job) (errors) / sum by (job) (requests)\nsum by (job) (errors) / sum by (job) (requests) > 0.05");
            assertThat(((Metrics) draft.content()).series()).extracting(MetricSeries::title).containsExactly(
                    "checkout CheckoutErrors{job=shop/checkout}");
        });
    }

    @Test
    void asksWhatAServiceGoesByOnceAndRemembersIt() {
        EvidenceSource source = source();
        var _ = source.ask(about("checkout"));
        var _ = source.ask(about("checkout"));

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo("/api/v1/label/job/values")))).hasSize(1);
    }

    @Test
    void namesItsTenant() {
        stock();
        var properties = new PrometheusProperties(URI.create(server.baseUrl() + "/prometheus"), TOKEN, null, "shop|platform", Map.of(),
                null,
                Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofMinutes(2), DataSize.ofBytes(MOST_BYTES));

        var _ = new PrometheusSource(properties).ask(about("checkout"));

        assertThat(server.getAllServeEvents()).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getRequest().getHeader("X-Scope-OrgID")).isEqualTo("shop|platform");
            assertThat(event.getRequest().getUrl()).startsWith("/prometheus/api/v1/");
        });
    }

    @Test
    void keepsValuesThatAreNoNumbers() {
        var found = found("checkout");
        var samples = ((Metrics) found.drafts().getFirst().content()).series().getFirst().samples();

        assertThat(samples.value(0)).isEqualTo(1.5);
        assertThat(samples.value(1)).isNaN();
        assertThat(samples.value(2)).isInfinite();
        assertThat(samples.time(1)).isEqualTo(1773321450500L);
    }

    @Test
    void keepsOtherEnvironmentsOutWhereALabelTellsThemApart() {
        stock();
        server.stubFor(get(urlPathEqualTo("/api/v1/labels")).willReturn(list("env", "job")));
        server.stubFor(get(urlPathEqualTo("/api/v1/label/env/values")).willReturn(list("production", "staging")));

        var found = (Found) here()
                .ask(new EvidenceQuery(List.of("checkout"), "production", WINDOW, Map.of(), null));

        assertThat(found.drafts().getFirst().query()).contains("{job=\"shop/checkout\", env=\"production\"}");
    }

    @Test
    void takesTheServiceFromTheAlertsLabelsWhereTheIncidentNamesNone() {
        var query = new EvidenceQuery(List.of(), null, WINDOW, Map.of("job", "shop/checkout", "alertname", "Errors"), null);

        assertThat(source().ask(query)).isInstanceOf(Found.class);
    }

    @Test
    void asksForTheAlertsMetricWhereNoServiceHasIt() {
        var query = new EvidenceQuery(List.of("nobody"), null, WINDOW, Map.of(), "job:errors:ratio5m");

        var found = (Found) source().ask(query);

        assertThat(found.drafts()).singleElement().satisfies(draft -> assertThat(draft.query()).isEqualTo("max(job:errors:ratio5m)"));
    }

    @Test
    void whatTheIncidentSaysCannotChangeTheQuestion() {
        var query = new EvidenceQuery(List.of("checkout\"} or vector(1) or {x=\"", "a.b"), null, WINDOW, Map.of(), "up) or vector(1");

        var _ = source().ask(query);

        assertThat(server.getAllServeEvents())
                .noneSatisfy(event -> assertThat(event.getRequest().queryParameter("query").isPresent()).isTrue());
        assertThat(server.getAllServeEvents()).anySatisfy(event -> assertThat(event.getRequest().queryParameter("match[]").values())
                .containsExactly("{job=~\"(.*/)?(checkout\\\"\\\\} or vector\\\\(1\\\\) or \\\\{x=\\\"|a\\\\.b)\"}"));
    }

    @Test
    void aQuestionThatFailsIsCountedAndTheOthersAreUsed() {
        stock();
        server.stubFor(get(urlPathEqualTo("/api/v1/query_range")).withQueryParam("query", containing("status=~"))
                .willReturn(serverError()));

        var found = (Found) here().ask(about("checkout"));

        assertThat(found.drafts()).first().satisfies(
                draft -> assertThat(draft.title()).isEqualTo("metrics of checkout (2 series, 1 questions unanswered)"));
    }

    @Test
    void asksAboutNoMoreServicesThanItsBound() {
        stock();
        var many = IntStream.range(0, 100).mapToObj(i -> "s" + i).toList();
        server.stubFor(get(urlPathEqualTo("/api/v1/label/job/values")).willReturn(list(many.toArray(String[]::new))));

        var _ = here().ask(new EvidenceQuery(many, null, WINDOW, Map.of(), null));

        assertThat(server.findAll(getRequestedFor(
                urlPathMatching("/api/v1/label/__name__/values")))).hasSize(PrometheusSource.MOST_SERVICES);
    }

    @Test
    void theStepKeepsEverySeriesWithinItsBound() {
        for (var length : List.of(Duration.ZERO, Duration.ofMinutes(5), Duration.ofMinutes(75), Duration.ofDays(3),
                Duration.ofDays(4000))) {
            Duration step = PrometheusSource.step(new Window(WINDOW.from(), WINDOW.from().plus(length)));

            assertThat(length.dividedBy(step)).as("%s in steps of %s", length, step).isLessThanOrEqualTo(PrometheusSource.MOST_SAMPLES);
        }
        assertThat(PrometheusSource.step(WINDOW)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void anAddressThatIsNoneIsRefusedWithItsSetting() {
        assertThatIllegalArgumentException().isThrownBy(() -> source(URI.create("prom:9090")))
                .withMessageContaining("firsthour.evidence.prometheus.url").withMessageContaining("prom:9090");
        assertThatIllegalArgumentException().isThrownBy(() -> source(URI.create("http://me:pear-Lamp-4@prom:9090")))
                .withMessageContaining("firsthour.evidence.prometheus.token").withMessageNotContainingAny("pear-Lamp-4");
    }
}
