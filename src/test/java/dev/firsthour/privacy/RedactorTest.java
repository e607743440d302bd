package dev.firsthour.privacy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/// Every secret here is made up, and put together from pieces so that no scanner of source code takes it for a real one.
class RedactorTest {

    private static final String SCOPE = "0190c0de-0000-7000-8000-000000000001";
    private static final String TWENTY = "q7Zk2Vb9Xw4Nf6Tj1Rd8";
    private static final String FORTY = TWENTY + "m3Hc5Ly0Ps2Gu7Ae4Ki9";
    private static final String HEX_32 = "3f9a0c7be15d48269a0b7c1d2e3f4a5b";

    private final Redactor redactor = Redactors.standard("a key of at least sixteen bytes".getBytes(StandardCharsets.UTF_8));

    private String redact(String text) {
        String once = redactor.redact(text, SCOPE).text();
        assertThat(redactor.redact(once, SCOPE)).as("redacting twice changes nothing").isEqualTo(new Redacted(once, 0));
        return once;
    }

    @ParameterizedTest
    @CsvSource({"AKIA,IOSFODNN7QXAMPLE,aws-key", "ghp_,q7Zk2Vb9Xw4Nf6Tj1Rd8m3Hc5Ly0Ps2Gu7Ae,github-token",
            "github_pat_,11ABCDEFG0q7Zk2Vb9Xw4Nf6_Tj1Rd8m3Hc5Ly0Ps2Gu7Ae,github-token", "glpat-,q7Zk2Vb9Xw4Nf6Tj1Rd8,gitlab-token",
            "xoxb-,123456789012-1234567890123-q7Zk2Vb9Xw4Nf6Tj1Rd8m3Hc,slack-token", "sk_live_,q7Zk2Vb9Xw4Nf6Tj1Rd8m3Hc,stripe-key",
            "AIza,SyA0q7Zk2Vb9Xw4Nf6Tj1Rd8m3Hc5Ly0Ps2,google-key", "sk-ant-,api03-q7Zk2Vb9Xw4Nf6Tj1Rd8m3Hc5Ly0Ps2Gu7Ae4Ki9,anthropic-key",
            "npm_,q7Zk2Vb9Xw4Nf6Tj1Rd8m3Hc5Ly0Ps2Gu7Ae,npm-token", "hvs.,CAESIq7Zk2Vb9Xw4Nf6Tj1Rd8m3Hc5Ly0Ps2Gu7Ae4Ki9,vault-token",
            "dapi,3f9a0c7be15d48269a0b7c1d2e3f4a5b,databricks-token", "hf_,qAZkBVbCXwDNfETjFRdGmHHcILyJPsKGu7,huggingface-token",
            "AVNS_,q7Zk2Vb9Xw4Nf6Tj1Rd8,aiven-password",
            "SG.,q7Zk2Vb9Xw4Nf6Tj1Rd8m3.Hc5Ly0Ps2Gu7Ae4Ki9q7Zk2Vb9Xw4Nf6Tj1Rd8m3Hc,sendgrid-key",
            "https://hooks.slack.com/services/,T01234567/B01234567/q7Zk2Vb9Xw4Nf6Tj1Rd8m3Hc,slack-webhook"})
    void aSecretWithItsIssuersPrefixGoes(String prefix, String rest, String kind) {
        assertThat(redact("calling with " + prefix + rest + " failed"))
                .isEqualTo("calling with " + (prefix.startsWith("https://") ? "https://" : "") + "[REDACTED:" + kind + "] failed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"password=hunter2|password=[REDACTED:password]",
            "DB_PASSWORD=s3cr,et;x next|DB_PASSWORD=[REDACTED:password] next",
            "spring.datasource.password: hunter2|spring.datasource.password: [REDACTED:password]",
            "{\"password\":\"hun ter2\",\"user\":\"bo\"}|{\"password\":\"[REDACTED:password]\",\"user\":\"bo\"}",
            "{\"body\":\"{\\\"apiKey\\\":\\\"a\\\\\\\"b\\\",\\\"x\\\":1}\"}|{\"body\":\"{\\\"apiKey\\\":\\\"[REDACTED:key]\\\",\\\"x\\\":1}\"}",
            "https://shop/cb?access_token=abc&state=5|https://shop/cb?access_token=[REDACTED:token]&state=5",
            "tool --db-password hunter2 --verbose|tool --db-password [REDACTED:password] --verbose",
            "mysql -u root -phunter2 shop|mysql -u root -p[REDACTED:password] shop",
            "curl -u bo:hunter2 http://x/|curl -u bo:[REDACTED:password] http://x/",
            "<password>hunter2</password>|<password>[REDACTED:password]</password>",
            "ALTER USER bo IDENTIFIED BY 'hunter2'|ALTER USER bo IDENTIFIED BY '[REDACTED:password]'",
            "CREATE ROLE bo PASSWORD 'hunter2'|CREATE ROLE bo PASSWORD '[REDACTED:password]'",
            "{\"name\":\"DB_PASSWORD\",\"value\":\"hunter2\"}|{\"name\":\"DB_PASSWORD\",\"value\":\"[REDACTED:password]\"}",
            "Server=db;User Id=sa;Password=hun&ter2;Encrypt=true|Server=db;User Id=sa;Password=[REDACTED:password];Encrypt=true",
            "X-Api-Key: abc|X-Api-Key: [REDACTED:key]", "args=[\"--password\", \"hunter2\"]|args=[\"--password\", \"[REDACTED:password]\"]",
            "body=user%3Dbo%26password%3Dhunter2%26x%3D1|body=user%3Dbo%26password%3D[REDACTED:password]%26x%3D1"})
    void aPasswordGoesWhereverItStands(String text, String expected) {
        assertThat(redact(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"postgres://shop:hunter2@db:5432/shop|postgres://shop:[REDACTED:password]@db:5432/shop",
            "redis://:hunter2@cache:6379/0|redis://:[REDACTED:password]@cache:6379/0",
            "mongodb+srv://bo:p/w@x@cluster0.mongo.net/db|mongodb+srv://bo:[REDACTED:password]@cluster0.mongo.net/db",
            "amqp://bo:a%40b@mq/|amqp://bo:[REDACTED:password]@mq/"})
    void aPasswordInAnAddressGoes(String text, String expected) {
        assertThat(redact(text)).isEqualTo(expected);
    }

    @Test
    void credentialsInHeadersGo() {
        String basic = Base64.getEncoder().encodeToString("bo:hunter2".getBytes(StandardCharsets.UTF_8));
        assertThat(redact("Authorization: Bearer " + FORTY)).isEqualTo("Authorization: Bearer [REDACTED:credentials]");
        assertThat(redact("authorization=Basic " + basic + ", next")).isEqualTo("authorization=Basic [REDACTED:credentials], next");
        assertThat(redact("sent Basic " + basic + " to it")).isEqualTo("sent Basic [REDACTED:credentials] to it");
        assertThat(redact("Cookie: sid=abc; theme=dark\nHost: x")).isEqualTo("Cookie: [REDACTED:cookie]\nHost: x");
        assertThat(redact("{\"Authorization\":[\"Bearer " + FORTY + "\"]}"))
                .isEqualTo("{\"Authorization\":[\"Bearer [REDACTED:credentials]\"]}");
    }

    @Test
    void aWebTokenGoesAlsoWhenItIsCut() {
        String token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.";
        assertThat(redact("got " + token + FORTY + "!")).isEqualTo("got [REDACTED:jwt]!");
        assertThat(redact("got " + token.substring(0, 40))).isEqualTo("got [REDACTED:jwt]");
    }

    @Test
    void aPrivateKeyGoesOverAllItsLines() {
        String begin = "-----BEGIN RSA " + "PRIVATE KEY-----";
        String end = "-----END RSA " + "PRIVATE KEY-----";
        String body = FORTY + "\n" + FORTY + "==\n";
        assertThat(redact("key:\n" + begin + "\n" + body + end + "\nnext")).isEqualTo("key:\n[REDACTED:private-key]\nnext");
        assertThat(redact("{\"k\":\"" + (begin + "\n" + body + end).replace("\n", "\\n") + "\\n\"}"))
                .isEqualTo("{\"k\":\"[REDACTED:private-key]\\n\"}");
        assertThat(redact(begin + "\n" + body)).isEqualTo("[REDACTED:private-key]");
        String encoded = Base64.getEncoder().encodeToString((begin + "\n" + body + end).getBytes(StandardCharsets.UTF_8));
        assertThat(redact("data: " + encoded + "\n")).isEqualTo("data: [REDACTED:private-key]\n");
    }

    @Test
    void aRandomValueNearATellingWordGoes() {
        assertThat(redact("token=" + HEX_32)).isEqualTo("token=[REDACTED:token]");
        assertThat(redact("the secret key is " + FORTY + ".")).startsWith("the secret key is [REDACTED:");
        assertThat(redact("signature: " + FORTY)).isEqualTo("signature: [REDACTED:secret]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7",
            "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
            "container 3f4e8a6d9b1c2f7e5a0d8c6b4f2e1a3d5c7b9f0e8d6a4c2b1f3e5d7c9a0b8e6f", "request 0190c0de-7a5b-7def-8abc-0123456789ab",
            "token=0190c0de-7a5b-7def-8abc-0123456789ab", "version 1.2.3.4", "release v10.4.1 of app-1.2.3.4.jar",
            "2026-11-23T13:12:59.123456Z took 12:34:56", "Failed password for root from somewhere port 22",
            "unexpected token: '}' at line 3",
            "password: incorrect", "login failed (using password: YES)", "password=null token=null secret=${SECRET}", "pwd=/home/bo",
            "tokens: 1523, token_count=17, max_tokens=2048", "SecretKeyFactory: started", "c.e.PasswordEncoder: bcrypt4j2x",
            "listening on 127.0.0.1:8080, 0.0.0.0 and [::1]:80", "netmask 255.255.255.0", "std::vector::at",
            "2026-11-23 10:28:23.710912862 +0000 UTC m=+86400.000523812", "Chrome/136.0.0.0 Safari/537.36", "git@github.com:shop/cart",
            "\"signature\": \"lookup of host a1b2c3d4e5f6g7 failed\"",
            "closing sessionid: 0x14ede63a5a70002",
            "akka.tcp://sparkExecutorActorSystem@host:55904", "git@sha256",
            "user@1000.service",
            "blk_-6952295868487656571 dd.trace_id=4916338506082832", "authorization: denied by policy", "cookie: 3 entries",
            "Bearer authentication required",
            "Basic authentication is used", "task-manager ask-question sk-learn", "00:1a:2b:3c:4d:5e", "image@sha256:" + HEX_32 + HEX_32})
    void whatIsNoSecretStays(String text) {
        assertThat(redactor.redact(text, SCOPE)).isEqualTo(new Redacted(text, 0));
    }

    @Test
    void personalDataBecomesPseudonymsThatAreStableInTheirScope() {
        String text = redact("10.1.2.3 asked 10.1.2.4, then 10.1.2.3:8080; bo@example.com and Bo@Example.com");
        assertThat(text).matches("(ip-[0-9a-f]{8}) asked (?!\\1)ip-[0-9a-f]{8}, then \\1:8080; (email-[0-9a-f]{8}) and \\2");
        assertThat(redactor.redact("10.1.2.3", SCOPE).text()).isNotEqualTo(redactor.redact("10.1.2.3", "another").text());
        var otherKey = Redactors.standard("another key of sixteen bytes".getBytes(StandardCharsets.UTF_8));
        assertThat(otherKey.redact("10.1.2.3", SCOPE).text()).isNotEqualTo(redactor.redact("10.1.2.3", SCOPE).text());
    }

    @ParameterizedTest
    @CsvSource({"2001:db8::8a2e:370:7334,ip", "fe80::1,ip", "2001:0db8:85a3:0000:0000:8a2e:0370:7334,ip", "::ffff:10.2.3.4,ip",
            "4111 1111 1111 1111,card", "4111111111111111,card", "3782-822463-10005,card", "DE89 3704 0044 0532 0130 00,iban",
            "GB82WEST12345698765432,iban", "+49 30 1234567,phone", "+14155550123,phone", "bo.o+x@mail.example.co.uk,email"})
    void personalDataOfEachKindIsFound(String value, String kind) {
        assertThat(redact("from " + value + ", said")).matches("from " + kind + "-[0-9a-f]{8}, said");
    }

    @Test
    void howMuchWasTakenOutIsCounted() {
        assertThat(redactor.redact("password=a token=" + HEX_32 + " from 10.1.2.3", SCOPE).removed()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@", "://", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "password=,", "1:", "1.", "eyJ", "key: ", "\"",
            "token=\"\\",
            "4111-", "a:b@c://", "[REDACTED:", "curl -u a:", "+1 ", "password password ", "ghp_", "=", "::", "%3D", "a.", "x=y,",
            "token=a!", "cookie: ", "curl -u a ", "password=${", "eyJ-", "LS0tLS1CRUdJTi+", "sl.", "ops_eyJ/", "authorization: ",
            "password=\\\"${a\"", "bearer ",
            "-----BEGIN PRIVATE KEY-----a-----END", "by ", "identified by '", "--password ", "secret key ", "\"token\" ", "DE89 ", "aa:"})
    void hostileTextTakesLinearTime(String piece) {
        String text = piece.repeat(2_000_000 / piece.length());
        // Tenfold what the slowest of them takes; what is quadratic takes minutes.
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> redactor.redact(text, SCOPE));
    }

    @Test
    void aShortKeyIsRefused() {
        assertThatThrownBy(() -> Redactors.standard(new byte[8])).hasMessageContaining("at least 16");
    }
}
