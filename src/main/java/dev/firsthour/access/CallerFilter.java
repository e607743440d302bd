package dev.firsthour.access;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

/// Knows the caller by the key they send, for this one request, or by the session they have; a session whose key was revoked has ended.
///
/// A key that is sent and not valid is refused, whatever session comes with it: the caller should learn that the key is wrong.
final class CallerFilter extends OncePerRequestFilter {

    /// What the paths of all webhooks begin with.
    static final String WEBHOOKS = "/api/v1/webhooks/";

    private static final String BY_KEY = CallerFilter.class.getName() + ".byKey";
    private static final String SCHEME = "Bearer ";

    private final Keyring keyring;
    private final AuthenticationEntryPoint refusal;

    CallerFilter(Keyring keyring, AuthenticationEntryPoint refusal) {
        this.keyring = keyring;
        this.refusal = refusal;
    }

    /// Whether the caller of this request is known by a key: no browser sends one by itself, so no other site can have made it do so.
    static boolean byKey(HttpServletRequest request) {
        return request.getAttribute(BY_KEY) != null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            Optional<Caller> caller = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                    ? keyring.caller(header.substring(SCHEME.length()).strip())
                    : Optional.empty();
            if (caller.isEmpty() && delivers(request)) {
                // Some senders put their own secret into this header: whoever reads the delivery checks it.
                SecurityContextHolder.clearContext();
                chain.doFilter(request, response);
                return;
            }
            if (caller.isEmpty()) {
                refusal.commence(request, response, new BadCredentialsException("the key is unknown or was revoked"));
                return;
            }
            request.setAttribute(BY_KEY, true);
            SecurityContextHolder.setContext(new SecurityContextImpl(new CallerAuthentication(caller.get())));
        } else if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known && !maySessionGoOn(known)) {
            HttpSession session = request.getSession(false);
            if (session != null) session.invalidate();
            SecurityContextHolder.clearContext();
        }
        chain.doFilter(request, response);
    }

    private static boolean delivers(HttpServletRequest request) {
        return request.getMethod().equals("POST") && request.getServletPath().startsWith(WEBHOOKS);
    }

    private boolean maySessionGoOn(CallerAuthentication known) {
        UUID key = known.getPrincipal().key();
        return key == null || keyring.lives(key);
    }
}
