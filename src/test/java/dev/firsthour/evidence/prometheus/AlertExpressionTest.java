package dev.firsthour.evidence.prometheus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AlertExpressionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rate(errors[5m]) > 0.05                            | rate(errors[5m])
            up == 0                                            | up
            sum by (job) (rate(x{code=~"5..",p!="a>b"}[5m])) >= 1e-3 | sum by (job) (rate(x{code=~"5..",p!="a>b"}[5m]))
            (a > 5)                                            | (a > 5)
            a > b                                              | a > b
            a and b > 0                                        | a and b > 0
            (a or b) > 0                                       | (a or b)
            1 < a < 3                                          | 1 < a < 3
            absent(up{job="x"})                                | absent(up{job="x"})
            """)
    void theThresholdIsTakenOffWhereItIsOne(String query, String compared) {
        assertThat(AlertExpression.withoutThreshold(query)).isEqualTo(compared);
    }

    @Test
    void theRuleIsFoundByTheAlertsName() {
        JsonNode rules = JsonMapper.shared().readTree("""
                {"data": {"groups": [{"rules": [
                  {"type": "recording", "name": "TooSlow", "query": "nothing"},
                  {"type": "alerting", "name": "Other", "query": "other > 1"},
                  {"type": "alerting", "name": "TooSlow", "query": "latency > 2"}]}]}}""");

        assertThat(AlertExpression.of("TooSlow", null, rules)).contains("latency > 2");
        assertThat(AlertExpression.of("Unknown", "latency > 2", rules)).isEmpty();
    }

    @Test
    void ofSeveralRulesOfOneNameItIsTheOneThatTheAlertGives() {
        JsonNode rules = JsonMapper.shared().readTree("""
                {"data": {"groups": [{"rules": [{"name": "TooSlow", "query": "a > 1"}, {"name": "TooSlow", "query": "b  > 2"}]}]}}""");

        assertThat(AlertExpression.of("TooSlow", "b > 2", rules)).contains("b  > 2");
        assertThat(AlertExpression.of("TooSlow", "c > 3", rules)).contains("a > 1");
    }
}
