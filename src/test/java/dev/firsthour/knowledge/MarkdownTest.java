package dev.firsthour.knowledge;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MarkdownTest {

    private static List<Passage> read(String content) {
        return Markdown.passages("checkout/pool-exhausted.md", content, "https://git.example.org/runbooks/checkout/pool-exhausted.md");
    }

    @Test
    void aSectionKnowsTheHeadingsThatLeadToItAndItsAnchor() {
        List<Passage> passages = read("""
                # Pool exhausted
                No connection is left.

                ## What to check
                Who holds them?

                ### The slow ones!
                pg_stat_activity

                ## What to do
                Roll back.
                """);

        assertThat(passages).extracting(Passage::heading).containsExactly("", "What to check", "What to check › The slow ones!",
                "What to do");
        assertThat(passages).extracting(Passage::title).containsOnly("Pool exhausted");
        assertThat(passages.get(2).text()).isEqualTo("pg_stat_activity");
        assertThat(passages.get(2).link()).isEqualTo("https://git.example.org/runbooks/checkout/pool-exhausted.md#the-slow-ones");
    }

    @Test
    void frontMatterSaysTitleServicesAndTagsInAnyOfTheUsualWays() {
        Passage listed = read("---\ntitle: The pool\nservices:\n  - Checkout\n  - cart\ntags: [Database, pool]\n---\nRoll back.\n")
                .getFirst();
        Passage inLine = read("---\r\nservice: checkout, cart\r\n---\r\nRoll back.\r\n").getFirst();

        assertThat(listed.title()).isEqualTo("The pool");
        assertThat(listed.services()).containsExactly("checkout", "cart");
        assertThat(listed.tags()).containsExactly("database", "pool");
        assertThat(listed.text()).isEqualTo("Roll back.");
        assertThat(inLine.services()).containsExactly("checkout", "cart");
        assertThat(inLine.title()).isEqualTo("pool exhausted");
    }

    @Test
    void frontMatterThatIsBrokenOrCreatesThingsTakesNothingAway() {
        for (String odd : List.of("services: [a", "!!java.lang.ProcessBuilder [[\"true\"]]", "a: &a [x]\nb: [*a, *a]", "- just\n- a list",
                "")) {
            assertThat(read("---\n" + odd + "\n---\nRoll back.\n")).singleElement().satisfies(
                    passage -> assertThat(passage.text()).isEqualTo("Roll back."));
        }
    }

    @Test
    void aHashWithinCodeIsNoHeading() {
        List<Passage> passages = read("""
                ## Restart
                ````sh
                # first drain it
                ```
                ## still code
                ````
                Done.
                """);

        assertThat(passages).singleElement().satisfies(passage -> assertThat(passage.text()).contains("# first drain it", "Done."));
    }

    @Test
    void aLongSectionIsSplitAndNothingOfItIsLost() {
        List<Passage> passages = read("# All\n## Long\n" + "one line of text\n".repeat(1_000));

        assertThat(passages).hasSizeGreaterThan(3).allSatisfy(passage -> {
            assertThat(passage.text()).hasSizeLessThanOrEqualTo(Markdown.LONGEST);
            assertThat(passage.heading()).isEqualTo("Long");
        });
        assertThat(passages.stream().mapToLong(passage -> passage.text().lines().count()).sum()).isEqualTo(1_000);
    }

    @Property(tries = 300)
    void whateverAFileHoldsItIsReadWithinTheBounds(@ForAll String content) {
        assertThat(read(content)).allSatisfy(passage -> {
            assertThat(passage.text()).isNotBlank().hasSizeLessThanOrEqualTo(Markdown.LONGEST + 1);
            assertThat(passage.title()).isNotNull();
        });
    }
}
