package dev.firsthour.aws;

import org.jspecify.annotations.Nullable;

/// There is nothing to sign with.
public final class NoCredentials extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean lasting;

    NoCredentials(String message, boolean lasting, @Nullable Throwable cause) {
        super(message, cause);
        this.lasting = lasting;
    }

    /// In words, without any credential.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /// Whether asking again will not help, as far as can be told.
    public boolean isLasting() {
        return lasting;
    }
}
