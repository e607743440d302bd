package dev.firsthour.intake;

import java.time.Instant;

/// How a delivery proves where it comes from. Looked at before anything is parsed.
public interface Signature {

    /// What a delivery proves.
    sealed interface Proof {

        /// It is the sender's own, unchanged and recent.
        record Given() implements Proof {}

        /// It brings no proof.
        ///
        /// @param remedy how it could
        record Missing(String remedy) implements Proof {}

        /// It claims to prove it, and does not.
        record Refused(String reason) implements Proof {}

        /// Nobody can tell yet: the sender should send it again.
        record NotYet(String reason) implements Proof {}
    }

    /// The way of a sender that cannot sign: it sends an API key.
    Signature NONE = (_, _) -> new Proof.Missing("send Authorization: Bearer fh_... with a key of the role webhook");

    /// What a delivery proves at an instant.
    Proof of(Delivery delivery, Instant now);
}
