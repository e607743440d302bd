package dev.firsthour.web;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import dev.firsthour.access.ApiKeys;
import dev.firsthour.access.NewKey;
import dev.firsthour.access.Role;
import dev.firsthour.access.SignInLink;
import dev.firsthour.access.SignInLinks;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Status;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;

import static org.assertj.core.api.Assertions.assertThat;

class SessionsTest {

    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final House house = House.open();

    /// What a browser holds after a page: its cookies and the token of its forms.
    private record Browser(String session, String csrf, String token) {

        String cookies() {
            return (session.isEmpty() ? "" : "firsthour_session=" + session + "; ") + "firsthour_csrf=" + csrf;
        }
    }

    @Test
    void aKeySignsInAndTheSessionReads() {
        Browser browser = signedIn(house.key(Role.VIEWER));

        House.Answer page = house.get("/incidents").header("Cookie", browser.cookies()).header("Accept", "text/html").send();

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("test viewer");
    }

    @Test
    void theSessionsCookieIsOutOfReachForScriptsAndOtherSites() {
        Browser visitor = visit("/sign-in", "");
        House.Answer answer = signIn(visitor, house.key(Role.VIEWER), "");

        List<String> cookies = answer.response().headers().allValues("Set-Cookie");
        assertThat(cookies)
                .anySatisfy(cookie -> assertThat(cookie).startsWith("firsthour_session=").contains("HttpOnly", "SameSite=Lax", "Path=/"));
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).endsWith("/incidents");
    }

    @Test
    void aCallWithAKeyLeavesNoSessionBehind() {
        House.Answer answer = house.get("/api/v1/incidents").as(Role.ADMIN).send();

        assertThat(answer.response().headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void anotherSiteCannotMakeABrowserAct() {
        IncidentId id = incident();
        Browser browser = signedIn(house.key(Role.RESPONDER));

        House.Answer forged = house.form("/incidents/" + id + "/resolve", "").header("Cookie", browser.cookies()).send();
        House.Answer forgedApi = house.post("/api/v1/incidents/" + id + "/resolve").header("Cookie", browser.cookies()).send();

        assertThat(forged.status()).isEqualTo(403);
        assertThat(forgedApi.status()).isEqualTo(403);
        assertThat(forged.json().get("type").asString()).endsWith("forgery-suspected");
        assertThat(status(id)).isEqualTo(Status.OPEN);
    }

    @Test
    void aButtonOfOurOwnPageActsInThePersonsName() {
        IncidentId id = incident();
        Browser browser = signedIn(house.key(Role.RESPONDER));
        Browser onThePage = visit("/incidents/" + id, browser.session());

        House.Answer answer = house.form("/incidents/" + id + "/acknowledge", "_csrf=" + onThePage.token())
                .header("Cookie", onThePage.cookies()).send();

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/incidents/" + id);
        assertThat(status(id)).isEqualTo(Status.ACKNOWLEDGED);
        assertThat(house.bean(Timeline.class).read(id, 1, 1).getFirst().actor()).isEqualTo("test responder");
    }

    @Test
    void aViewerSeesNoButtonsAndCannotPressThem() {
        IncidentId id = incident();
        Browser browser = signedIn(house.key(Role.VIEWER));
        House.Answer page = house.get("/incidents/" + id).header("Cookie", browser.cookies()).header("Accept", "text/html").send();

        assertThat(page.body()).doesNotContain("/acknowledge").contains("Timeline");
        assertThat(house.form("/incidents/" + id + "/acknowledge", "_csrf=" + token(page.body())).header("Cookie", browser.cookies()).send()
                .status()).isEqualTo(403);
    }

    @Test
    void revokingAKeyEndsItsSessions() {
        NewKey key = house.bean(ApiKeys.class).issue("short-lived " + UUID.randomUUID(), Role.VIEWER);
        Browser browser = signedIn(key.secret());
        assertThat(house.get("/api/v1/incidents").header("Cookie", browser.cookies()).send().status()).isEqualTo(200);

        assertThat(house.call("DELETE", "/api/v1/keys/" + key.key().id(), BodyPublishers.noBody()).as(Role.ADMIN)
                .send().status()).isEqualTo(204);

        assertThat(house.get("/api/v1/incidents").header("Cookie", browser.cookies()).send().status()).isEqualTo(401);
    }

    @Test
    void lookingAtALinkDoesNotUseItUpButPressingItsButtonDoes() {
        SignInLink link = house.bean(SignInLinks.class).mint(Role.RESPONDER, "alice");
        assertThat(house.get(link.path()).send().status()).isEqualTo(200);
        Browser visitor = visit(link.path(), "");

        House.Answer pressed = house.form("/sign-in/link", "token=" + link.token() + "&_csrf=" + visitor.token())
                .header("Cookie", visitor.cookies()).send();

        assertThat(pressed.status()).isEqualTo(302);
        assertThat(pressed.cookie("firsthour_session")).isNotEmpty();
        House.Answer again = house.form("/sign-in/link", "token=" + link.token() + "&_csrf=" + visitor.token())
                .header("Cookie", visitor.cookies()).header("Accept", "text/html").send();
        assertThat(again.status()).isEqualTo(410);
        assertThat(again.body()).contains("no longer works");
    }

    @Test
    void aSessionGetsANewNameWhenSomebodySignsIn() {
        Browser first = signedIn(house.key(Role.VIEWER));
        Browser visitor = visit("/sign-in", first.session());

        House.Answer again = signIn(visitor, house.key(Role.RESPONDER), "");

        assertThat(again.cookie("firsthour_session")).isNotEmpty().isNotEqualTo(first.session());
        assertThat(house.get("/api/v1/incidents").header("Cookie", first.cookies()).send().status()).isEqualTo(401);
    }

    @Test
    void signingInLeadsBackToOurOwnPagesAlone() {
        House.Answer wanted = house.get("/incidents/01a208b8-e720-7c19-af2e-4147c6bd06ac").header("Accept", "text/html").send();
        assertThat(wanted.status()).isEqualTo(302);
        assertThat(wanted.header("Location")).contains("/sign-in?next=");

        Browser visitor = visit("/sign-in", "");
        assertThat(signIn(visitor, house.key(Role.VIEWER), "/incidents/01a208b8-e720-7c19-af2e-4147c6bd06ac").header("Location"))
                .endsWith("/incidents/01a208b8-e720-7c19-af2e-4147c6bd06ac");
        for (String elsewhere : List.of("https://evil.example/", "//evil.example", "/\\evil.example", "/incidents//evil",
                "javascript:alert(1)")) {
            assertThat(signIn(visit("/sign-in", ""), house.key(Role.VIEWER), elsewhere).header("Location")).as(elsewhere)
                    .endsWith("/incidents");
        }
    }

    @Test
    void aWrongKeyAndAWebhooksKeyDoNotSignIn() {
        assertThat(signIn(visit("/sign-in", ""), "fh_" + "x".repeat(43), "").status()).isEqualTo(401);
        assertThat(signIn(visit("/sign-in", ""), house.key(Role.WEBHOOK), "").status()).isEqualTo(403);
    }

    @Test
    void signingOutEndsTheSession() {
        Browser browser = signedIn(house.key(Role.VIEWER));
        Browser onThePage = visit("/incidents", browser.session());

        assertThat(house.form("/sign-out", "_csrf=" + onThePage.token()).header("Cookie", onThePage.cookies()).send().status())
                .isEqualTo(302);
        assertThat(house.get("/api/v1/incidents").header("Cookie", browser.cookies()).send().status()).isEqualTo(401);
    }

    private IncidentId incident() {
        return new Story(house.bean(Timeline.class)).open("sessions", "checkout", Severity.LOW);
    }

    private Status status(IncidentId id) {
        return house.bean(Archive.class).incident(id).orElseThrow().status();
    }

    private Browser signedIn(String key) {
        House.Answer answer = signIn(visit("/sign-in", ""), key, "");
        return new Browser(answer.cookie("firsthour_session"), "", "");
    }

    private House.Answer signIn(Browser visitor, String key, String next) {
        return house
                .form("/sign-in", "key=" + key + "&next=" + URLEncoder.encode(next, StandardCharsets.UTF_8) + "&_csrf=" + visitor.token())
                .header("Cookie", visitor.cookies()).header("Accept", "text/html").send();
    }

    private Browser visit(String path, String session) {
        House.Call call = house.get(path).header("Accept", "text/html");
        if (!session.isEmpty()) call.header("Cookie", "firsthour_session=" + session);
        House.Answer page = call.send();
        return new Browser(session, page.cookie("firsthour_csrf"), token(page.body()));
    }

    private static String token(String page) {
        Matcher token = TOKEN.matcher(page);
        return token.find() ? token.group(1) : "";
    }
}
