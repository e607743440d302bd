package dev.firsthour.evidence.cloudwatch;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.testing.TestClock;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MetricsSourceTest extends CloudwatchContract {

    private static final Instant NOW = WINDOW.to();
    /// A minute within the window.
    private static final long AT = Instant.parse("2026-03-12T14:00:00Z").getEpochSecond();

    private static EvidenceSource of(CloudwatchProperties properties) {
        return new MetricsSource(properties, signature("monitoring"), new TestClock(NOW));
    }

    @Override
    protected EvidenceSource source(URI address, Duration read) {
        return of(properties(address, read));
    }

    @Override
    String service() {
        return "monitoring";
    }

    @Override
    String target() {
        return "GraniteServiceVersion20100801";
    }

    @Override
    String contentType() {
        return "application/x-amz-json-1.0";
    }

    private static String metric(String namespace, String name, String... dimensions) {
        return "{\"Namespace\": \"" + namespace + "\", \"MetricName\": \"" + name + "\", \"Dimensions\": ["
                + IntStream.range(0, dimensions.length / 2)
                        .mapToObj(i -> "{\"Name\": \"" + dimensions[2 * i] + "\", \"Value\": \"" + dimensions[2 * i + 1] + "\"}")
                        .collect(Collectors.joining(", "))
                + "]}";
    }

    private void lists(String dimension, String... metrics) {
        server.stubFor(operation("ListMetrics").withRequestBody(matchingJsonPath("$.Dimensions[0].Name", equalTo(dimension)))
                .willReturn(okJson("{\"Metrics\": [" + String.join(",", metrics) + "]}")));
    }

    private static String result(int index, String status, String values) {
        return "{\"Id\": \"m" + index + "\", \"Label\": \"l\", \"StatusCode\": \"" + status + "\", \"Timestamps\": [" + AT + ", "
                + (AT + 60) + ", "
                + (AT + 120) + "], \"Values\": " + values + "}";
    }

    @Override
    protected void stock() {
        server.stubFor(operation("ListMetrics").willReturn(okJson("{\"Metrics\": []}")));
        lists("FunctionName", metric("AWS/Lambda", "Errors", "FunctionName", "checkout"),
                metric("AWS/Lambda", "Errors", "FunctionName", "checkout", "Resource", "checkout:live"),
                metric("AWS/Lambda", "Duration", "FunctionName", "checkout"), metric("AWS/Lambda", "Errors", "FunctionName", "payments"));
        // Errors, then the two statistics of the duration.
        server.stubFor(operation("GetMetricData").willReturn(okJson("{\"MetricDataResults\": [" + result(0, "Complete", "[0, 4, 9]") + ", "
                + result(1, "Complete", "[120.5, 300, 900]") + "], \"Messages\": []}")));
    }

    private static List<MetricSeries> series(EvidenceResult result) {
        return ((Found) result).drafts().stream().map(Draft::content).map(Content.Metrics.class::cast)
                .flatMap(metrics -> metrics.series().stream())
                .toList();
    }

    private List<JsonNode> bodies(String operation) {
        return server.findAll(asked(operation)).stream().map(request -> JsonMapper.shared().readTree(request.getBody())).toList();
    }

    @Test
    void theMetricsOfAFunctionAreReadWithTheStatisticsThatTell() {
        List<MetricSeries> series = series(source().ask(about("checkout")));

        assertThat(series.getFirst()).satisfies(one -> {
            assertThat(one.name()).isEqualTo("Errors_sum");
            assertThat(one.service()).isEqualTo("checkout");
            assertThat(one.labels()).containsExactly(Map.entry("FunctionName", "checkout"));
            assertThat(one.samples().size()).isEqualTo(3);
            assertThat(one.samples().time(1)).isEqualTo((AT + 60) * 1000);
            assertThat(one.samples().value(2)).isEqualTo(9);
        });
        assertThat(series.get(1).name()).isEqualTo("Duration_p99");
        assertThat(series.get(1).unit()).isEqualTo("ms");
        JsonNode body = bodies("GetMetricData").getFirst();
        assertThat(body.path("MetricDataQueries").valueStream().map(one -> one.at("/MetricStat/Metric/MetricName").asString("") + " "
                + one.at("/MetricStat/Stat").asString(""))).containsExactly("Errors Sum", "Duration p99", "Duration Average");
        assertThat(body.at("/MetricDataQueries/0/MetricStat/Period").asInt()).isEqualTo(60);
        assertThat(body.path("StartTime").asLong()).isEqualTo(WINDOW.from().getEpochSecond());
    }

    @Test
    void whatWasUsualADayAndAWeekBeforeStandsBeside() {
        assertThat(series(source().ask(about("checkout"))).stream().filter(MetricSeries::isComparison)
                .map(one -> one.labels().get(MetricSeries.COMPARED)).distinct()).containsExactly("a day before", "a week before");
    }

    @Test
    void aPersonCanAskAgainAndOpenTheConsole() {
        Draft draft = ((Found) source().ask(about("checkout"))).drafts().getFirst();

        assertThat(draft.query())
                .startsWith("aws cloudwatch get-metric-data --region eu-central-1 --start-time 1773321420 --end-time 1773325920")
                .contains(
                        "--metric-data-queries '[{\"Id\":\"m0\",\"MetricStat\":{\"Metric\":{\"Namespace\":\"AWS/Lambda\",\"MetricName\":\"Errors\"");
        assertThat(draft.link())
                .startsWith("https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#metricsV2:graph="
                        + "~(metrics~(~(~'AWS*2fLambda~'Errors~'FunctionName~'checkout~(stat~'Sum))")
                .endsWith(
                        "~view~'timeSeries~stacked~false~region~'eu-central-1~period~60~start~'2026-03-12T13*3a17*3a00Z~end~'2026-03-12T14*3a32*3a00Z)");
    }

    @Test
    void aListingIsReadPageByPageAndOnceForManyQuestions() {
        stock();
        server.stubFor(operation("ListMetrics").withRequestBody(matchingJsonPath("$.Dimensions[0].Name", equalTo("TableName")))
                .withRequestBody(matchingJsonPath("$.NextToken", absent())).willReturn(okJson("{\"Metrics\": [], \"NextToken\": \"t2\"}")));
        server.stubFor(operation("ListMetrics").withRequestBody(matchingJsonPath("$.NextToken", equalTo("t2")))
                .willReturn(
                        okJson("{\"Metrics\": [" + metric("AWS/DynamoDB", "ReadThrottleEvents", "TableName", "prod-ledger-table") + "]}")));
        EvidenceSource source = source(URI.create(server.baseUrl()));

        assertThat(series(source.ask(about("ledger"))).getFirst().name()).isEqualTo("ReadThrottleEvents_sum");
        int listings = server.findAll(asked("ListMetrics")).size();
        assertThat(source.ask(about("checkout"))).isInstanceOf(Found.class);
        assertThat(server.findAll(asked("ListMetrics"))).as("what there is, is remembered").hasSize(listings);
    }

    @Test
    void whereThereAreMoreThanCanBeListedTheBareNameIsAskedFor() {
        stock();
        server.stubFor(operation("ListMetrics").withRequestBody(matchingJsonPath("$.Dimensions[0].Name", equalTo("ServiceName")))
                .withRequestBody(matchingJsonPath("$.Dimensions[0].Value", absent()))
                .willReturn(okJson("{\"Metrics\": [" + metric("AWS/ECS", "CPUUtilization", "ServiceName", "other", "ClusterName", "c")
                        + "], \"NextToken\": \"more\"}")));
        server.stubFor(operation("ListMetrics").withRequestBody(matchingJsonPath("$.Dimensions[0].Value", equalTo("ledger")))
                .willReturn(okJson(
                        "{\"Metrics\": [" + metric("AWS/ECS", "CPUUtilization", "ServiceName", "ledger", "ClusterName", "c") + "]}")));

        assertThat(series(source(URI.create(server.baseUrl())).ask(about("ledger"))).getFirst().name()).isEqualTo("CPUUtilization_max");
        assertThat(server.findAll(asked("ListMetrics").withRequestBody(containing("\"ServiceName\""))
                .withRequestBody(matchingJsonPath("$.Dimensions[0].Value", absent())))).hasSize(MetricsSource.MOST_PAGES + 1);
    }

    @Test
    void valuesComePageByPage() {
        stock();
        server.stubFor(operation("GetMetricData").withRequestBody(matchingJsonPath("$.NextToken", absent())).willReturn(
                okJson("{\"MetricDataResults\": [" + result(0, "PartialData", "[1, 2, 3]") + "], \"NextToken\": \"p2\"}")));
        server.stubFor(operation("GetMetricData").withRequestBody(matchingJsonPath("$.NextToken", equalTo("p2"))).willReturn(okJson(
                "{\"MetricDataResults\": [{\"Id\": \"m0\", \"StatusCode\": \"Complete\", \"Timestamps\": [" + (AT + 180)
                        + "], \"Values\": [7]}]}")));

        assertThat(series(source(URI.create(server.baseUrl())).ask(about("checkout"))).getFirst().samples().size()).isEqualTo(4);
    }

    @Test
    void pagesOfValuesThatNeverEndAreLeft() {
        stock();
        server.stubFor(operation("GetMetricData").willReturn(
                okJson("{\"MetricDataResults\": [" + result(0, "PartialData", "[1, 2, 3]") + "], \"NextToken\": \"again\"}")));

        var found = (Found) source(URI.create(server.baseUrl())).ask(about("checkout"));

        assertThat(found.drafts().getFirst().title()).contains("not answered in full");
        assertThat(server.findAll(asked("GetMetricData"))).hasSize(MetricsSource.MOST_PAGES);
    }

    @Test
    void valuesThatMayNotBeReadAreNotNothing() {
        stock();
        server.stubFor(operation("GetMetricData").willReturn(okJson(
                "{\"MetricDataResults\": [{\"Id\": \"m0\", \"StatusCode\": \"Forbidden\", \"Timestamps\": [], \"Values\": []}]}")));

        assertThat(source(URI.create(server.baseUrl())).ask(about("checkout"))).isInstanceOfSatisfying(Unavailable.class,
                unavailable -> assertThat(unavailable.lasting()).isTrue());

        server.stubFor(
                operation("GetMetricData").willReturn(error(400, "AccessDenied", "not authorized to perform: cloudwatch:GetMetricData")));

        assertThat(source(URI.create(server.baseUrl())).ask(about("checkout"))).isInstanceOfSatisfying(Unavailable.class,
                unavailable -> assertThat(unavailable.reason()).contains("cloudwatch:GetMetricData"));
        assertThat(Objects.requireNonNull(source(URI.create(server.baseUrl())).report()).facts())
                .anyMatch(fact -> fact.startsWith("values cannot be read") && fact.contains("cloudwatch:GetMetricData"));
    }

    @Test
    void aRefusedListingIsNotAskedOverAndOver() {
        stock();
        server.stubFor(operation("ListMetrics").willReturn(error(403, "AccessDenied", "no")));

        assertThat(source(URI.create(server.baseUrl())).ask(about("checkout"))).isInstanceOf(Unavailable.class);
        assertThat(server.findAll(asked("ListMetrics"))).hasSize(1);
    }

    @Test
    void failuresThatAreOnlyReportedWhenThereAreSomeAreZeroElsewhere() {
        stock();
        lists("LoadBalancer",
                metric("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", "app/checkout-alb/50dc6c495c0c9188"),
                metric("AWS/ApplicationELB", "RequestCount", "LoadBalancer", "app/checkout-alb/50dc6c495c0c9188"));
        lists("FunctionName");
        server.stubFor(
                operation("GetMetricData").willReturn(okJson("{\"MetricDataResults\": [{\"Id\": \"m0\", \"StatusCode\": \"Complete\", "
                        + "\"Timestamps\": [" + (AT + 120) + "], \"Values\": [31]}, " + result(1, "Complete", "[100, 110, 90]") + "]}")));

        List<MetricSeries> series = series(source(URI.create(server.baseUrl())).ask(about("checkout")));

        assertThat(series.getFirst().name()).isEqualTo("HTTPCode_Target_5xx_Count_sum");
        assertThat(series.getFirst().samples().values(0, 3)).containsExactly(0, 0, 31);
    }

    @Test
    void theSameServiceOfAnotherEnvironmentIsLeftOut() {
        stock();
        lists("ServiceName", metric("AWS/ECS", "CPUUtilization", "ServiceName", "ledger", "ClusterName", "staging"),
                metric("AWS/ECS", "CPUUtilization", "ServiceName", "ledger", "ClusterName", "shop-production"));

        var result = source(URI.create(server.baseUrl())).ask(new EvidenceQuery(List.of("ledger"), "prod", WINDOW, Map.of(), null));

        assertThat(series(result)).allSatisfy(one -> assertThat(one.labels()).containsEntry("ClusterName", "shop-production"));
    }

    @Test
    void whatWasSaidToBelongToAServiceIsItsOwn() {
        stock();
        lists("TableName", metric("AWS/DynamoDB", "SystemErrors", "TableName", "orders-9"));
        EvidenceSource source = of(properties(URI.create(server.baseUrl()), Duration.ofSeconds(15),
                given -> new CloudwatchProperties(given.region(), given.url(), given.logsUrl(), given.dimensions(), List.of(),
                        Map.of("ledger", List.of("TableName=orders-9")), Map.of(), List.of(), 5000, given.connectTimeout(),
                        given.readTimeout(),
                        given.deadline(), given.maxAnswer())));

        assertThat(series(source.ask(about("ledger"))).getFirst().labels()).containsEntry("TableName", "orders-9");
        assertThat(source.ask(about("nobody"))).isInstanceOf(NothingFound.class);
    }

    private static EvidenceQuery alarm(String region) {
        return new EvidenceQuery(List.of("nobody"), null, WINDOW,
                Map.of("alarm_arn", "arn:aws:cloudwatch:" + region + ":123456789012:alarm:api errors",
                        "region", region, "namespace", "AWS/Lambda", "metric", "Errors", "FunctionName", "orders", "account",
                        "123456789012"),
                "Errors");
    }

    @Test
    void whatTheAlarmWatchesIsReadAsCloudwatchHasIt() {
        stock();
        server.stubFor(operation("DescribeAlarms").withRequestBody(matchingJsonPath("$.AlarmNames[0]", equalTo("api errors"))).willReturn(
                okJson("""
                        {"MetricAlarms": [{"AlarmName": "api errors", "Metrics": [
                          {"Id": "e1", "Expression": "m1 / m2", "Label": "error share", "ReturnData": true},
                          {"Id": "m1", "ReturnData": false, "MetricStat": {"Metric": {"Namespace": "AWS/Lambda", "MetricName": "Errors"}, "Period": 60, "Stat": "Sum"}}]}],
                         "CompositeAlarms": []}""")));
        server.stubFor(operation("GetMetricData").withRequestBody(matchingJsonPath("$.MetricDataQueries[0].Expression", equalTo("m1 / m2")))
                .willReturn(okJson(
                        "{\"MetricDataResults\": [" + result(0, "Complete", "[0, 0.5, 1]").replace("\"l\"", "\"error share\"") + "]}")));

        var found = (Found) source(URI.create(server.baseUrl())).ask(alarm(REGION));

        assertThat(series(found)).singleElement().satisfies(one -> assertThat(one.name()).isEqualTo("error share"));
        assertThat(found.drafts().getFirst().title()).isEqualTo("what the alarm api errors watches (1 series)");
        assertThat(found.drafts().getFirst().link()).endsWith("#alarmsV2:alarm/api%20errors");
    }

    @Test
    void whereAlarmsMayNotBeReadTheLabelsOfTheAlertSayWhatItWatches() {
        stock();
        server.stubFor(operation("DescribeAlarms").willReturn(error(400, "AccessDenied", "no")));

        assertThat(source(URI.create(server.baseUrl())).ask(alarm(REGION))).isInstanceOf(EvidenceResult.class);
        assertThat(bodies("GetMetricData").getFirst().at("/MetricDataQueries/0/MetricStat/Metric")).isEqualTo(JsonMapper.shared().readTree(
                """
                        {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": [{"Name": "FunctionName", "Value": "orders"}]}"""));
    }

    @Test
    void anAlarmOfAnotherRegionIsSaidToBeOne() {
        assertThat(source().ask(alarm("us-east-1"))).isInstanceOfSatisfying(NothingFound.class,
                nothing -> assertThat(nothing.reason()).contains("us-east-1", "firsthour.evidence.cloudwatch.region is eu-central-1"));
        assertThat(server.findAll(asked("DescribeAlarms"))).isEmpty();
    }

    @Test
    void stepsAreAsFineAsAChartShowsThemAndAsCloudwatchStillHasThem() {
        assertThat(MetricsSource.period(Duration.ofMinutes(75), Duration.ofHours(2))).isEqualTo(60);
        assertThat(MetricsSource.period(Duration.ofHours(12), Duration.ofHours(12))).isEqualTo(300);
        assertThat(MetricsSource.period(Duration.ofMinutes(75), Duration.ofDays(20))).isEqualTo(300);
        assertThat(MetricsSource.period(Duration.ofMinutes(75), Duration.ofDays(100))).isEqualTo(3600);
    }
}
