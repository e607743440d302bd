package dev.firsthour.evidence.kubernetes;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.ConfiguredSourceContract;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Notice;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import tools.jackson.databind.json.JsonMapper;

/// The adapter against bodies in the form that the reference of Kubernetes' API (v1, apps/v1) documents.
class KubernetesSourceTest extends ConfiguredSourceContract<KubernetesProperties> {

    private static final String PODS = "/api/v1/pods";
    private static final String SETS = "/apis/apps/v1/namespaces/shop/replicasets";
    private static final String EVENTS = "/api/v1/namespaces/shop/events";
    private static final String LOG = "/api/v1/namespaces/shop/pods/checkout-6d4c9b7f5-abcde/log";
    private static final String NONE = "{\"metadata\": {}, \"items\": []}";
    private static final String POD = """
            {"metadata": {"name": "checkout-6d4c9b7f5-abcde", "namespace": "shop", "labels": {"app": "checkout", "pod-template-hash": "6d4c9b7f5"}},
             "spec": {"nodeName": "node-7", "containers": [{"name": "checkout", "resources": {"limits": {"memory": "256Mi"}}}]},
             "status": {"conditions": [{"type": "Ready", "status": "False", "lastTransitionTime": "2026-03-12T14:13:00Z"}],
               "containerStatuses": [{"name": "checkout", "restartCount": 5,
                 "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 40s restarting failed container"}},
                 "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled", "startedAt": "2026-03-12T14:11:00Z", "finishedAt": "2026-03-12T14:12:30Z"}}}]}}""";

    private static KubernetesProperties properties(URI address, Duration read, List<String> namespaces) {
        return new KubernetesProperties(address, TOKEN, null, null, namespaces, List.of("app.kubernetes.io/name", "app"), 100,
                Duration.ofHours(24), CONNECT, read, read.multipliedBy(3), DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected KubernetesProperties properties(URI address, Duration read) {
        return properties(address, read, List.of());
    }

    @Override
    protected EvidenceSource source(KubernetesProperties properties) {
        return new KubernetesSource(properties);
    }

    private static String list(String... items) {
        return "{\"metadata\": {}, \"items\": [" + String.join(",", items) + "]}";
    }

    private static String set(int revision, String made, String image, String pool) {
        return """
                {"metadata": {"name": "checkout-%d", "namespace": "shop", "creationTimestamp": "%s", "annotations": {"deployment.kubernetes.io/revision": "%d"},
                   "ownerReferences": [{"kind": "Deployment", "name": "checkout"}]},
                 "spec": {"template": {"metadata": {"labels": {"app": "checkout", "pod-template-hash": "h%d"}}, "spec": {"containers": [
                   {"name": "checkout", "image": "registry.example.org:5000/shop/checkout:%s", "env": [{"name": "POOL_SIZE", "value": "%s"}, {"name": "MODE", "value": "a"}]}]}}}}"""
                .formatted(revision, made, revision, revision, image, pool);
    }

    @Override
    protected void stock() {
        server.stubFor(get(urlPathMatching("/apis?/.*")).willReturn(okJson(NONE)));
        serve("/version", "{\"gitVersion\": \"v1.34.2\"}");
        server.stubFor(
                get(urlPathEqualTo(PODS)).withQueryParam("labelSelector", containing("app in (checkout)")).willReturn(okJson(list(POD))));
        server.stubFor(get(urlPathEqualTo(SETS)).withQueryParam("labelSelector", equalTo("app=checkout")).willReturn(okJson(list(
                set(6, "2026-03-01T09:00:00Z", "2.3.9", "50"), set(7, "2026-03-12T14:08:00Z", "2.4.0", "5")))));
        server.stubFor(get(urlPathEqualTo(EVENTS)).withQueryParam("fieldSelector", equalTo("type!=Normal"))
                .willReturn(okJson(list(
                        """
                                {"type": "Warning", "reason": "BackOff", "message": "Back-off restarting failed container", "count": 7, "lastTimestamp": "2026-03-12T14:14:00Z",
                                 "involvedObject": {"kind": "Pod", "name": "checkout-6d4c9b7f5-abcde", "namespace": "shop"}}""",
                        """
                                {"type": "Warning", "reason": "FailedScheduling", "message": "0/3 nodes are available", "eventTime": "2026-03-12T14:09:00.000000Z", "lastTimestamp": null,
                                 "involvedObject": {"kind": "Pod", "name": "checkout-6d4c9b7f5-fghij", "namespace": "shop"}}""",
                        """
                                {"type": "Warning", "reason": "BackOff", "message": "of another", "lastTimestamp": "2026-03-12T14:14:00Z",
                                 "involvedObject": {"kind": "Pod", "name": "checkout-admin-6d4c9b7f5-abcde", "namespace": "shop"}}"""))));
        server.stubFor(get(urlPathEqualTo(LOG)).willReturn(ok(
                "2026-03-12T14:12:29.123456789Z java.lang.OutOfMemoryError: Java heap space\n2026-03-12T14:12:29.2Z bye\n")));
        serve("/api/v1/nodes/node-7",
                """
                        {"metadata": {"name": "node-7"}, "status": {"conditions": [
                          {"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"},
                          {"type": "MemoryPressure", "status": "True", "lastTransitionTime": "2026-03-12T14:11:00Z", "reason": "KubeletHasInsufficientMemory",
                           "message": "kubelet has insufficient memory available"}]}}""");
    }

    private static List<Draft> drafts(EvidenceSource source) {
        return ((Found) source.ask(about("checkout"))).drafts();
    }

    private static Change change(EvidenceSource source) {
        return ((Content.Changes) drafts(source).getFirst().content()).changes().getFirst();
    }

    private static List<LogRecord> logs(EvidenceSource source, String title) {
        return drafts(source).stream().filter(draft -> draft.title().startsWith(title)).findFirst()
                .map(draft -> ((Content.Logs) draft.content()).records()).orElse(List.of());
    }

    @Test
    void whyAContainerEndedIsALineOfItsService() {
        List<LogRecord> lines = logs(source(), "what happened to the pods of checkout");

        assertThat(lines).extracting(LogRecord::body).containsExactly(
                "FailedScheduling: 0/3 nodes are available (pod checkout-6d4c9b7f5-fghij)",
                "container checkout of pod checkout-6d4c9b7f5-abcde ended: OOMKilled (exit code 137), killed as it ran out of memory at its limit of 256Mi, "
                        + "restarts so far 5",
                "container checkout of pod checkout-6d4c9b7f5-abcde cannot run: CrashLoopBackOff back-off 40s restarting failed container",
                "BackOff: Back-off restarting failed container (pod checkout-6d4c9b7f5-abcde, 7 times)");
        assertThat(lines).allSatisfy(line -> assertThat(line.service()).isEqualTo("checkout"));
        assertThat(lines.get(1).at()).isEqualTo("2026-03-12T14:12:30Z");
        assertThat(lines.get(1).severityText()).isEqualTo("ERROR");
        assertThat(lines.get(1).attributes()).containsEntry("node", "node-7");
    }

    @Test
    void theContainerBeforeTellsItsLastLines() {
        List<LogRecord> lines = logs(source(), "last lines of container checkout");

        assertThat(lines).extracting(LogRecord::body).containsExactly("java.lang.OutOfMemoryError: Java heap space", "bye");
        assertThat(lines.getFirst().at()).isEqualTo("2026-03-12T14:12:29.123456789Z");
        assertThat(
                server.findAll(getRequestedFor(urlPathEqualTo(LOG)).withQueryParam("previous", equalTo("true")).withQueryParam("tailLines",
                        equalTo("100"))))
                .isNotEmpty();
    }

    @Test
    void aRolloutIsAChangeWithWhatDiffersBetweenTheRevisions() {
        Change change = change(source());

        assertThat(change.kind()).isEqualTo(Change.Kind.DEPLOYMENT);
        assertThat(change.at()).isEqualTo("2026-03-12T14:08:00Z");
        assertThat(change.service()).isEqualTo("checkout");
        assertThat(change.version()).isEqualTo("2.4.0");
        assertThat(change.attributes()).containsEntry("previous version", "2.3.9").containsEntry("namespace", "shop");
        assertThat(change.diff()).isEqualTo("""
                --- a/shop/deployment/checkout.yaml
                +++ b/shop/deployment/checkout.yaml
                @@ -1,2 +1,2 @@
                -containers.checkout.env.POOL_SIZE: 50
                +containers.checkout.env.POOL_SIZE: 5
                -containers.checkout.image: registry.example.org:5000/shop/checkout:2.3.9
                +containers.checkout.image: registry.example.org:5000/shop/checkout:2.4.0
                """);
    }

    @Test
    void goingBackIsAChangeAtTheTimeItWasDone() {
        stock();
        serve(SETS, list(set(7, "2026-03-11T14:08:00Z", "2.4.0", "5"),
                set(8, "2026-03-01T09:00:00Z", "2.3.9", "50")));
        serve("/apis/apps/v1/namespaces/shop/deployments/checkout", """
                {"status": {"conditions": [{"type": "Progressing", "status": "True", "lastUpdateTime": "2026-03-12T14:20:00Z"}]}}""");

        Change change = change(here());

        assertThat(change.at()).isEqualTo("2026-03-12T14:20:00Z");
        assertThat(change.title()).contains("rolled back").contains("revision 8");
        assertThat(change.version()).isEqualTo("2.3.9");
    }

    @Test
    void aNodeInTroubleIsANotice() {
        List<Notice> notices = drafts(source()).stream().map(Draft::content).filter(Content.Notices.class::isInstance)
                .map(Content.Notices.class::cast).findFirst().orElseThrow().notices();

        assertThat(notices).singleElement().satisfies(notice -> {
            assertThat(notice.component()).isEqualTo("node-7");
            assertThat(notice.state()).isEqualTo("warning");
            assertThat(notice.text()).contains("MemoryPressure is True", "insufficient memory");
        });
    }

    @Test
    void aServiceWithoutItsLabelIsFoundByTheDeploymentOfItsName() {
        stock();
        server.stubFor(
                get(urlPathEqualTo("/apis/apps/v1/deployments")).withQueryParam("fieldSelector", equalTo("metadata.name=till")).willReturn(
                        okJson(list(
                                """
                                        {"metadata": {"name": "till", "namespace": "shop"}, "spec": {"selector": {"matchLabels": {"role": "till", "app": "shop"}}}}"""))));
        server.stubFor(get(urlPathEqualTo("/api/v1/namespaces/shop/pods")).withQueryParam("labelSelector", equalTo("app=shop,role=till"))
                .willReturn(okJson(list(POD))));

        assertThat(here().ask(about("till"))).isInstanceOfSatisfying(Found.class,
                found -> assertThat(found.drafts()).anyMatch(draft -> draft.title().contains("pods of till")));
    }

    @Test
    void listsAreReadPageByPageUpToTheirBound() {
        stock();
        String page = JsonMapper.shared().createObjectNode().set("metadata", JsonMapper.shared().createObjectNode().put("continue", "more"))
                .toString();
        serve(EVENTS, page.substring(0, page.length() - 1) + ", \"items\": []}");

        var _ = here().ask(about("checkout"));

        assertThat(server.findAll(getRequestedFor(urlPathEqualTo(EVENTS)).withQueryParam("fieldSelector", equalTo("type!=Normal"))))
                .hasSize(KubernetesSource.MOST_PAGES);
        assertThat(server.findAll(getRequestedFor(urlPathEqualTo(EVENTS)).withQueryParam("fieldSelector", equalTo("type!=Normal"))
                .withQueryParam("continue", equalTo("more")))).hasSize(KubernetesSource.MOST_PAGES - 1);
    }

    @Test
    void onlyTheNamespacesThatAreSetAreLookedIn() {
        stock();

        assertThat(new KubernetesSource(properties(URI.create(server.baseUrl()), Duration.ofSeconds(15), List.of("till", "bank")))
                .ask(about("checkout"))).isInstanceOf(NothingFound.class);

        assertThat(server.getAllServeEvents()).isNotEmpty().allSatisfy(
                event -> assertThat(event.getRequest().getUrl()).containsPattern("/namespaces/(till|bank)/"));
    }

    @Test
    void whatMayNotBeReadDoesNotLoseTheRest() {
        stock();
        for (String path : List.of("/api/v1/nodes/node-7", LOG, "/apis/apps/v1/namespaces/shop/controllerrevisions", "/api/v1/nodes")) {
            server.stubFor(get(urlPathEqualTo(path)).willReturn(aResponse().withStatus(403).withBody("{\"message\": \"forbidden\"}")));
        }
        EvidenceSource source = here();

        assertThat(drafts(source)).hasSize(2);
        SourceReport report = Objects.requireNonNull(source.report());
        assertThat(report.version()).isEqualTo("v1.34.2");
        assertThat(report.facts()).contains("events can be read", "nodes cannot be read: let the account get and list them");
    }

    @Test
    void whatTheIncidentSaysCannotLeadElsewhere() {
        assertThat(source().ask(new EvidenceQuery(List.of("../nodes", "a,b", "x)y", "A B"), null, WINDOW, Map.of(), null)))
                .isInstanceOf(NothingFound.class);
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void aNamespaceThatIsNoneIsRefusedWithItsSetting() {
        assertThatIllegalArgumentException().isThrownBy(() -> properties(URI.create("http://127.0.0.1"), Duration.ZERO, List.of("a/b")))
                .withMessageContaining("firsthour.evidence.kubernetes.namespaces");
    }
}
