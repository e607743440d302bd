package dev.firsthour.access;

/// How revoking a key ended.
public enum Revocation {
    /// It opens nothing from now on, or did not before.
    REVOKED,
    /// There is no such key.
    UNKNOWN,
    /// It is the last that may manage keys, and stays: issue another first.
    LAST_ADMIN
}
