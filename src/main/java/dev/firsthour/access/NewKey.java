package dev.firsthour.access;

/// A key that was just issued, the only time its secret is seen.
///
/// @param secret what its holder sends as `Authorization: Bearer fh_...`
public record NewKey(ApiKey key, String secret) {

    /// Leaves the secret out, so that no log ever holds it.
    @Override
    public String toString() {
        return "NewKey[" + key + "]";
    }
}
