package dev.firsthour.privacy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// National ids, host names, encoded and split secrets, and patterns of one's own. Every number and key here was made up for these tests.
class MoreSecretsTest {

    private static final byte[] KEY = "a key of at least sixteen bytes".getBytes(StandardCharsets.UTF_8);

    private final Redactor redactor = Redactors.standard(KEY);

    private String redacted(String text) {
        String once = redactor.redact(text, "scope").text();
        assertThat(redactor.redact(once, "scope")).as("redacting twice changes nothing").isEqualTo(new Redacted(once, 0));
        return once;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssn 536-22-8726 on file", "taxId=86095742719", "\"cpf\": \"52998224725\"", "cliente 529.982.247-25",
            "CNPJ 11.222.333/0001-81",
            "bsn: 111222333", "pesel=44051401359", "dni 12345678Z", "NIE X1234567L", "cf RSSMRA85T10A562S", "NIR 2 55 08 14 168 025 38",
            "nir=255081416802538", "customer_ssn=536228726", "NINO AB 12 34 56 C", "nino=AB123456C", "aadhaar 2345 6789 0124"})
    void numbersThatStatesGiveToPersonsBecomePseudonyms(String text) {
        assertThat(redacted(text)).matches(".*person-[0-9a-f]{8}.*").isNotEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"order 536-00-8726", "order 666-22-8726", "id=86095742719", "id=52998224725", "529.982.247-26",
            "bsn: 111222334", "12345678A", "12345678z",
            "RSSMRA85T10A562T", "2345 6789 0125", "took 255081416802539 ns", "offset 111222333", "trace 4bf92f3577b34da6a3ce929d0e0e4736",
            "1767225600123456"})
    void numbersThatFailTheirCheckOrStandBehindNoTellingNameStay(String text) {
        assertThat(redacted(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"db-3.prod.internal", "printer.local", "mail.eu.corp", "ip-10-0-3-17",
            "ip-10-0-3-17.eu-west-1.compute.internal", "nas.lan",
            "ec2-3-120-4-5.eu-central-1.compute.amazonaws.com"})
    void internalHostsBecomePseudonyms(String host) {
        assertThat(redacted("connect to " + host + ":5432 failed")).matches("connect to host-[0-9a-f]{8}:5432 failed");
        assertThat(redacted("http://" + host + "/x")).matches("http://host-[0-9a-f]{8}/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkout.shop.svc.cluster.local", "checkout", "db-1", "checkout-7f9c6b5d4-x2x9q", "api.example.com",
            "java.lang.local", "com.example.internal.Pool",
            "s3.amazonaws.com", "metadata.google.internal", "v1.2.3", "localhost.localdomain", "node-1", "kafka-0.kafka.svc"})
    void namesOfServicesPodsClassesAndPublicHostsStay(String name) {
        String text = "call of " + name + "(x) failed";
        assertThat(redacted(text)).isEqualTo(text);
    }

    @Test
    void anInstallationNamesItsOwnInternalDomains() {
        Redactor own = Redactors.of(KEY, new PrivacyRules(List.of("prod.example.com"), List.of()), PseudonymBook.NONE);
        assertThat(own.redact("db.prod.example.com and www.example.com", "s").text()).matches("host-[0-9a-f]{8} and www.example.com");
    }

    @Test
    void aSecretIsFoundWithinBase64AndHexadecimalDigits() {
        byte[] secret = "db.password=Tr0ub4dor&3x".getBytes(StandardCharsets.UTF_8);
        assertThat(redacted("blob " + Base64.getEncoder().encodeToString(secret) + " end")).isEqualTo("blob [REDACTED:encoded] end");
        assertThat(redacted("blob " + Base64.getUrlEncoder().withoutPadding().encodeToString(secret))).isEqualTo("blob [REDACTED:encoded]");
        assertThat(redacted("blob " + HexFormat.of().formatHex(secret) + ".")).isEqualTo("blob [REDACTED:encoded].");
        String harmless = "blob "
                + Base64.getEncoder().encodeToString("nothing to be seen in here at all".getBytes(StandardCharsets.UTF_8));
        assertThat(redacted(harmless)).isEqualTo(harmless);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4bf92f3577b34da6a3ce929d0e0e4736", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "/usr/local/lib/checkout/plugins/enabled/pool", "01HZX3VJ6Q2N9W8Y7T5R4S3P2M"})
    void digestsIdsAndPathsAreNoEncodedText(String text) {
        assertThat(redacted(text)).isEqualTo(text);
    }

    @Test
    void aSecretThatIsWrappedOverLinesGoesWhole() {
        String line = "QmFzZTY0aXNoYXJkdG9yZWFkYnV0ZWFzeXRvd3JhcDEyMzQ1Njc4OTBhYmNkZWZn";
        String text = "token: " + line + "\n  " + line + "\n  Zm9vYmFyMTIz\nnext line";
        assertThat(redacted(text)).isEqualTo("token: [REDACTED:token]\nnext line");
    }

    @Test
    void aKeyWrittenLineByLineGoesFromEveryRecordOfItsStreamAndNoOther() {
        RecordRedactor records = new RecordRedactor(redactor, "scope");
        String body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        assertThat(records.redact("a", "-----BEGIN PRIVATE KEY-----").text()).isEqualTo("[REDACTED:private-key]");
        assertThat(records.redact("a", "12:00:01 INFO " + body).text()).isEqualTo("[REDACTED:private-key]");
        assertThat(records.redact("b", body).text()).isEqualTo(body);
        assertThat(records.redact("a", "order placed").text()).isEqualTo("order placed");
        assertThat(records.redact("a", "AbCd==").text()).isEqualTo("[REDACTED:private-key]");
        assertThat(records.redact("a", "-----END PRIVATE KEY-----").text()).isEqualTo("[REDACTED:private-key]");
        assertThat(records.redact("a", body).text()).as("after its end").isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            authentication failure; logname=bo uid=0 ruser=bo rhost=10.0.0.9 user=bo | logname=user-
            sshd: pam_unix(sshd:auth): authentication failure; rhost=10.0.0.9  user=carla | user=user-
            """)
    void usersOfPamBecomePseudonyms(String text, String part) {
        assertThat(redacted(text)).contains(part).doesNotContain("=bo").doesNotContain("carla");
    }

    @Test
    void theUserOfADatabasesAddressStays() {
        assertThat(redacted("jdbc:postgresql://db/orders?user=orders&ssl=true"))
                .isEqualTo("jdbc:postgresql://db/orders?user=orders&ssl=true");
    }

    @Test
    void aPatternOfOnesOwnGoesForGoodOrBecomesAPseudonym() {
        Redactor own = Redactors.of(KEY,
                new PrivacyRules(List.of(), List.of(new CustomPattern("badge", "badge ([A-Z]{2}[0-9]{6})", "pseudonym"),
                        CustomPattern.parse("contract=C-[0-9]{8}"))),
                PseudonymBook.NONE);
        String once = own.redact("badge AB123456 signed C-12345678, badge AB123456 left", "s").text();
        assertThat(once).matches("badge badge-[0-9a-f]{8} signed \\[REDACTED:contract], badge badge-[0-9a-f]{8} left");
        assertThat(own.redact(once, "s")).isEqualTo(new Redacted(once, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Badge | x+ | secret | name
            badge | (?=x) | secret | regex
            badge | x* | secret | matches nothing
            badge | x+ | hide | use secret or pseudonym
            """)
    void aWrongPatternIsRefusedInWords(String name, String regex, String replace, String word) {
        assertThatThrownBy(() -> new CustomPattern(name, regex, replace)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("firsthour.privacy.patterns").hasMessageContaining(word);
    }

    @Test
    void whatNobodySeesHidesNoSecret() {
        assertThat(redacted("pass\u200bword=hunter\u200b2hunter2")).isEqualTo("password=[REDACTED:password]");
    }

    @Test
    void whatWasTakenOutIsCountedByKind() {
        assertThat(Redactions.in(redacted("password=hunter2hunter2 from 10.0.0.9 to 10.0.0.10")))
                .isEqualTo(java.util.Map.of("password", 1, "ip", 2));
    }
}
