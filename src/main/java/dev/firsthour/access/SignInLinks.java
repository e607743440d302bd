package dev.firsthour.access;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Links that sign somebody in once. Needs nothing but a database, so that a terminal can mint one for a server that runs already.
public final class SignInLinks {

    /// Long enough to walk over to a browser, short enough to be worthless in a terminal's history.
    private static final Duration VALID = Duration.ofMinutes(30);

    private final JdbcClient database;
    private final InstantSource clock;
    private final SecureRandom chance;

    public SignInLinks(JdbcClient database, InstantSource clock, SecureRandom chance) {
        this.database = database;
        this.clock = clock;
        this.chance = chance;
    }

    /// Mints a link that is valid for half an hour and for one use.
    ///
    /// @param name who will have come by it, as it stands on the timeline when they act
    /// @throws IllegalArgumentException if the role is WEBHOOK, which has nothing to see, or the name is no name
    public SignInLink mint(Role role, String name) {
        if (role == Role.WEBHOOK) throw new IllegalArgumentException("a webhook does not sign in: choose viewer, responder or admin");
        Secret secret = Secret.mint(chance);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        SignInLink link = new SignInLink(secret.text(), role, KeyName.checked(name), now.plus(VALID));
        // What has expired opens nothing any more; tidying up here bounds the table without a job of its own.
        database.sql("delete from sign_in_link where expires_at < :now").param("now", at(now)).update();
        database.sql("insert into sign_in_link (hash, role, name, expires_at) values (:hash, :role, :name, :expires)")
                .param("hash", secret.hash()).param("role", role.word()).param("name", link.name())
                .param("expires", at(link.expiresAt())).update();
        return link;
    }

    /// Whether a token would sign somebody in, without using it up: mail scanners and previews open links, and must not spend them.
    public boolean opens(String token) {
        return Secret.of(token)
                .map(secret -> database
                        .sql("select count(*) from sign_in_link where hash = :hash and used_at is null and expires_at > :now")
                        .param("hash", secret.hash()).param("now", at(clock.instant())).query(Integer.class).single() > 0)
                .orElse(false);
    }

    /// Uses a token up and says whom it lets in; empty if it is unknown, used or too old. Of two who try at once, one succeeds.
    public Optional<Caller> redeem(String token) {
        return Secret.of(token).flatMap(secret -> database.sql("""
                update sign_in_link set used_at = :now
                where hash = :hash and used_at is null and expires_at > :now
                returning name, role
                """).param("hash", secret.hash()).param("now", at(clock.instant()))
                .query((row, _) -> new Caller(row.getString("name"), Role.of(row.getString("role")).orElseThrow(), null)).optional());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
