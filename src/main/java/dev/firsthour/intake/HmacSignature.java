package dev.firsthour.intake;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/// An HMAC-SHA256 over the raw body (RFC 2104), in hex in a header, as most senders sign.
public final class HmacSignature implements Signature {

    private static final byte[] NOTHING = {};
    /// A sender lists one signature a secret; more than these are not looked at.
    private static final int MOST_LISTED = 8;

    private final Form form;
    private final SharedSecrets secrets;

    /// Where the signature stands, and what it is over.
    ///
    /// @param header holds it, or several of them with commas between
    /// @param prefix stands before each
    /// @param stamp the time that is signed too; null if the protocol has none
    public record Form(String header, String prefix, @Nullable Stamp stamp) {}

    /// A time of sending that is signed together with the body, so that a delivery that was listened to cannot be sent again later.
    ///
    /// @param header holds it in seconds since the epoch
    /// @param before what is signed before the time
    /// @param after what is signed between time and body
    /// @param window how far it may lie from now
    public record Stamp(String header, String before, String after, Duration window) {}

    public HmacSignature(Form form, SharedSecrets secrets) {
        this.form = form;
        this.secrets = secrets;
    }

    @Override
    public Proof of(Delivery delivery, Instant now) {
        if (secrets.isEmpty()) {
            return new Proof.Missing("set " + secrets.setting() + " to the secret that the sender signs with, or have it send "
                    + "Authorization: Bearer fh_... with a key of the role webhook");
        }
        String listed = delivery.header(form.header());
        if (listed == null)
            return new Proof.Missing("have it signed in the header " + form.header() + ", with the secret of " + secrets.setting());
        byte[] start = NOTHING;
        Stamp stamp = form.stamp();
        if (stamp != null) {
            String time = delivery.header(stamp.header());
            if (time == null) return new Proof.Refused("the header " + stamp.header() + " is missing, and the signature is over it too");
            String stale = stale(time, stamp, now);
            if (stale != null) return new Proof.Refused(stale);
            start = (stamp.before() + time + stamp.after()).getBytes(StandardCharsets.UTF_8);
        }
        String[] all = listed.split(",", MOST_LISTED + 1);
        for (int i = 0; i < Math.min(all.length, MOST_LISTED); i++) {
            byte[] signature = signature(all[i].strip());
            if (signature != null && secrets.signed(signature, start, delivery.bytes())) return new Proof.Given();
        }
        return new Proof.Refused("the signature in " + form.header() + " is not that of the body with a secret of " + secrets.setting());
    }

    private static @Nullable String stale(String time, Stamp stamp, Instant now) {
        try {
            Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now).abs();
            return off.compareTo(stamp.window()) <= 0
                    ? null
                    : "it was sent at " + time + ", more than " + stamp.window().toSeconds() + " s from now";
        } catch (ArithmeticException | NumberFormatException | DateTimeException unreadable) {
            return "the header " + stamp.header() + " holds no time in seconds";
        }
    }

    private byte @Nullable [] signature(String text) {
        if (!text.startsWith(form.prefix())) return null;
        try {
            return HexFormat.of().parseHex(text.substring(form.prefix().length()));
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
