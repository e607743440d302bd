package dev.firsthour.access;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// API keys as they are stored. Needs nothing but a database, so that a terminal can issue them too.
public final class ApiKeys {

    /// `last_used_at` is for people who tidy up: a write for every request would cost more than it tells.
    private static final Duration LAST_USED_GRAIN = Duration.ofMinutes(1);
    /// Nobody reads further, and an answer is bounded.
    private static final int LISTED = 1_000;
    private static final String COLUMNS = "id, name, role, created_at, last_used_at, revoked_at";

    private final JdbcClient database;
    private final InstantSource clock;
    private final SecureRandom chance;

    public ApiKeys(JdbcClient database, InstantSource clock, SecureRandom chance) {
        this.database = database;
        this.clock = clock;
        this.chance = chance;
    }

    /// Issues a key.
    ///
    /// @throws NameTaken if a living key has that name
    /// @throws IllegalArgumentException if the name is empty, longer than 80 characters, unprintable or stands for Firsthour itself
    public NewKey issue(String name, Role role) {
        return insert(KeyName.checked(name), role, "").orElseThrow(() -> new NameTaken(name.strip()));
    }

    /// Issues an admin key if there has never been a key: the one that the first start prints.
    public Optional<NewKey> first(String name) {
        return insert(KeyName.checked(name), Role.ADMIN, "where not exists (select 1 from api_key)");
    }

    /// Every key, the newest first, revoked ones included; at most 1,000.
    public List<ApiKey> list() {
        return database.sql("select " + COLUMNS + " from api_key order by created_at desc, id limit :limit").param("limit", LISTED)
                .query(ApiKeys::read).list();
    }

    /// Makes a key open nothing from now on; on other nodes within the time that they remember keys.
    public Revocation revoke(UUID id) {
        // Without an admin nobody could let anybody in from the API, so the last one stays.
        int revoked = database.sql("""
                update api_key set revoked_at = coalesce(revoked_at, :now)
                where id = :id
                  and (role <> 'admin' or revoked_at is not null
                       or exists (select 1 from api_key other where other.role = 'admin' and other.revoked_at is null and other.id <> :id))
                """).param("now", now()).param("id", id).update();
        if (revoked > 0) return Revocation.REVOKED;
        boolean known = database.sql("select count(*) from api_key where id = :id").param("id", id).query(Integer.class).single() > 0;
        return known ? Revocation.LAST_ADMIN : Revocation.UNKNOWN;
    }

    /// The living key that a secret belongs to, its use noted.
    Optional<ApiKey> use(Secret secret) {
        Optional<ApiKey> found = database.sql("select " + COLUMNS + " from api_key where hash = :hash and revoked_at is null")
                .param("hash", secret.hash()).query(ApiKeys::read).optional();
        found.filter(this::useIsWorthNoting).ifPresent(key -> database.sql("update api_key set last_used_at = :now where id = :id")
                .param("now", now()).param("id", key.id()).update());
        return found;
    }

    /// Whether the key exists and has not been revoked.
    boolean lives(UUID id) {
        return database.sql("select count(*) from api_key where id = :id and revoked_at is null").param("id", id).query(Integer.class)
                .single() > 0;
    }

    private boolean useIsWorthNoting(ApiKey key) {
        Instant last = key.lastUsedAt();
        return last == null || last.isBefore(clock.instant().minus(LAST_USED_GRAIN));
    }

    private Optional<NewKey> insert(String name, Role role, String condition) {
        Secret secret = Secret.mint(chance);
        return database.sql("insert into api_key (id, name, role, hash, created_at) select :id, :name, :role, :hash, :now " + condition
                + " on conflict (name) where revoked_at is null do nothing returning " + COLUMNS).param("id", UUID.randomUUID())
                .param("name", name).param("role", role.word()).param("hash", secret.hash()).param("now", now()).query(ApiKeys::read)
                .optional().map(key -> new NewKey(key, secret.text()));
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    private static ApiKey read(ResultSet row, int number) throws SQLException {
        return new ApiKey(row.getObject("id", UUID.class), row.getString("name"), Role.of(row.getString("role")).orElseThrow(),
                row.getObject("created_at", OffsetDateTime.class).toInstant(), instant(row, "last_used_at"), instant(row, "revoked_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
