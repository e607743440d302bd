package dev.firsthour.evidence.changes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.evidence.EvidenceSourceContract;
import dev.firsthour.incident.Change;
import dev.firsthour.testing.Postgres;
import dev.firsthour.testing.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

class ChangesSourceTest extends EvidenceSourceContract {

    private static final Instant BEGAN = Instant.parse("2026-03-12T14:17:00Z");
    private static final ChangesProperties SETTINGS = new ChangesProperties(Duration.ofHours(24), 5, Duration.ofDays(30), 1_000_000);

    private final StoredChanges store = new StoredChanges(JdbcClient.create(Postgres.fresh()));
    private final TestClock clock = new TestClock(BEGAN.plusSeconds(60));
    private final ChangesSource source = new ChangesSource(store, SETTINGS, clock);

    @Override
    protected EvidenceSource source() {
        store.keep("api", List.of(change("1", "checkout", BEGAN.minusSeconds(600))), BEGAN);
        return source;
    }

    private static Change change(String id, @Nullable String service, Instant at) {
        return new Change(id, Change.Kind.DEPLOYMENT, at, service, "deployed " + id, "carol", "v1", "abc", List.of("a"), "-x\n+y",
                Map.of("link", "https://ci/" + id));
    }

    private List<String> found(String... services) {
        EvidenceResult result = source.ask(new EvidenceQuery(List.of(services), null, WINDOW, Map.of(), null));
        return result instanceof Found(var drafts)
                ? drafts.stream().map(draft -> draft.title().replace("deployment: deployed ", "")).toList()
                : List.of();
    }

    @Test
    void theChangesOfAServiceItsNeighboursAndOfNobodyInParticularAreFoundTheNewestFirst() {
        store.keep("api",
                List.of(change("own", "checkout", BEGAN.minusSeconds(600)), change("neighbour", "Orders", BEGAN.minusSeconds(300)),
                        change("other", "search", BEGAN.minusSeconds(200)), change("nobody", null, BEGAN.minusSeconds(100))),
                BEGAN);
        assertThat(found("checkout", "orders")).containsExactly("nobody", "neighbour", "own");
        assertThat(found("CHECKOUT")).containsExactly("nobody", "own");
        assertThat(found()).containsExactly("nobody", "other", "neighbour", "own");
    }

    @Test
    void itReachesFromADayBeforeUntilNow() {
        store.keep("api", List.of(change("long ago", "checkout", WINDOW.from().minus(Duration.ofHours(24)).minusMillis(1)),
                change("a day ago", "checkout", WINDOW.from().minus(Duration.ofHours(24))),
                change("since", "checkout", WINDOW.to().plusSeconds(60))), BEGAN);
        assertThat(found("checkout")).containsExactly("a day ago");
        clock.advance(Duration.ofHours(1));
        assertThat(found("checkout")).containsExactly("since", "a day ago");
    }

    @Test
    void noMoreThanItsBoundAreFoundAndThoseAreTheNewest() {
        store.keep("api",
                IntStream.range(0, 9).mapToObj(i -> change(Integer.toString(i), "checkout", BEGAN.minusSeconds(100 - i))).toList(), BEGAN);
        assertThat(found("checkout")).containsExactly("8", "7", "6", "5", "4");
    }

    @Test
    void aChangeThatIsSentAgainIsTheSameChange() {
        store.keep("api", List.of(change("1", "checkout", BEGAN.minusSeconds(600)), change("1", "checkout", BEGAN.minusSeconds(500))),
                BEGAN);
        store.keep("api", List.of(change("1", "orders", BEGAN.minusSeconds(700))), BEGAN);
        assertThat(found("checkout")).isEmpty();
        assertThat(found("orders")).containsExactly("1");
    }

    @Test
    void theStagesOfADeploymentAreOneChangeThatTookEffectAtTheLatestOfTheirTimes() {
        store.follow("github", List.of(change("1", "checkout", BEGAN.minusSeconds(600))), BEGAN);
        store.follow("github", List.of(change("1", "checkout", BEGAN.minusSeconds(300))), BEGAN);
        store.follow("github", List.of(change("1", "checkout", BEGAN.minusSeconds(600))), BEGAN);
        EvidenceResult result = source.ask(about("checkout"));
        assertThat(result).isInstanceOfSatisfying(Found.class, found -> {
            assertThat(found.drafts()).hasSize(1);
            assertThat(found.drafts().getFirst().content()).asString().contains(BEGAN.minusSeconds(300).toString());
            assertThat(found.drafts().getFirst().link()).isEqualTo("https://ci/1");
        });
    }

    @Test
    void whatIsOldOrTooMuchIsForgotten() {
        store.keep("api",
                IntStream.range(0, 9).mapToObj(i -> change(Integer.toString(i), "checkout", BEGAN.minusSeconds(100L * i))).toList(), BEGAN);
        assertThat(store.forget(BEGAN.minusSeconds(700), 100)).isEqualTo(1);
        assertThat(store.forget(BEGAN.minusSeconds(700), 3)).isEqualTo(4);
        assertThat(found("checkout")).containsExactly("0", "1", "2", "3");
    }

    @Test
    void itSaysWhatItHolds() {
        assertThat(source.report().facts()).containsExactly("no change was sent in yet");
        store.keep("github", List.of(change("1", "checkout", BEGAN), change("2", "orders", BEGAN.minusSeconds(1))), BEGAN);
        assertThat(source.report().facts()).containsExactly("2 from github, the newest of " + BEGAN);
        assertThat(source.report().services()).containsExactly("checkout", "orders");
    }

    @Test
    void aDatabaseThatIsAwayIsSaidToBe() {
        PGSimpleDataSource away = new PGSimpleDataSource();
        away.setUrl("jdbc:postgresql://127.0.0.1:1/nothing?connectTimeout=1");
        assertThat(new ChangesSource(new StoredChanges(JdbcClient.create(away)), SETTINGS, clock).ask(about("checkout")))
                .isInstanceOfSatisfying(Unavailable.class,
                        unavailable -> assertThat(unavailable.lasting()).isFalse());
    }
}
