package dev.firsthour.privacy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/// The book of pseudonyms in the database, each line sealed with AES-256-GCM under a key that HKDF-SHA256 (RFC 5869) derives from the
/// installation's own, which never goes there: a copy of the database alone reveals nobody.
///
/// Lines wait in memory and are written in batches by a thread of their own, so that taking in an alert waits for none of it. What still waits when
/// the process is killed is lost, and those pseudonyms stay what they are: that errs towards privacy. So does a full queue, which
/// drops and counts.
public final class SealedPseudonyms implements PseudonymBook, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SealedPseudonyms.class);
    private static final int WAITING = 20_000;
    private static final int BATCH = 1_000;
    /// No more are put back at once.
    private static final int MOST_REVEALED = 10_000;
    private static final Duration LINGER = Duration.ofMillis(200);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final byte[] PURPOSE = "firsthour pseudonym book 1".getBytes(StandardCharsets.US_ASCII);

    private final JdbcTemplate database;
    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();
    private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(WAITING);
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong erasures = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    private record Line(String scope, String pseudonym, String original) {}

    /// @param secret what the key is derived from
    public SealedPseudonyms(JdbcTemplate database, byte[] secret) {
        this.database = database;
        this.key = derived(secret);
        this.writer = Thread.ofVirtual().name("pseudonyms").unstarted(this::write);
        writer.start();
    }

    private static SecretKey derived(byte[] secret) {
        try {
            return KDF.getInstance("HKDF-SHA256").deriveKey("AES",
                    HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(PURPOSE, KEY_BYTES));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java from 25 on has HKDF-SHA256", impossible);
        }
    }

    @Override
    public void note(String scope, String pseudonym, String original) {
        if (!waiting.offer(new Line(scope, pseudonym, original))) dropped.incrementAndGet();
    }

    @Override
    public long erasures() {
        return erasures.get();
    }

    /// How many lines were dropped because too many waited.
    public long dropped() {
        return dropped.get();
    }

    /// What the pseudonyms of a scope stand for, in their order, at most ten thousand.
    ///
    /// @param only the pseudonyms asked for; null for all
    public Map<String, String> of(String scope, @Nullable Collection<String> only) {
        flush();
        Map<String, String> originals = new TreeMap<>();
        database.query("select name, sealed from pseudonym where scope = ? order by name limit " + MOST_REVEALED, row -> {
            String name = row.getString(1);
            if (only == null || only.contains(name)) originals.put(name, opened(scope, name, row.getBytes(2)));
        }, scope);
        return originals;
    }

    /// Forgets what the pseudonyms of a scope stand for, for good; in the caller's transaction if there is one.
    ///
    /// @return how many there were
    public int erase(String scope) {
        writing.lock();
        try {
            Set<String> names = waiting.stream().filter(line -> line.scope.equals(scope)).map(Line::pseudonym)
                    .collect(Collectors.toCollection(HashSet::new));
            waiting.removeIf(line -> line.scope.equals(scope));
            erasures.incrementAndGet();
            names.addAll(database.queryForList("delete from pseudonym where scope = ? returning name", String.class, scope));
            return names.size();
        } finally {
            writing.unlock();
        }
    }

    /// Writes what waits.
    public void flush() {
        writing.lock();
        try {
            List<Line> batch = new ArrayList<>(BATCH);
            while (waiting.drainTo(batch, BATCH) > 0) {
                database.batchUpdate("insert into pseudonym (scope, name, sealed) values (?, ?, ?) on conflict do nothing", batch, BATCH,
                        (statement, line) -> {
                            statement.setString(1, line.scope);
                            statement.setString(2, line.pseudonym);
                            statement.setBytes(3, sealed(line));
                        });
                batch.clear();
            }
        } finally {
            writing.unlock();
        }
    }

    private void write() {
        try {
            while (!closed) {
                // Nothing is taken out to wait for it: what is to be erased must be found among what waits.
                Thread.sleep(LINGER);
                if (!waiting.isEmpty()) flushOrTell();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void flushOrTell() {
        try {
            flush();
        } catch (DataAccessException away) {
            LOG.warn("Pseudonyms could not be kept and cannot be put back: {}", away.getMostSpecificCause().getMessage());
        }
    }

    private byte[] sealed(Line line) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, line.scope, line.pseudonym)
                    .doFinal(line.original.getBytes(StandardCharsets.UTF_8));
            byte[] all = new byte[NONCE_BYTES + sealed.length];
            System.arraycopy(nonce, 0, all, 0, NONCE_BYTES);
            System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
            return all;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has AES/GCM", impossible);
        }
    }

    private String opened(String scope, String pseudonym, byte[] all) {
        byte[] nonce = java.util.Arrays.copyOf(all, NONCE_BYTES);
        try {
            return new String(cipher(Cipher.DECRYPT_MODE, nonce, scope, pseudonym).doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES),
                    StandardCharsets.UTF_8);
        } catch (GeneralSecurityException otherKey) {
            throw new IllegalStateException(
                    "what " + pseudonym + " stands for was sealed with another key than the data folder's, or was changed:"
                            + " restore the file pseudonym.key",
                    otherKey);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String scope, String pseudonym) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((scope + '\0' + pseudonym).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /// Writes what waits, and takes no more.
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        try {
            writer.join(LONGEST_CLOSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        flushOrTell();
    }
}
