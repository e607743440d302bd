package dev.firsthour.privacy;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Texts thrown together from what the redactor looks for, so that its rules meet one another in every order.
class RedactorFuzzTest {

    private final Redactor redactor = Redactors.standard("a key of at least sixteen bytes".getBytes(StandardCharsets.UTF_8));

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries
                .of("password", "token", "secret", "key", "api_key", "Authorization", "Cookie", "Bearer ", "Basic ", "=", ":", " ", "\n",
                        "\"",
                        "'", "\\", "\\\"", ",", ";", "&", "@", "//", "://", "[", "]", "{", "}", "(", ")", "<", ">", "%3D", "%22", "%20",
                        "-", "--", "+", ".", "1",
                        "10.1.2.3", "fe80::1", "bo@example.com", "4111111111111111", "GB82WEST12345698765432", "+4930123456",
                        "a9k2m4x7q1z8", "hunter2",
                        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----",
                        "${X}", "***",
                        "[REDACTED:token]", "ip-4f2a1c9e", "email-4f2a1c9e", "value", "name", "null", "mysql ", "curl ", "-u ", "-p", "x",
                        "\u00e9", "\u2028")
                .list().ofMaxSize(24).map(pieces -> String.join("", pieces));
    }

    @Property(tries = 20_000)
    void redactingTwiceChangesNothing(@ForAll("texts") String text) {
        String once = redactor.redact(text, "scope").text();
        assertThat(redactor.redact(once, "scope").text()).as("from %s", text).isEqualTo(once);
    }

    @Property(tries = 5_000)
    void anyTextIsTaken(@ForAll String text) {
        Redacted redacted = redactor.redact(text, "scope");
        assertThat(redacted.removed() == 0).isEqualTo(redacted.text().equals(PlainText.of(text)));
    }
}
