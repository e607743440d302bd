package dev.firsthour.privacy;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The redactors there are.
public final class Redactors {

    /// What stands for a text that could not be redacted.
    public static final String WITHHELD = "[withheld: redaction failed]";

    private static final Logger LOG = LoggerFactory.getLogger(Redactors.class);

    /// A shorter key could be guessed, and with it every address behind a pseudonym.
    private static final int SHORTEST_KEY = 16;

    /// Two walks settle everything that was ever seen but for texts made to be odd; those take three.
    private static final int MOST_WALKS = 5;

    private Redactors() {}

    /// Knows the common secrets and personal data; safe for use by many threads.
    ///
    /// @param pseudonymKey what pseudonyms are made with, at least 16 secret bytes that stay the same as long as pseudonyms shall
    /// @throws IllegalArgumentException if the key is too short
    public static Redactor standard(byte[] pseudonymKey) {
        return of(pseudonymKey, PrivacyRules.NONE, PseudonymBook.NONE);
    }

    /// Knows the common secrets and personal data, and what an installation adds; safe for use by many threads.
    ///
    /// Secrets of common shapes, and what stands as a value behind a telling name, go for good; e-mail, IP and hardware addresses, internal host names,
    /// cards, IBANs, national ids, phone numbers and the users of authentication logs become pseudonyms as in `ip-4f2a1c9e`, the same for the
    /// same value within a scope. Ids of traces, spans, commits and containers, UUIDs, versions, times and names of services stay, and so do loopback
    /// addresses and netmasks. What nobody sees goes first ([PlainText]). Redacting twice changes nothing. Takes time linear in the text.
    ///
    /// Fails closed: a text that cannot be redacted, for whatever reason, is withheld.
    ///
    /// @param book is told what pseudonyms stand for
    /// @throws IllegalArgumentException if the key is too short
    public static Redactor of(byte[] pseudonymKey, PrivacyRules rules, PseudonymBook book) {
        if (pseudonymKey.length < SHORTEST_KEY) {
            throw new IllegalArgumentException(
                    "the key for pseudonyms has " + pseudonymKey.length + " bytes: give at least " + SHORTEST_KEY);
        }
        return failingClosed(open(pseudonymKey, rules, book));
    }

    /// Knows what is common, and throws what goes wrong: for our own logs, which cannot log that.
    static Redactor silent(byte[] pseudonymKey, PrivacyRules rules) {
        return open(pseudonymKey, rules, PseudonymBook.NONE);
    }

    private static Redactor open(byte[] pseudonymKey, PrivacyRules rules, PseudonymBook book) {
        Pseudonyms pseudonyms = new Pseudonyms(pseudonymKey, book);
        List<CustomPattern.Compiled> patterns = rules.patterns().stream().map(CustomPattern::ready).toList();
        Hosts hosts = new Hosts(rules.internalDomains());
        return (text, scope) -> settled(text, scope, pseudonyms, hosts, patterns);
    }

    /// A redactor that withholds what another throws at.
    static Redactor failingClosed(Redactor redactor) {
        return (text, scope) -> {
            try {
                return redactor.redact(text, scope);
            } catch (RuntimeException | StackOverflowError fault) {
                LOG.error("A text of {} characters could not be redacted and is withheld: {}", text.length(), fault.getClass().getName());
                return new Redacted(WITHHELD, 1);
            }
        };
    }

    // What was taken out changes what stands beside it, which may then be seen for what it is: a second walk takes that too, and so makes
    // sure that redacting again changes nothing. A text without findings is walked over once.
    private static Redacted settled(String text, String scope, Pseudonyms pseudonyms, Hosts hosts, List<CustomPattern.Compiled> patterns) {
        Redacted redacted = new Redacted(PlainText.of(text), 0);
        for (int walk = 0; walk < MOST_WALKS; walk++) {
            Redacted again = new Scan(redacted.text(), scope, pseudonyms, hosts).redacted();
            int removed = again.removed();
            for (CustomPattern.Compiled pattern : patterns) {
                again = pattern.without(again.text(), scope, pseudonyms);
                removed += again.removed();
            }
            if (removed == 0) break;
            redacted = new Redacted(again.text(), redacted.removed() + removed);
        }
        return redacted;
    }
}
