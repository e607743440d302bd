package dev.firsthour.privacy;

/// The redactors there are.
public final class Redactors {

    /// A shorter key could be guessed, and with it every address behind a pseudonym.
    private static final int SHORTEST_KEY = 16;

    /// Two walks settle everything that was ever seen but for texts made to be odd; those take three.
    private static final int MOST_WALKS = 5;

    private Redactors() {}

    /// Knows the common secrets and personal data; safe for use by many threads.
    ///
    /// Secrets of common shapes, and what stands as a value behind a telling name, go for good; e-mail, IP and hardware
    /// addresses, cards, IBANs, phone numbers and the users of authentication logs become pseudonyms as in `ip-4f2a1c9e`, the same for the same value within a scope. Ids of traces, spans, commits and
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
        return (text, scope) -> settled(text, scope, pseudonyms);
    }

    // What was taken out changes what stands beside it, which may then be seen for what it is: a second walk takes that too, and so makes
    // sure that redacting again changes nothing. A text without findings is walked over once.
    private static Redacted settled(String text, String scope, Pseudonyms pseudonyms) {
        Redacted redacted = new Redacted(text, 0);
        for (int walk = 0; walk < MOST_WALKS; walk++) {
            Redacted again = new Scan(redacted.text(), scope, pseudonyms).redacted();
            if (again.removed() == 0) break;
            redacted = new Redacted(again.text(), redacted.removed() + again.removed());
        }
        return redacted;
    }
}
