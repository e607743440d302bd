package dev.firsthour.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.intake.HmacSignature.Form;
import dev.firsthour.intake.HmacSignature.Stamp;
import dev.firsthour.intake.Signature.Proof;
import dev.firsthour.testing.SharedData;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SignatureTest {

    private static final Instant NOW = Instant.parse("2026-03-12T14:17:00Z");
    private static final Form PLAIN = new Form("X-Signature", "sha256=", null);
    private static final Form LISTED = new Form("X-PagerDuty-Signature", "v1=", null);
    private static final Form TIMED = new Form("X-Slack-Signature", "v0=",
            new Stamp("X-Slack-Request-Timestamp", "v0:", ":", Duration.ofMinutes(5)));
    /// HMAC-SHA256 of the body with each secret, computed by `openssl dgst -sha256 -hmac SECRET`.
    private static final String BODY = "{\"service\":\"checkout\"}";
    private static final String BY_OLD = "5ea441ee1b0ddef5e10acc8240f71410079eec75e720b339cbe82878f2b37e58";
    private static final String BY_NEW = "c8e12a32dfc9da184c032103f790480235174d3406c9e231693c37f7fd11115d";

    private static SharedSecrets secrets(String... values) {
        return SharedSecrets.of("firsthour.intake.test.secrets", List.of(values));
    }

    private static Delivery delivery(String body, Map<String, String> headers) {
        return new Delivery(body.getBytes(StandardCharsets.UTF_8), headers, Map.of());
    }

    @ParameterizedTest
    @CsvSource({"old," + BY_OLD, "new," + BY_NEW})
    void bothSecretsAreGoodWhileOneTakesThePlaceOfTheOther(String name, String signature) {
        var signed = new HmacSignature(PLAIN, secrets("the old one", "the new one"));
        assertThat(signed.of(delivery(BODY, Map.of("x-signature", "sha256=" + signature)), NOW)).as(name).isEqualTo(new Proof.Given());
    }

    @Test
    void anySignatureOfAListCounts() {
        var signed = new HmacSignature(LISTED, secrets("the new one"));
        assertThat(signed.of(delivery(BODY, Map.of("X-PagerDuty-Signature", "v1=" + BY_OLD + ", v1=" + BY_NEW)), NOW))
                .isEqualTo(new Proof.Given());
        assertThat(signed.of(delivery(BODY, Map.of("X-PagerDuty-Signature", "v1=" + BY_OLD + ", v2=" + BY_NEW)), NOW))
                .isInstanceOf(Proof.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256=" + BY_NEW, "sha256=zz", "sha256=", "x", BY_OLD, "sha1=" + BY_OLD, ",", "sha256=OLD"})
    void whatIsNotItsSignatureIsRefused(String signature) {
        var signed = new HmacSignature(PLAIN, secrets("the old one"));
        assertThat(signed.of(delivery(BODY, Map.of("X-Signature", signature)), NOW)).isInstanceOf(Proof.Refused.class);
    }

    @Test
    void everyChangedByteIsRefused() {
        var signed = new HmacSignature(PLAIN, secrets("the old one"));
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < body.length; i++) {
            byte[] changed = body.clone();
            changed[i] ^= 1;
            assertThat(signed.of(new Delivery(changed, Map.of("X-Signature", "sha256=" + BY_OLD), Map.of()), NOW)).as("byte %s", i)
                    .isInstanceOf(Proof.Refused.class);
        }
    }

    @Test
    void withoutASecretOrASignatureItIsMissingAndSaysWhatToSet() {
        assertThat(new HmacSignature(PLAIN, secrets()).of(delivery(BODY, Map.of("X-Signature", "sha256=" + BY_OLD)), NOW))
                .isInstanceOfSatisfying(Proof.Missing.class,
                        missing -> assertThat(missing.remedy()).contains("firsthour.intake.test.secrets"));
        assertThat(new HmacSignature(PLAIN, secrets("the old one")).of(delivery(BODY, Map.of()), NOW))
                .isInstanceOfSatisfying(Proof.Missing.class, missing -> assertThat(missing.remedy()).contains("X-Signature"));
    }

    @ParameterizedTest
    @CsvSource({"-300,true", "300,true", "-301,false", "301,false"})
    void aSignedTimeHasToBeNear(long seconds, boolean near) {
        var signed = new HmacSignature(TIMED, secrets("the old one"));
        String time = Long.toString(NOW.getEpochSecond());
        Delivery sent = delivery(BODY, Map.of("X-Slack-Signature", "v0=9538b5e6121b3d8d42f9a78664161d0efa83b3cab4872c24d550c51dbda327ae",
                "X-Slack-Request-Timestamp", time));
        Proof proof = signed.of(sent, NOW.plusSeconds(seconds));
        assertThat(proof instanceof Proof.Given).isEqualTo(near);
    }

    @ParameterizedTest
    @CsvSource({"1773325021", "soon", "99999999999999999999", "9223372036854775807"})
    void anotherTimeThanTheSignedOneIsRefused(String time) {
        var signed = new HmacSignature(TIMED, secrets("the old one"));
        Delivery sent = delivery(BODY, Map.of("X-Slack-Signature", "v0=9538b5e6121b3d8d42f9a78664161d0efa83b3cab4872c24d550c51dbda327ae",
                "X-Slack-Request-Timestamp", time));
        assertThat(signed.of(sent, NOW)).isInstanceOf(Proof.Refused.class);
        assertThat(signed.of(
                delivery(BODY, Map.of("X-Slack-Signature", "v0=9538b5e6121b3d8d42f9a78664161d0efa83b3cab4872c24d550c51dbda327ae")), NOW))
                .isInstanceOf(Proof.Refused.class);
    }

    @Test
    void aTokenIsTakenFromWhereverTheSenderCanPutIt() {
        var token = new TokenSignature(new TokenSignature.Place("X-Gitlab-Token", "token", true), secrets("old", "new"));
        String basic = "Basic " + Base64.getEncoder().encodeToString("anybody:new".getBytes(StandardCharsets.UTF_8));
        assertThat(proof(token, Map.of("X-Gitlab-Token", "new"), null)).isEqualTo(new Proof.Given());
        assertThat(proof(token, Map.of(), "old")).isEqualTo(new Proof.Given());
        assertThat(proof(token, Map.of("Authorization", basic), null)).isEqualTo(new Proof.Given());
        assertThat(proof(token, Map.of("Authorization", "Basic !!"), null)).isInstanceOf(Proof.Missing.class);
        assertThat(proof(token, Map.of("X-Gitlab-Token", "ne"), null)).isInstanceOf(Proof.Refused.class);
        assertThat(proof(token, Map.of(), null)).isInstanceOf(Proof.Missing.class);
        assertThat(proof(new TokenSignature(new TokenSignature.Place("X-Gitlab-Token", null, false), secrets()),
                Map.of("X-Gitlab-Token", ""), null))
                .isInstanceOf(Proof.Missing.class);
    }

    private static Proof proof(Signature signature, Map<String, String> headers, @Nullable String parameter) {
        return signature.of(new Delivery(new byte[0], headers, parameter == null ? Map.of() : Map.of("token", parameter)), NOW);
    }

    @Test
    void aSecretMayLieInAFileAndNeverShows(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "the old one\n");
        SharedSecrets secrets = secrets("file:" + file, " ");
        assertThat(new HmacSignature(PLAIN, secrets).of(delivery(BODY, Map.of("X-Signature", "sha256=" + BY_OLD)), NOW))
                .isEqualTo(new Proof.Given());
        assertThat(secrets.toString()).doesNotContain("the old one").contains("1 secrets");
        assertThatThrownBy(() -> secrets("1", "2", "3", "4", "5", "6", "7", "8", "9"))
                .hasMessageContaining("firsthour.intake.test.secrets");
    }

    /// The known answers of the vendors' own documentation.
    @Test
    void everyPublicVectorHoldsAndAChangedByteIsRefused() throws IOException {
        Path file = SharedData.require("corpora/signatures/vectors.json");
        JsonNode vectors = JsonMapper.shared().readTree(file);
        holds(vectors.path("github"), new Form("X-Hub-Signature-256", "sha256=", null), file);
        holds(vectors.path("slack"), TIMED, file);
        holds(vectors.path("pagerduty_v3"), LISTED, file);
    }

    private static void holds(JsonNode vector, Form form, Path file) throws IOException {
        byte[] body = vector.has("body")
                ? vector.path("body").asString().getBytes(StandardCharsets.UTF_8)
                : Files.readAllBytes(file.resolveSibling(vector.path("body_file").asString()).normalize());
        String time = vector.path("timestamp").asString("0");
        Map<String, String> headers = Map.of(form.header(), vector.path("signature").asString(), "X-Slack-Request-Timestamp", time);
        Instant now = Instant.ofEpochSecond(Long.parseLong(time));
        var signed = new HmacSignature(form, SharedSecrets.of("test", List.of("another", vector.path("secret").asString())));
        assertThat(signed.of(new Delivery(body, headers, Map.of()), now)).as(form.header()).isEqualTo(new Proof.Given());
        byte[] changed = body.clone();
        changed[changed.length / 2] ^= 1;
        assertThat(signed.of(new Delivery(changed, headers, Map.of()), now)).as(form.header()).isInstanceOf(Proof.Refused.class);
    }
}
