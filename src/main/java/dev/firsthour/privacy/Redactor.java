package dev.firsthour.privacy;

/// Takes secrets and personal data out of text.
public interface Redactor {

    /// The text with secrets replaced by `[REDACTED:kind]` and personal data by pseudonyms that are stable for an incident.
    ///
    /// @param scope what the pseudonyms belong to: the incident's id
    Redacted redact(String text, String scope);
}
