package dev.firsthour.access;

import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;

/// The refusal of a path that no rule names: towards callers it does not exist.
public final class NotListed extends AuthorizationDecision {

    private static final long serialVersionUID = 1;

    static final NotListed HERE = new NotListed();

    private NotListed() {
        super(false);
    }

    /// Whether a refusal came about because nothing is there, and not for want of a role.
    public static boolean isWhy(Throwable refusal) {
        return refusal instanceof AuthorizationDeniedException denied && denied.getAuthorizationResult() instanceof NotListed;
    }
}
