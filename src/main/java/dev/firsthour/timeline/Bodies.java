package dev.firsthour.timeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.ModelExchange;

/// The bodies that lie beside a chain, each as the digest of what lies there now.
///
/// @param digests by what the entries call the body: the id of the evidence, as in `E7`, or of the exchange
public record Bodies(Map<String, String> digests) {

    public Bodies { digests = Map.copyOf(digests); }

    /// The digest of a piece of evidence: SHA-256 of its stored form, in hex.
    public static String digest(Content content) {
        return sha256(Json.write(content));
    }

    /// The digest of an exchange: SHA-256 of request and reply, a line break between them, in hex.
    public static String digest(ModelExchange exchange) {
        return sha256(exchange.request() + "\n" + exchange.reply());
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
