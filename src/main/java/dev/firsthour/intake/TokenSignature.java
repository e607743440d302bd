package dev.firsthour.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/// A secret that a sender sends along because it cannot sign: in a header, as the password of Basic authentication, or, where a sender can set
/// nothing else, in the address.
public final class TokenSignature implements Signature {

    private static final String BASIC = "Basic ";

    private final Place place;
    private final SharedSecrets secrets;

    /// Where the secret stands. Null components are not looked at.
    ///
    /// @param header holds it as it is
    /// @param parameter of the address
    /// @param basic whether it may be the password of Basic authentication
    public record Place(@Nullable String header, @Nullable String parameter, boolean basic) {}

    public TokenSignature(Place place, SharedSecrets secrets) {
        this.place = place;
        this.secrets = secrets;
    }

    @Override
    public Proof of(Delivery delivery, Instant now) {
        if (secrets.isEmpty()) {
            return new Proof.Missing("set " + secrets.setting() + " to the secret that the sender sends, or have it send "
                    + "Authorization: Bearer fh_... with a key of the role webhook");
        }
        String token = token(delivery);
        if (token == null) return new Proof.Missing("have it send the secret of " + secrets.setting() + " " + where());
        return secrets.hold(token) ? new Proof.Given() : new Proof.Refused("the secret that came along is none of " + secrets.setting());
    }

    private @Nullable String token(Delivery delivery) {
        if (place.header() != null && delivery.header(place.header()) != null) return delivery.header(place.header());
        if (place.parameter() != null && delivery.parameter(place.parameter()) != null) return delivery.parameter(place.parameter());
        String authorization = delivery.header("Authorization");
        if (!place.basic() || authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) return null;
        try {
            String pair = new String(Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip()), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private String where() {
        if (place.header() != null) return "in the header " + place.header();
        return "in the address, as in ?" + place.parameter() + "=SECRET";
    }
}
