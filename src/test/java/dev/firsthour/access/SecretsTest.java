package dev.firsthour.access;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.firsthour.web.House;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretsTest {

    private final JdbcClient database = House.open().bean(JdbcClient.class);
    private Instant now = Instant.parse("2026-03-14T02:10:00Z");
    private final InstantSource clock = () -> now;
    private final ApiKeys keys = new ApiKeys(database, clock, new SecureRandom());
    private final SignInLinks links = new SignInLinks(database, clock, new SecureRandom());

    @Test
    void theSecretOfAKeyIsNowhereInTheDatabase() {
        NewKey issued = keys.issue(name(), Role.VIEWER);

        assertThat(issued.secret()).matches("fh_[A-Za-z0-9_-]{43}");
        assertThat(database.sql("select api_key::text from api_key").query(String.class).list())
                .noneMatch(row -> row.contains(issued.secret()));
        assertThat(issued.toString()).doesNotContain(issued.secret());
    }

    @Test
    void noTwoLivingKeysShareANameSinceItStandsOnTheTimeline() {
        String name = name();
        UUID first = keys.issue(name, Role.VIEWER).key().id();

        assertThatThrownBy(() -> keys.issue(name, Role.RESPONDER)).isInstanceOf(NameTaken.class).hasMessageContaining(name);
        keys.revoke(first);
        assertThat(keys.issue(name, Role.RESPONDER).key().name()).isEqualTo(name);
    }

    @Test
    void nobodyIsTakenForFirsthourItself() {
        assertThatThrownBy(() -> keys.issue(" System ", Role.ADMIN)).hasMessageContaining("stands for Firsthour itself");
        assertThatThrownBy(() -> keys.issue("a\u202Eb", Role.ADMIN)).hasMessageContaining("printable");
        assertThatThrownBy(() -> keys.issue(" ", Role.ADMIN)).hasMessageContaining("not empty");
    }

    @Test
    void anAdminKeyIsMadeByItselfOnlyWhereThereWasNeverAKey() {
        keys.issue(name(), Role.VIEWER);

        assertThat(keys.first("another first")).isEmpty();
    }

    @Test
    void aKeyIsLookedUpOnceInAWhileAndARevokedOneOpensNothingAfterThat() {
        Keyring here = new Keyring(keys, clock, Duration.ofSeconds(5));
        Keyring onAnotherNode = new Keyring(keys, clock, Duration.ofSeconds(5));
        NewKey issued = keys.issue(name(), Role.VIEWER);
        assertThat(here.caller(issued.secret())).isPresent();
        assertThat(onAnotherNode.caller(issued.secret())).isPresent();

        assertThat(here.revoke(issued.key().id())).isEqualTo(Revocation.REVOKED);

        assertThat(here.caller(issued.secret())).as("where it was revoked").isEmpty();
        assertThat(onAnotherNode.caller(issued.secret())).as("on another node, remembered").isPresent();
        now = now.plusSeconds(6);
        assertThat(onAnotherNode.caller(issued.secret())).as("on another node, some seconds later").isEmpty();
        assertThat(here.lives(issued.key().id())).isFalse();
    }

    @Test
    void theUseOfAKeyIsNotedToTheMinute() {
        NewKey issued = keys.issue(name(), Role.VIEWER);
        Keyring keyring = new Keyring(keys, clock, Duration.ZERO);

        keyring.caller(issued.secret());
        now = now.plusSeconds(30);
        keyring.caller(issued.secret());

        assertThat(lastUse(issued)).isEqualTo(now.minusSeconds(30));
        now = now.plusSeconds(60);
        keyring.caller(issued.secret());
        assertThat(lastUse(issued)).isEqualTo(now);
    }

    @Test
    void aLinkSignsInOnce() {
        SignInLink link = links.mint(Role.RESPONDER, "alice");

        assertThat(links.opens(link.token())).isTrue();
        assertThat(links.redeem(link.token())).contains(new Caller("alice", Role.RESPONDER, null));
        assertThat(links.redeem(link.token())).isEmpty();
        assertThat(links.opens(link.token())).isFalse();
        assertThat(link.path()).isEqualTo("/sign-in/link?token=" + link.token());
        assertThat(link.toString()).doesNotContain(link.token());
    }

    @Test
    void anOldLinkSignsNobodyIn() {
        SignInLink link = links.mint(Role.RESPONDER, "alice");
        now = link.expiresAt();

        assertThat(links.opens(link.token())).isFalse();
        assertThat(links.redeem(link.token())).isEmpty();
    }

    @Test
    void aWebhookHasNoLink() {
        assertThatThrownBy(() -> links.mint(Role.WEBHOOK, "alertmanager")).hasMessageContaining("does not sign in");
    }

    private Instant lastUse(NewKey issued) {
        return keys.list().stream().filter(key -> key.id().equals(issued.key().id())).map(ApiKey::lastUsedAt).findFirst().orElseThrow();
    }

    private static String name() {
        return "key " + UUID.randomUUID();
    }
}
