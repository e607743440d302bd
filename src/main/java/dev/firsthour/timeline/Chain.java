package dev.firsthour.timeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.firsthour.incident.EventType;
import dev.firsthour.incident.IncidentId;

/// Chains the entries of a timeline: HMAC-SHA256, keyed with a secret that lies outside the database, over each entry's canonical bytes and the
/// hash of the entry before it. Who can write to the database but does not have the key cannot make an entry that fits (Schneier and Kelsey,
/// "Secure Audit Logs to Support Computer Forensics", 1999; here without their key evolution: the key's holder is trusted).
public final class Chain {

    /// The hash before the first entry.
    public static final String BEGINNING = "";

    private final SecretKeySpec key;

    /// @param secret at least 16 bytes
    public Chain(byte[] secret) {
        if (secret.length < 16) throw new IllegalArgumentException("the timeline's key has at least 16 bytes, not " + secret.length);
        key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /// The hash of an entry. Each part is led by its length, so that no two entries share their bytes.
    ///
    /// @param data the entry's data exactly as stored
    public String hash(IncidentId incident, long position, Instant occurredAt, String actor, EventType type, String message, String data,
            String previousHash) {
        Mac mac = mac();
        for (String part : new String[]{incident.toString(), Long.toString(position), Long.toString(micros(occurredAt)), actor, type.name(),
                message, data, previousHash}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            mac.update(bytes);
        }
        return HexFormat.of().formatHex(mac.doFinal());
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
