package dev.firsthour.web;

import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import dev.firsthour.access.Role;
import dev.firsthour.access.SignInLink;
import dev.firsthour.access.SignInLinks;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Status;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;

import static org.assertj.core.api.Assertions.assertThat;

/// The dashboard as a person with a browser meets it.
class DashboardTest {

    private static final House HOUSE = House.open();

    @SuppressWarnings("NullAway.Init")
    private static Browser browser;

    private final Story story = new Story(HOUSE.bean(Timeline.class));

    @BeforeAll
    static void signIn() {
        browser = Browser.open(HOUSE, true).signIn(HOUSE.key(Role.RESPONDER));
    }

    @AfterEach
    void thePageHadNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @AfterAll
    static void close() {
        if (browser != null) browser.close();
    }

    @Test
    void theListUpdatesByItself() {
        String service = "svc-" + UUID.randomUUID();
        browser.go("/incidents?service=" + service);
        browser.until("the page is live", () -> browser.find("#live").getText().contains("live"));
        assertThat(browser.all("[data-row]")).isEmpty();

        IncidentId id = story.open("it just happened", service, Severity.HIGH);

        browser.until("the new incident is on the list", () -> browser.all("#row-" + id).size() == 1);
        assertThat(browser.find("#row-" + id).getText()).contains("it just happened", "high", "open", service);
    }

    @Test
    void theListIsFilteredWhileOneTypes() {
        String word = "w" + UUID.randomUUID().toString().substring(0, 8);
        story.open(word + " one", "checkout", Severity.HIGH);
        story.open(word + " two", "cart", Severity.LOW);
        browser.go("/incidents");

        browser.keys("/");
        browser.find("#q").sendKeys(word);
        browser.until("both are found", () -> browser.all("[data-row]").size() == 2);
        browser.find("#severity").sendKeys("low");
        browser.until("one is left", () -> browser.all("[data-row]").size() == 1);

        assertThat(browser.find("[data-row]").getText()).contains("two");
        browser.go(browser.script("return location.href").toString());
        assertThat(browser.all("[data-row]")).as("the address leads to the same list").hasSize(1);
    }

    @Test
    void anIncidentIsReadFromTheCauseDown() {
        IncidentId id = story.analysed("the pool of 5", ExecutionStatus.RECOVERED_FALLBACK);
        browser.go("/incidents/" + id);

        String analysis = browser.find(".analysis").getText();
        assertThat(analysis).containsSubsequence("RECOVERED_FALLBACK", "needs review", "the model was away", "Root cause",
                "the pool of 5 exhausts the connection pool", "Do now", "Roll back the pool of 5", "Confidence", "87%", "high", "coverage",
                "+12.5",
                "How the evidence leads there", "Explanations that stand", "Ruled out", "It is not: the pool of 5", "What was seen");
    }

    @Test
    void evidenceOpensWhereItIsCitedAndClosesAgain() {
        IncidentId id = story.analysed("pool", ExecutionStatus.COMPLETED);
        browser.go("/incidents/" + id);

        browser.find(".root-cause a.cite").click();
        browser.until("the evidence is open", () -> browser.find("#drawer-body").getText().contains("logs of pool"));
        assertThat(browser.find("#drawer-body").getText()).contains("timeout after <num> ms pool", "1,204", "line 0 pool");
        assertThat(browser.path()).as("the page stays").isEqualTo("/incidents/" + id);

        browser.find("#drawer-body a[rel], #drawer-body .cite-part").click();
        browser.until("one reads on", () -> browser.find("#drawer-body").getText().contains("line 200 pool"));
        browser.escape();
        browser.until("it is closed", () -> !browser.find("#drawer").isDisplayed());
    }

    @Test
    void aMetricIsDrawnWithTheChangeMarked() {
        IncidentId id = story.analysed("pool", ExecutionStatus.COMPLETED);
        browser.go("/incidents/" + id + "/evidence/E2");

        browser.until("both charts are drawn", () -> browser.all(".plot canvas").size() == 2);
        assertThat(browser.find(".chart").getText()).contains("latency_p99", "changed at 02:40:00 UTC", "0.200 → 3.10");
        // The change's colour is found where the change is, and nowhere on the chart that has none.
        String marked = """
                const canvas = document.querySelectorAll('.plot canvas')[arguments[0]];
                const probe = document.createElement('span');
                probe.style.color = 'var(--change)';
                document.body.append(probe);
                const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
                probe.remove();
                const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                for (let i = 0; i < pixels.length; i += 4) {
                  if (pixels[i + 3] > 200 && Math.abs(pixels[i] - r) < 12 && Math.abs(pixels[i + 1] - g) < 12 && Math.abs(pixels[i + 2] - b) < 12) return true;
                }
                return false;""";
        assertThat(browser.script(marked, 0)).isEqualTo(true);
        assertThat(browser.script(marked, 1)).isEqualTo(false);
    }

    @Test
    void theSuspectChangeShowsItsDiff() {
        IncidentId id = story.analysed("pool", ExecutionStatus.COMPLETED);
        browser.go("/incidents/" + id + "/evidence/E4");

        assertThat(browser.find(".change.suspect").getText()).contains("suspected, 95 of 100", "pool.yaml");
        assertThat(browser.find(".diff .removed").getText()).isEqualTo("-size: 50");
        assertThat(browser.find(".diff .added").getCssValue("background-color"))
                .isNotEqualTo(browser.find(".diff .removed").getCssValue("background-color"));
    }

    @Test
    void theTimelineGrowsAndTheAnalysisAppearsWhileOneLooks() {
        IncidentId id = story.running("pool");
        browser.go("/incidents/" + id);
        assertThat(browser.find(".analysis").getText()).contains("PROVISIONAL");
        int before = browser.all("#entries .entry").size();

        story.comment(id, "I see it too");
        browser.until("the comment came", () -> browser.all("#entries .entry").size() == before + 1);
        assertThat(browser.find("#entries .entry").getText()).contains("I see it too");

        story.finish(id, "pool", ExecutionStatus.COMPLETED);
        browser.until("the analysis is there", () -> browser.find(".analysis").getText().contains("COMPLETED"));
        assertThat(browser.all("#entries .entry")).hasSize(before + 2);
    }

    @Test
    void aResponderActsWithoutLeavingThePage() {
        IncidentId id = story.analysed("pool", ExecutionStatus.RECOVERED_FALLBACK);
        browser.go("/incidents/" + id);

        browser.find("form[action$='/acknowledge'] button").click();
        browser.until("it is acknowledged", () -> browser.find(".states").getText().contains("acknowledged"));
        browser.find("#comment").sendKeys("rolling back now");
        browser.find(".comment button").click();
        browser.until("the comment is on the timeline", () -> browser.find("#entries").getText().contains("rolling back now"));
        browser.find("#wrong summary").click();
        browser.find("#actual-cause").sendKeys("it was the cache");
        browser.find("#wrong form button").click();
        browser.until("nobody needs to look any more", () -> browser.find("#entries").getText().contains("it was the cache"));

        assertThat(HOUSE.bean(Archive.class).incident(id).orElseThrow().status()).isEqualTo(Status.ACKNOWLEDGED);
        assertThat(HOUSE.bean(Archive.class).incident(id).orElseThrow().standing().needsReview()).isFalse();
        assertThat(browser.path()).isEqualTo("/incidents/" + id);
    }

    @Test
    void whatCouldNotBeDoneIsSaid() {
        IncidentId id = story.open("pool", "checkout", Severity.LOW);
        browser.go("/incidents/" + id);
        HOUSE.post("/api/v1/incidents/" + id + "/resolve").as(Role.RESPONDER).send();
        browser.script(
                "document.querySelector(\"form[action$='/resolve'], form[action$='/reopen']\").setAttribute('action', '/incidents/" + id
                        + "/mitigate')");
        browser.find("form[action$='/mitigate'] button").click();

        browser.until("the page says why", () -> !browser.all(".toast").isEmpty() && browser.find(".toast").getText().contains("resolved"));
    }

    @Test
    void theKeyboardLeadsThroughTheList() {
        String service = "svc-" + UUID.randomUUID();
        IncidentId older = story.open("older", service, Severity.HIGH);
        story.open("newer", service, Severity.LOW);
        browser.go("/incidents?service=" + service);

        browser.keys("j");
        browser.keys("j");
        assertThat(focus()).isEqualTo("older");
        browser.keys("k");
        assertThat(focus()).isEqualTo("newer");
        browser.keys("j");
        browser.keys(Keys.ENTER);
        browser.until("the incident is open", () -> browser.path().equals("/incidents/" + older));
        browser.keys("?");
        browser.until("the help is open", () -> browser.find("#keys-help").isDisplayed());
        browser.escape();
        browser.keys("g");
        browser.keys("l");
        browser.until("the list is there", () -> browser.path().equals("/incidents"));
    }

    @Test
    void theFirstTabLeadsPastTheBar() {
        browser.go("/incidents");
        browser.keys(Keys.TAB);

        assertThat(focus()).isEqualTo("Skip to the content");
        assertThat(browser.script("return document.activeElement.getBoundingClientRect().left >= 0")).isEqualTo(true);
    }

    @Test
    void everyPageFitsAPhone() {
        IncidentId id = story.analysed("a_very_long_word_without_any_break_".repeat(6), ExecutionStatus.RECOVERED_FALLBACK);
        try {
            browser.size(360, 780);
            for (String path : new String[]{"/incidents", "/incidents/" + id, "/incidents/" + id + "/evidence/E1",
                    "/incidents/" + id + "/evidence/E2",
                    "/incidents/" + id + "/evidence/E3", "/incidents/" + id + "/evidence/E4", "/incidents/" + id + "/evidence/E6",
                    "/sign-in"}) {
                browser.go(path);
                assertThat(browser.fits()).as(path).isTrue();
            }
        } finally {
            browser.size(1_440, 1_000);
        }
    }

    @Test
    void textKeepsItsContrastByDayAndByNight() {
        IncidentId id = story.analysed("pool", ExecutionStatus.RECOVERED_FALLBACK);
        try {
            for (String scheme : new String[]{"light", "dark"}) {
                browser.prefers(scheme);
                for (String path : new String[]{"/incidents", "/incidents/" + id, "/incidents/" + id + "/evidence/E1",
                        "/incidents/" + id + "/evidence/E4"}) {
                    browser.go(path);
                    assertThat(browser.script(FAINTEST).toString()).as(scheme + " " + path).isEqualTo("");
                }
            }
        } finally {
            browser.prefers("light");
        }
    }

    /// Every text on the page whose contrast against its ground is below the 4.5 to 1 of WCAG 2.2 AA.
    private static final String FAINTEST = """
            function channels(color) { return color.match(/[\\d.]+/g).map(Number); }
            function luminance([r, g, b]) {
              return [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            }
            function ground(element) {
              for (let e = element; e; e = e.parentElement) {
                const c = channels(getComputedStyle(e).backgroundColor);
                if (c.length === 3 || c[3] === 1) return c;
              }
              return [255, 255, 255];
            }
            const found = [];
            for (const element of document.body.querySelectorAll('*')) {
              if (!element.checkVisibility() || element.closest('.unseen, .skip, .u-wrap, dialog')) continue;
              if (![...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
              const a = luminance(channels(getComputedStyle(element).color)), b = luminance(ground(element));
              const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              if (ratio < 4.5) found.push(element.className + ' ' + element.textContent.trim().slice(0, 30) + ' ' + ratio.toFixed(2));
            }
            return [...new Set(found)].slice(0, 10).join('; ');""";

    @Test
    void theThemeIsChosenAndKept() {
        browser.go("/incidents");
        String light = browser.find("body").getCssValue("background-color");
        try {
            browser.find("#theme").click();
            assertThat(browser.find("body").getCssValue("background-color")).isNotEqualTo(light);
            browser.go("/incidents");
            assertThat(browser.find("body").getCssValue("background-color")).isNotEqualTo(light);
        } finally {
            browser.script("localStorage.clear()");
        }
    }

    @Test
    void hostileTextRunsNowhere() {
        String hostile = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";
        IncidentId id = story.running(hostile);
        browser.go("/incidents/" + id);
        story.comment(id, hostile);
        browser.until("the comment came", () -> browser.find("#entries .entry").getText().contains("onerror"));
        browser.find(".analysis a.cite").click();
        browser.until("the evidence is open", () -> browser.find("#drawer").isDisplayed());

        assertThat(browser.script("return window.pwned === undefined")).isEqualTo(true);
        assertThat(browser.all("main img, #drawer img")).isEmpty();
    }

    @Test
    void withoutScriptEverythingCanBeReadAndPressed() {
        IncidentId id = story.analysed("pool", ExecutionStatus.COMPLETED);
        SignInLink link = HOUSE.bean(SignInLinks.class).mint(Role.RESPONDER, "alice");
        try (Browser plain = Browser.open(HOUSE, false)) {
            plain.go(link.path());
            plain.find("main button").click();
            plain.until("the list is there", () -> plain.path().equals("/incidents"));
            plain.go("/incidents/" + id);
            assertThat(plain.find(".analysis").getText()).contains("Root cause", "pool exhausts");
            plain.find(".root-cause a.cite").click();
            plain.until("the evidence is shown", () -> plain.text().contains("line 0 pool"));
            assertThat(plain.path()).isEqualTo("/incidents/" + id + "/evidence/E1");
            plain.go("/incidents/" + id);
            plain.find("form[action$='/acknowledge'] button").click();
            plain.until("it is acknowledged", () -> plain.find(".states").getText().contains("acknowledged"));
            assertThat(plain.path()).isEqualTo("/incidents/" + id);
        }
    }

    private static String focus() {
        return ((WebElement) browser.script("return document.activeElement")).getText();
    }
}
