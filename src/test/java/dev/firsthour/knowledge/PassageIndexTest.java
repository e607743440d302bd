package dev.firsthour.knowledge;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.firsthour.knowledge.Suggestion.Way;

import static org.assertj.core.api.Assertions.assertThat;

class PassageIndexTest {

    private static final Passage POOL = passage("checkout/pool.md", "Connection pool exhausted", List.of("checkout"),
            "No connection is left in the HikariPool. Look for transactions that stay open.");
    private static final Passage CERTIFICATE = passage("edge/certificates.md", "Certificates", List.of("edge"),
            "The certificate of the gateway expired: renew it, then reload the proxy.");
    private static final Passage DISK = passage("storage/disk.md", "Disk full", List.of(),
            "The volume of the database is full. Find the largest tables, free space.");
    private static final Passage MEMORY = passage("platform/memory.md", "Out of memory", List.of(),
            "The container was OOMKilled: raise its limit or find the leak.");

    private static Passage passage(String path, String title, List<String> services, String text) {
        return new Passage(path, title, "", services, List.of(), text, null);
    }

    private static List<String> paths(List<Suggestion> suggestions) {
        return suggestions.stream().map(suggestion -> suggestion.passage().path()).toList();
    }

    private final PassageIndex index = new PassageIndex(List.of(POOL, CERTIFICATE, DISK, MEMORY), null);

    @Test
    void itIsFoundByItsWordsAndByTheServiceItIsFor() {
        List<Suggestion> found = index.search("Timeouts in checkout: connection pool exhausted", "checkout", null, 3);

        assertThat(found.getFirst().passage()).isEqualTo(POOL);
        assertThat(found.getFirst().by()).contains(Way.WORDS, Way.SERVICE);
        assertThat(paths(index.search("certificate expired at the gateway", null, null, 3))).first().isEqualTo("edge/certificates.md");
    }

    @Test
    void oneThatDoesNotSayWhoseItIsBelongsToTheServiceOfItsFolder() {
        assertThat(index.search("latency", "Storage", null, 3)).singleElement().satisfies(found -> {
            assertThat(found.passage()).isEqualTo(DISK);
            assertThat(found.by()).containsExactly(Way.SERVICE);
        });
    }

    @Test
    void aWordThatIsSpeltOtherwiseFindsItAllTheSame() {
        assertThat(index.search("conection pol exausted", null, null, 3)).first().satisfies(found -> {
            assertThat(found.passage()).isEqualTo(POOL);
            assertThat(found.by()).contains(Way.SPELLING);
        });
        assertThat(paths(index.search("hikari transactions", null, null, 3))).containsExactly("checkout/pool.md");
        assertThat(paths(index.search("OOM killed", null, null, 3))).first().isEqualTo("platform/memory.md");
    }

    @Test
    void whatNothingFitsIsAnsweredByNothing() {
        assertThat(index.search("kafka consumer lag rises since the rebalance", "billing", null, 3)).isEmpty();
        assertThat(index.search("the database answers and the proxy sleeps quietly tonight", null, null, 3)).as("one word each is chance")
                .isEmpty();
        assertThat(index.search("", null, null, 3)).isEmpty();
        assertThat(PassageIndex.EMPTY.search("pool", "checkout", null, 3)).isEmpty();
    }

    @Test
    void aMeaningIsFoundWithoutACommonWordWhereVectorsAreKnown() {
        PassageIndex withMeaning = new PassageIndex(List.of(POOL, CERTIFICATE, DISK, MEMORY),
                new float[][]{{1, 0}, {0, 1}, {0.6f, 0.8f}, {0.8f, 0.6f}});

        assertThat(withMeaning.search("TLS handshakes fail", null, new float[]{0, 1}, 3)).first().satisfies(found -> {
            assertThat(found.passage()).isEqualTo(CERTIFICATE);
            assertThat(found.by()).containsExactly(Way.MEANING);
        });
        assertThat(withMeaning.search("TLS handshakes fail", null, null, 3)).isEmpty();
    }

    @Test
    void whatSeveralWaysFindStandsBeforeWhatOneFinds() {
        Passage other = passage("b.md", "Pool exhausted connection", List.of(), "connection pool exhausted pool pool");
        PassageIndex both = new PassageIndex(List.of(other, POOL), null);

        assertThat(paths(both.search("connection pool exhausted", null, null, 2))).first().isEqualTo("b.md");
        assertThat(paths(both.search("connection pool exhausted", "checkout", null, 2))).first().isEqualTo("checkout/pool.md");
    }

    @Test
    void oneRunbookDoesNotFillTheWholeAnswer() {
        List<Passage> passages = new ArrayList<>(List.of(CERTIFICATE, POOL));
        for (int i = 0; i < 8; i++) passages.add(passage("pool.md", "Pool", List.of(), "connection pool exhausted, part " + i));

        assertThat(paths(new PassageIndex(passages, null).search("connection pool exhausted", null, null, 5)))
                .filteredOn("pool.md"::equals).hasSize(2);
    }
}
