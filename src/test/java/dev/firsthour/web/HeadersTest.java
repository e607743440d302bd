package dev.firsthour.web;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import dev.firsthour.access.Role;

import static org.assertj.core.api.Assertions.assertThat;

class HeadersTest {

    private final House house = House.open();

    @Test
    void everyAnswerTellsTheBrowserToRunNothingButOurOwn() {
        for (House.Call call : List.of(house.get("/sign-in"), house.get("/incidents").as(Role.VIEWER),
                house.get("/api/v1/incidents").as(Role.VIEWER),
                house.get("/api/v1/incidents"), house.get("/nothing").as(Role.VIEWER), house.get("/api/v1/incidents/x").as(Role.VIEWER),
                house.get("/assets/firsthour.css"))) {
            House.Answer answer = call.send();
            String about = answer.response().uri().toString();
            assertThat(answer.header("Content-Security-Policy")).as(about)
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'",
                            "base-uri 'none'", "form-action 'self'")
                    .doesNotContain("unsafe", "http", "*", "data:");
            assertThat(answer.header("X-Content-Type-Options")).as(about).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).as(about).isEqualTo("no-referrer");
            assertThat(answer.header("X-Frame-Options")).as(about).isEqualTo("DENY");
        }
    }

    @Test
    void noPageHoldsAnInlineScriptAStyleAttributeOrAnotherHost() {
        for (String path : List.of("/sign-in", "/incidents", "/sign-in/link?token=x")) {
            String page = house.get(path).as(Role.ADMIN).header("Accept", "text/html").send().body();

            assertThat(page).as(path).doesNotContainPattern("(?i)<script(?![^>]*\\ssrc=)")
                    .doesNotContainPattern("(?i)<[^>]*\\sstyle=|<style")
                    .doesNotContainPattern("(?i)<[^>]*\\son[a-z]+=").doesNotContainPattern("(?i)(src|href)=\"(https?:)?//");
        }
    }

    @Test
    void whatAPageNeedsIsServedFromHereAndKeptForEver() {
        Matcher asset = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"")
                .matcher(house.get("/sign-in").header("Accept", "text/html").send().body());
        int count = 0;
        while (asset.find()) {
            count++;
            House.Answer answer = house.get(asset.group(1)).send();
            assertThat(answer.status()).as(asset.group(1)).isEqualTo(200);
            assertThat(asset.group(1)).as("its address changes with its content").matches(".*-[0-9a-f]{32}\\..*");
            assertThat(answer.header("Cache-Control")).contains("immutable");
        }
        assertThat(count).isEqualTo(7);
    }

    @Test
    void pagesAreNotKeptByAnybody() {
        assertThat(house.get("/incidents").as(Role.VIEWER).header("Accept", "text/html").send().header("Cache-Control"))
                .contains("no-store");
    }
}
