package dev.firsthour.evidence;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;

import dev.firsthour.evidence.Endpoint.Answer;
import dev.firsthour.evidence.Endpoint.Request;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/// Systems whose certificate nobody signed but an authority of one's own, as keytool makes it.
class AuthorityTest {

    @TempDir
    private Path folder;

    private Path store;
    private Path certificate;

    @BeforeEach
    void makeACertificate() throws IOException, InterruptedException {
        store = folder.resolve("server.p12");
        certificate = folder.resolve("ca.crt");
        keytool("-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=server", "-ext", "san=ip:127.0.0.1", "-keystore",
                store.toString(), "-storetype", "PKCS12", "-storepass", "password");
        keytool("-exportcert", "-rfc", "-alias", "server", "-keystore", store.toString(), "-storepass", "password", "-file",
                certificate.toString());
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(process.waitFor()).isZero();
    }

    private Answer asked(@Nullable Path authority) {
        var server = new WireMockServer(
                WireMockConfiguration.wireMockConfig().dynamicHttpsPort().httpDisabled(true).bindAddress("127.0.0.1")
                        .keystorePath(store.toString()).keystoreType("PKCS12").keystorePassword("password").keyManagerPassword("password"));
        server.start();
        try {
            server.stubFor(any(anyUrl()).willReturn(okJson("{}")));
            return new Endpoint("cluster", "firsthour.evidence.cluster", URI.create("https://127.0.0.1:" + server.httpsPort()),
                    Credential.none(), Map.of(), new Endpoint.Limits(Duration.ofSeconds(5), Duration.ofSeconds(15), 1000), authority)
                    .ask(Request.get("/"), Duration.ofSeconds(15));
        } finally {
            server.stop();
        }
    }

    @Test
    void whatAnAuthorityOfOnesOwnSignedIsTrustedWhereItsFileIsNamed() {
        assertThat(asked(certificate)).isInstanceOf(Answer.Data.class);
    }

    @Test
    void whatNobodySignedIsNot() {
        assertThat(asked(null)).isInstanceOfSatisfying(Answer.Failed.class, failed -> {
            assertThat(failed.reason()).contains("no trusted connection");
            assertThat(failed.lasting()).isTrue();
        });
    }

    @Test
    void aFileWithoutACertificateIsRefusedWithItsSetting() throws IOException {
        Files.writeString(certificate, "not a certificate");

        assertThatIllegalArgumentException().isThrownBy(() -> asked(certificate))
                .withMessageContaining("firsthour.evidence.cluster.ca-file");
    }
}
