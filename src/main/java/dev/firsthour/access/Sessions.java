package dev.firsthour.access;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

/// Begins sessions of the dashboard. They live in memory: after a restart people sign in again.
public final class Sessions {

    private final SecurityContextRepository contexts;
    private final CsrfTokenRepository tokens;
    private final Duration idle;

    Sessions(SecurityContextRepository contexts, CsrfTokenRepository tokens, Duration idle) {
        this.contexts = contexts;
        this.tokens = tokens;
        this.idle = idle;
    }

    /// Signs the caller in, in a session of a new name: one that somebody else knew before is worth nothing.
    public void begin(Caller caller, HttpServletRequest request, HttpServletResponse response) {
        HttpSession old = request.getSession(false);
        if (old != null) old.invalidate();
        request.getSession(true).setMaxInactiveInterval(Math.toIntExact(idle.toSeconds()));
        SecurityContext context = new SecurityContextImpl(new CallerAuthentication(caller));
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
        tokens.saveToken(null, request, response);
    }

    /// The caller of the request that this thread serves; empty if nobody is known, as at a webhook whose sender signs.
    public static Optional<Caller> knownCaller() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known
                ? Optional.of(known.getPrincipal())
                : Optional.empty();
    }

    /// The caller of the request that this thread serves.
    ///
    /// @throws IllegalStateException if nobody is known, which the door does not let happen
    public static Caller caller() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication instanceof CallerAuthentication known) return known.getPrincipal();
        throw new IllegalStateException("nobody is signed in: " + Objects.toString(authentication));
    }
}
