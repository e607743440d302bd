package dev.firsthour.privacy;

/// The redactors there are.
public final class Redactors {

    /// A shorter key could be guessed, and with it every address behind a pseudonym.
    private static final int SHORTEST_KEY = 16;

    private Redactors() {}

    /// Knows the common secrets and personal data; safe for use by many threads.
    ///
    /// Secrets of common shapes, and what stands as a value behind a telling name, go for good; e-mail addresses, cards, IBANs, phone and IP
    /// addresses become pseudonyms as in `ip-4f2a1c9e`, the same for the same value within a scope. Ids of traces, spans, commits and
    /// containers, UUIDs, versions and times stay, and so do loopback addresses and netmasks. Redacting twice changes nothing.
    /// Takes time linear in the text.
    ///
    /// @param pseudonymKey what pseudonyms are made with, at least 16 secret bytes that stay the same as long as pseudonyms shall
    /// @throws IllegalArgumentException if the key is too short
    public static Redactor standard(byte[] pseudonymKey) {
        if (pseudonymKey.length < SHORTEST_KEY) {
            throw new IllegalArgumentException(
                    "the key for pseudonyms has " + pseudonymKey.length + " bytes: give at least " + SHORTEST_KEY);
        }
        Pseudonyms pseudonyms = new Pseudonyms(pseudonymKey);
        return (text, scope) -> new Scan(text, scope, pseudonyms).redacted();
    }
}
