package dev.firsthour.evidence.argocd;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.ConfiguredSourceContract;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Notice;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

/// The adapter against bodies in the form that Argo CD's own description of its API gives.
class ArgocdSourceTest extends ConfiguredSourceContract<ArgocdProperties> {

    private static final String APPLICATIONS = "/api/v1/applications";
    private static final String NEW = "1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c";
    private static final String OLD = "aabbccddeeff00112233445566778899aabbccdd";
    private static final String METADATA = APPLICATIONS + "/checkout/revisions/" + NEW + "/metadata";

    private static ArgocdProperties properties(URI address, Duration read, Map<String, String> applications) {
        return new ArgocdProperties(address, TOKEN, null, null, applications, null, Duration.ofHours(24), CONNECT, read,
                read.multipliedBy(3), DataSize.ofBytes(MOST_BYTES));
    }

    @Override
    protected ArgocdProperties properties(URI address, Duration read) {
        return properties(address, read, Map.of());
    }

    @Override
    protected EvidenceSource source(ArgocdProperties properties) {
        return new ArgocdSource(properties);
    }

    private static String entry(int id, String revision, String at, String replicas) {
        return """
                {"id": %d, "revision": "%s", "deployedAt": "%s", "initiatedBy": {"username": "ada"}, "source": {"repoURL": "https://git.example.org/deploy",
                  "path": "checkout", "targetRevision": "HEAD", "helm": {"parameters": [{"name": "replicas", "value": "%s"}]}}}"""
                .formatted(id, revision, at, replicas);
    }

    private static String application(String name, String phase, String history) {
        return """
                {"metadata": {"name": "%s", "namespace": "argocd"}, "spec": {"destination": {"namespace": "shop"}}, "status": {"history": [%s],
                  "operationState": {"phase": "%s", "message": "one or more objects failed to apply", "finishedAt": "2026-03-12T14:09:00Z"}}}"""
                .formatted(name, history, phase);
    }

    @Override
    protected void stock() {
        serve("/api/version", "{\"Version\": \"v3.2.0\"}");
        serve(APPLICATIONS, "{\"items\": [" + application("checkout", "Failed",
                entry(1, OLD, "2026-03-01T09:00:00Z", "5") + "," + entry(2, NEW, "2026-03-12T14:08:00Z", "2")) + ","
                + application("checkout-production", "Succeeded", entry(7, NEW, "2026-03-12T14:08:00Z", "2")) + "]}");
        serve(METADATA, """
                {"author": "Ada <ada@example.org>", "date": "2026-03-12T14:00:00Z", "message": "Fewer replicas"}""");
    }

    private static List<Change> changes(EvidenceSource source, EvidenceQuery query) {
        return ((Found) source.ask(query)).drafts().stream().map(Draft::content).filter(Content.Changes.class::isInstance)
                .map(Content.Changes.class::cast).flatMap(content -> content.changes().stream()).toList();
    }

    @Test
    void aSynchronisationIsAChangeWithWhatDiffersFromTheOneBefore() {
        assertThat(changes(source(), about("checkout"))).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Change.Kind.DEPLOYMENT);
            assertThat(change.at()).isEqualTo("2026-03-12T14:08:00Z");
            assertThat(change.service()).isEqualTo("checkout");
            assertThat(change.commit()).isEqualTo(NEW);
            assertThat(change.title()).isEqualTo("checkout synchronised to 1f2e3d4c5b6a by ada: Fewer replicas");
            assertThat(change.attributes()).containsEntry("from", OLD).containsEntry("namespace", "shop");
            assertThat(change.diff()).isEqualTo("""
                    --- a/checkout.yaml
                    +++ b/checkout.yaml
                    @@ -1,2 +1,2 @@
                    -revision: %s
                    +revision: %s
                    -source.helm.parameters.replicas: 5
                    +source.helm.parameters.replicas: 2
                    """.formatted(OLD, NEW));
        });
        assertThat(found("checkout").drafts().getFirst().link()).isEqualTo(server.baseUrl()
                + "/applications/argocd/checkout");
    }

    @Test
    void aSynchronisationThatFailedIsANotice() {
        List<Notice> notices = found("checkout").drafts().stream().map(Draft::content)
                .filter(Content.Notices.class::isInstance).map(Content.Notices.class::cast).findFirst().orElseThrow().notices();

        assertThat(notices).singleElement().satisfies(notice -> {
            assertThat(notice.state()).isEqualTo("failed");
            assertThat(notice.text()).contains("one or more objects failed to apply");
        });
    }

    @Test
    void anApplicationMayBeNamedWithItsEnvironmentOrByConfiguration() {
        stock();
        URI address = URI.create(server.baseUrl());

        assertThat(changes(source(address), new EvidenceQuery(List.of("checkout"), "production", WINDOW, Map.of(), null)))
                .extracting(change -> change.attributes().get("application")).containsExactly("checkout", "checkout-production");
        assertThat(changes(new ArgocdSource(properties(address, Duration.ofSeconds(15), Map.of("till", "checkout-production"))),
                about("till")))
                .extracting(Change::service).containsExactly("till");
    }

    @Test
    void theNewestSynchronisationsAreReadUpToTheirBound() {
        stock();
        serve(APPLICATIONS, "{\"items\": [" + application("checkout", "Succeeded",
                IntStream.range(0, 10).mapToObj(i -> entry(i, "HEAD", "2026-03-12T13:0" + i + ":00Z", "2"))
                        .collect(Collectors.joining(",")))
                + "]}");

        assertThat(changes(here(), about("checkout"))).hasSize(ArgocdSource.MOST_SYNCS)
                .first().satisfies(change -> assertThat(change.id()).isEqualTo("checkout 9"));
    }

    @Test
    void aRepositoryThatCannotBeReadDoesNotLoseTheChange() {
        stock();
        server.stubFor(get(urlPathEqualTo(METADATA)).willReturn(aResponse().withStatus(500)));

        assertThat(changes(here(), about("checkout"))).singleElement()
                .satisfies(change -> assertThat(change.author()).isEqualTo("ada"));
    }
}
