package dev.firsthour.intake;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// Alerts that are expected for a while: maintenance, or noise that is known. What all its matchers fit opens no incident.
///
/// @param endedBy who ended it before its time; null if nobody did
/// @param received how many deliveries of alerts it has silenced
public record Silence(UUID id, List<Matcher> matchers, Instant startsAt, Instant endsAt, String reason, String createdBy, Instant createdAt,
        @Nullable String endedBy, long received) {

    public Silence { matchers = List.copyOf(matchers); }

    /// One condition on a label, as Alertmanager has them. A label that an alert lacks has the empty value.
    ///
    /// @param label a label's name; `service`, `environment`, `severity`, `source` and `title` are what was understood of the alert
    /// @param value what it is compared with; a regular expression must fit the whole value, and takes time in proportion to it whatever it is (RE2)
    public record Matcher(String label, Operator operator, String value) {

        /// @throws IllegalArgumentException if the value is no regular expression and has to be one
        public Matcher {
            if (operator.isPattern()) {
                try {
                    Pattern.compile(value);
                } catch (PatternSyntaxException malformed) {
                    throw new IllegalArgumentException(malformed.getMessage(), malformed);
                }
            }
        }

        boolean fits(String actual) {
            return switch (operator) {
                case EQUAL -> actual.equals(value);
                case NOT_EQUAL -> !actual.equals(value);
                case MATCHES -> Pattern.matches(value, actual);
                case MATCHES_NOT -> !Pattern.matches(value, actual);
            };
        }
    }

    /// How a label is compared.
    public enum Operator {
        EQUAL("="), NOT_EQUAL("!="), MATCHES("=~"), MATCHES_NOT("!~");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        boolean isPattern() {
            return this == MATCHES || this == MATCHES_NOT;
        }
    }
}
