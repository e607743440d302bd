package dev.firsthour.web;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.access.Role;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.timeline.Timeline;

import static org.assertj.core.api.Assertions.assertThat;

class HostileTextTest {

    private final House house = House.open();

    /// What the expressions below would come to: long enough that no id, digest or token holds it by chance.
    private static final String EVALUATED = "829348951";

    /// What stands in a log line was perhaps written by an attacker, and stands in every place of the page where telemetry can stand.
    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)",
            "' autofocus onfocus='alert(1)",
            "</pre></title><svg/onload=alert(1)>", "${7919*104729}", "[[${7919*104729}]]", "__${7919*104729}__",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<style>*{display:none}</style>", "<base href=https://evil.example>", "[E1]<b>[E2]</b>"})
    void hostileTextStaysText(String text) {
        IncidentId id = new Story(house.bean(Timeline.class)).analysed(text, ExecutionStatus.RECOVERED_FALLBACK);
        for (String path : List.of("", "/evidence/E1", "/evidence/E2", "/evidence/E3", "/evidence/E4", "/evidence/E5", "/evidence/E6",
                "/timeline?before=99")) {
            String page = page("/incidents/" + id + path);

            assertThat(page).as(path)
                    .doesNotContain("<script>alert", "<img", "<svg/onload", "<a href=\"javascript", "<style>", "<base", "<b>[E2]",
                            EVALUATED)
                    .doesNotContainPattern("(?i)<[^>]+\\son[a-z]+\\s*=").doesNotContainPattern("href=\"javascript");
        }
        assertThat(page("/incidents?service=checkout"))
                .doesNotContain("<script>alert", "<img", "<svg/onload", "<style>", "<base", EVALUATED)
                .doesNotContainPattern("(?i)<[^>]+\\son[a-z]+\\s*=");
    }

    @Test
    void aLinkInTelemetryIsInert() {
        IncidentId id = new Story(house.bean(Timeline.class)).analysed("see https://evil.example/login", ExecutionStatus.COMPLETED);
        for (String path : List.of("", "/evidence/E1", "/evidence/E4", "/evidence/E6")) {
            assertThat(page("/incidents/" + id + path)).contains("https://evil.example/login")
                    .doesNotContain("href=\"https://evil.example");
        }
    }

    @Test
    void whatIsSearchedForIsEscapedToo() {
        assertThat(page("/incidents?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")).doesNotContain("<script>alert");
    }

    @Test
    void aCitationOfNothingIsShownAsSuch() {
        IncidentId id = new Story(house.bean(Timeline.class)).analysed("pool", ExecutionStatus.COMPLETED);

        assertThat(page("/incidents/" + id)).contains("/incidents/" + id + "/evidence/E1\">E1</a>").doesNotContain("/evidence/E99")
                .containsPattern("class=\"cite-none\"[^>]*>E99<");
    }

    private String page(String path) {
        House.Answer answer = house.get(path).as(Role.RESPONDER).header("Accept", "text/html").send();
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.body();
    }
}
