package dev.firsthour.evidence.cloudwatch;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.node.StringNode;

class LogsSourceTest extends CloudwatchContract {

    private static final String GROUP = "/ecs/prod/checkout";
    /// A moment within the fourth of the five parts of the window.
    private static final long AT = Instant.parse("2026-03-12T14:10:00Z").toEpochMilli();

    private static EvidenceSource of(CloudwatchProperties properties) {
        return new LogsSource(properties, signature("logs"));
    }

    @Override
    protected EvidenceSource source(URI address, Duration read) {
        return of(properties(address, read));
    }

    @Override
    String service() {
        return "logs";
    }

    @Override
    String target() {
        return "Logs_20140328";
    }

    @Override
    String contentType() {
        return "application/x-amz-json-1.1";
    }

    private static EvidenceSource with(URI address, Map<String, List<String>> groups, List<String> shared, int lines) {
        return of(properties(address, Duration.ofSeconds(15),
                given -> new CloudwatchProperties(given.region(), given.url(), given.logsUrl(), given.dimensions(), List.of(), Map.of(),
                        groups, shared,
                        lines, given.connectTimeout(), given.readTimeout(), given.deadline(), given.maxAnswer())));
    }

    private URI address() {
        return URI.create(server.baseUrl());
    }

    private static String groups(String... names) {
        return "{\"logGroups\": [" + List.of(names).stream().map(name -> "{\"logGroupName\": \"" + name + "\", \"storedBytes\": 1}")
                .collect(Collectors.joining(", ")) + "]}";
    }

    private static String event(String id, long at, String message) {
        return "{\"eventId\": \"" + id + "\", \"timestamp\": " + at + ", \"ingestionTime\": " + at
                + ", \"logStreamName\": \"task/1\", \"message\": "
                + StringNode.valueOf(message) + "}";
    }

    private void events(String... events) {
        // Amazon gives each event to the one part of the window that it lies in; here the fourth has all.
        server.stubFor(
                operation("FilterLogEvents").withRequestBody(matchingJsonPath("$[?(@.startTime <= " + AT + " && @.endTime >= " + AT + ")]"))
                        .willReturn(okJson("{\"events\": [" + String.join(", ", events) + "], \"searchedLogStreams\": []}")));
    }

    @Override
    protected void stock() {
        server.stubFor(operation("DescribeLogGroups").willReturn(okJson(groups())));
        server.stubFor(operation("DescribeLogGroups").withRequestBody(matchingJsonPath("$.logGroupNamePattern", equalTo("checkout")))
                .willReturn(
                        okJson(groups(GROUP, "/ecs/prod/checkout-history", "/aws/lambda/ShopStack-CheckoutHandler1A2B3C4D-q7WxYz12AbCd"))));
        server.stubFor(operation("FilterLogEvents").willReturn(okJson("{\"events\": [], \"searchedLogStreams\": []}")));
        events(event("2", AT + 1500,
                "{\"level\": \"ERROR\", \"message\": \"payment failed\", \"trace_id\": \"771\", \"stack_trace\": \"Timeout: late\"}"),
                event("1", AT, "order placed\n"));
    }

    private static List<LogRecord> records(Draft draft) {
        return ((Content.Logs) draft.content()).records();
    }

    @Test
    void aServicesGroupsAreFoundByTheirNamesAndTheirLinesStandInOrder() {
        var found = (Found) source().ask(about("checkout"));

        assertThat(found.drafts()).extracting(Draft::title).containsExactly("logs of checkout in /ecs/prod/checkout (2 lines)",
                "logs of checkout in /aws/lambda/ShopStack-CheckoutHandler1A2B3C4D-q7WxYz12AbCd (2 lines)");
        List<LogRecord> records = records(found.drafts().getFirst());
        assertThat(records).extracting(LogRecord::body).containsExactly("order placed", "payment failed\nTimeout: late");
        assertThat(records.getLast().severityText()).isEqualTo("ERROR");
        assertThat(records.getLast().traceId()).isEqualTo("771");
        assertThat(records.getLast().at()).isEqualTo(Instant.ofEpochMilli(AT + 1500));
        assertThat(records.getLast().attributes()).containsEntry("log_stream", "task/1").containsEntry("log_group", GROUP);
    }

    @Test
    void aPersonCanAskAgainAndOpenTheConsole() {
        Draft draft = ((Found) source().ask(about("checkout"))).drafts().getFirst();

        assertThat(draft.query()).isEqualTo("aws logs filter-log-events --region eu-central-1 --log-group-name /ecs/prod/checkout "
                + "--start-time 1773321420000 --end-time 1773325920000");
        assertThat(draft.link())
                .isEqualTo("https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/"
                        + "$252Fecs$252Fprod$252Fcheckout/log-events$3Fstart$3D1773321420000$26end$3D1773325920000");
    }

    @Test
    void aPartIsReadPageByPageThoughAPageIsEmpty() {
        stock();
        server.stubFor(operation("DescribeLogGroups").willReturn(okJson(groups(GROUP))));
        server.stubFor(operation("FilterLogEvents").withRequestBody(matchingJsonPath("$.nextToken", absent()))
                .willReturn(okJson("{\"events\": [], \"nextToken\": \"n2\"}")));
        server.stubFor(operation("FilterLogEvents").withRequestBody(matchingJsonPath("$.nextToken", equalTo("n2")))
                .willReturn(okJson("{\"events\": [" + event("7", AT, "late") + "]}")));

        Draft draft = ((Found) source(address()).ask(about("checkout"))).drafts().getFirst();

        assertThat(draft.title()).endsWith("(1 line)");
        assertThat(server.findAll(asked("FilterLogEvents").withRequestBody(matchingJsonPath("$.nextToken", equalTo("n2")))))
                .hasSize(LogsSource.SLICES);
    }

    @Test
    void moreLinesThanTheBoundAreSaidToBeThereAndErrorsAreAskedForByThemselves() {
        stock();
        server.stubFor(operation("DescribeLogGroups").willReturn(okJson(groups(GROUP))));
        String page = IntStream.range(0, 20).mapToObj(i -> event("e" + i, AT + i, "m" + i)).collect(Collectors.joining(", "));
        server.stubFor(operation("FilterLogEvents").willReturn(okJson("{\"events\": [" + page + "], \"nextToken\": \"more\"}")));
        server.stubFor(operation("FilterLogEvents").withRequestBody(containing("?ERROR"))
                .willReturn(okJson("{\"events\": [" + event("late", AT + 99, "ERROR late") + "]}")));

        Draft draft = ((Found) with(address(), Map.of(), List.of(), 100).ask(about("checkout"))).drafts().getFirst();

        assertThat(draft.title()).endsWith("(21 lines; in 5 of 5 parts of the time there are more)");
        assertThat(server.findAll(asked("FilterLogEvents").withRequestBody(matchingJsonPath("$[?(@.limit == 20)]"))))
                .hasSize(LogsSource.SLICES + 1);
    }

    @Test
    void pagesThatNeverEndAreLeft() {
        stock();
        server.stubFor(operation("DescribeLogGroups").willReturn(okJson(groups(GROUP))));
        server.stubFor(operation("FilterLogEvents").willReturn(okJson("{\"events\": [], \"nextToken\": \"again\"}")));

        assertThat(source(address()).ask(about("checkout"))).isInstanceOf(Unavailable.class);
        assertThat(server.findAll(asked("FilterLogEvents"))).hasSizeLessThanOrEqualTo((LogsSource.SLICES + 1) * LogsSource.MOST_PAGES);
    }

    @Test
    void groupsThatMayNotBeReadAreNotNothing() {
        stock();
        server.stubFor(operation("FilterLogEvents")
                .willReturn(error(400, "AccessDeniedException", "not authorized to perform: logs:FilterLogEvents")));

        assertThat(source(address()).ask(about("checkout"))).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.lasting()).isTrue();
            assertThat(unavailable.reason()).contains("logs:FilterLogEvents");
        });
        server.stubFor(operation("DescribeLogGroups").willReturn(okJson(groups(GROUP))));
        assertThat(Objects.requireNonNull(source(address()).report()).facts()).contains("1 log group")
                .anyMatch(fact -> fact.startsWith("lines cannot be read") && fact.contains("logs:FilterLogEvents"));
    }

    @Test
    void aPartThatWasHeldBackIsNotSilentlyMissing() {
        stock();
        server.stubFor(operation("DescribeLogGroups").willReturn(okJson(groups(GROUP))));
        server.stubFor(operation("FilterLogEvents").withRequestBody(matchingJsonPath("$[?(@.startTime == 1773321420000)]"))
                .willReturn(error(400, "ThrottlingException", "Rate exceeded")));

        assertThat(((Found) source(address()).ask(about("checkout"))).drafts().getFirst().title())
                .endsWith("(2 lines; in 1 of 5 parts of the time there are more)");
    }

    @Test
    void groupsAreListedPageByPage() {
        stock();
        server.stubFor(operation("DescribeLogGroups").withRequestBody(matchingJsonPath("$.nextToken", absent()))
                .willReturn(okJson("{\"logGroups\": [], \"nextToken\": \"g2\"}")));
        server.stubFor(operation("DescribeLogGroups").withRequestBody(matchingJsonPath("$.nextToken", equalTo("g2")))
                .willReturn(okJson(groups(GROUP))));

        assertThat(source(address()).ask(about("checkout"))).isInstanceOf(Found.class);
    }

    @Test
    void aNameIsLookedForAsInfrastructureAsCodeWritesItToo() {
        stock();
        server.stubFor(operation("DescribeLogGroups").withRequestBody(matchingJsonPath("$.logGroupNamePattern", equalTo("OrderApi")))
                .willReturn(okJson(groups("/aws/lambda/OrderApi"))));

        assertThat(source(address()).ask(about("order-api"))).isInstanceOf(Found.class);
    }

    @Test
    void theGroupsOfItsEnvironmentAreRead() {
        stock();
        server.stubFor(operation("DescribeLogGroups").willReturn(okJson(groups("/ecs/staging/checkout", GROUP))));

        var found = (Found) source(address()).ask(new EvidenceQuery(List.of("checkout"), "production", WINDOW, Map.of(), null));

        assertThat(found.drafts()).singleElement().satisfies(draft -> assertThat(draft.title()).contains(GROUP));
    }

    @Test
    void aGroupThatWasNamedIsReadWhateverItIsCalled() {
        stock();

        assertThat(with(address(), Map.of("ledger", List.of("/var/log/messages")), List.of(), 5000).ask(about("ledger")))
                .isInstanceOfSatisfying(Found.class,
                        found -> assertThat(found.drafts().getFirst().title()).contains("in /var/log/messages"));
    }

    @Test
    void ofAGroupThatManyShareOnlyTheServicesOwnLinesAreTaken() {
        stock();
        events(event("1", AT,
                "{\"log\": \"calling ledger\", \"kubernetes\": {\"container_name\": \"checkout\", \"pod_name\": \"checkout-1\"}}"),
                event("2", AT + 1, "{\"log_processed\": {\"level\": \"warn\", \"msg\": \"slow\"}, \"log\": \"x\", \"kubernetes\": "
                        + "{\"container_name\": \"ledger\", \"pod_name\": \"ledger-5\"}}"));

        var found = (Found) with(address(), Map.of(), List.of("/aws/containerinsights/shop/application"), 5000).ask(about("ledger"));

        assertThat(records(found.drafts().getFirst())).singleElement().satisfies(record -> {
            assertThat(record.body()).isEqualTo("slow");
            assertThat(record.severityText()).isEqualTo("warn");
            assertThat(record.attributes()).containsEntry("k8s.pod.name", "ledger-5");
        });
        assertThat(found.drafts().getFirst().query()).contains("--filter-pattern '\"ledger\"'");
        assertThat(server.findAll(asked("FilterLogEvents").withRequestBody(matchingJsonPath("$.filterPattern", equalTo("\"ledger\"")))))
                .isNotEmpty();
    }

    @Test
    void whatTheIncidentSaysIsNeverPartOfAPattern() {
        stock();

        assertThat(with(address(), Map.of(), List.of("/shared"), 5000).ask(about("a\" OR {$.x=1}"))).isInstanceOf(NothingFound.class);
        assertThat(server.findAll(asked("FilterLogEvents"))).isNotEmpty()
                .allSatisfy(request -> assertThat(request.getBodyAsString()).contains("\"filterPattern\":\"\\\"a OR {$.x=1}\\\"\""));
    }

    @Test
    void bothAreSourcesOfTheServerAsSoonAsThereIsARegion() {
        var server = new ApplicationContextRunner().withUserConfiguration(CloudwatchConfiguration.class)
                .withBean(InstantSource.class, Clock::systemUTC);

        server.run(context -> assertThat(context).doesNotHaveBean(EvidenceSource.class));
        server.withPropertyValues("firsthour.evidence.cloudwatch.region=eu-central-1").run(context -> assertThat(context
                .getBeansOfType(EvidenceSource.class).values()).extracting(EvidenceSource::name)
                .containsExactlyInAnyOrder("cloudwatch", "cloudwatch_logs"));
        server.withPropertyValues("firsthour.evidence.cloudwatch.region=https://x")
                .run(context -> assertThat(context).getFailure().rootCause()
                        .hasMessageContaining("firsthour.evidence.cloudwatch.region"));
        server.withPropertyValues("firsthour.evidence.cloudwatch.region=eu-central-1",
                "firsthour.evidence.cloudwatch.resources.checkout=orders")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("as in TableName=orders"));
    }
}
