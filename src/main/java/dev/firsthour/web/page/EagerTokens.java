package dev.firsthour.web.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.servlet.HandlerInterceptor;

/// Has the token of the forms made before a page is written: it comes with a cookie, and cookies go out ahead of the first byte, while the
/// first form of a long page comes after it.
public final class EagerTokens implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token) token.getToken();
        return true;
    }
}
