package dev.firsthour.web.problem;

import java.io.IOException;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.util.UriComponentsBuilder;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/// Where what was thrown by controllers and refused at the door becomes an answer.
@ControllerAdvice
final class ProblemAdvice implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

    private final Answers answers;

    ProblemAdvice(Answers answers) {
        this.answers = answers;
    }

    @ExceptionHandler(Throwable.class)
    void thrown(Throwable thrown, HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (thrown instanceof AsyncRequestNotUsableException || Problems.nobodyListens(thrown)) return;
        answers.write(Problems.of(thrown, request.getMethod(), request.getRequestURI()), request, response);
    }

    /// Sends people to sign in, and back to where they wanted to go; tells programs.
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException unknown)
            throws IOException, ServletException {
        String signIn = "/sign-in";
        if (request.getHeader("HX-Request") != null) response.setHeader("HX-Redirect", signIn);
        if (Answers.forPeople(request) && request.getMethod().equals("GET")) {
            response.sendRedirect(UriComponentsBuilder.fromPath(signIn).queryParam("next", "{next}").encode()
                    .buildAndExpand(request.getRequestURI()).toUriString());
            return;
        }
        answers.write(Problems.of(unknown, request.getMethod(), request.getRequestURI()), request, response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException, ServletException {
        answers.write(Problems.of(denied, request.getMethod(), request.getRequestURI()), request, response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException rejected)
            throws IOException, ServletException {
        answers.write(Problems.of(rejected, request.getMethod(), request.getRequestURI()), request, response);
    }
}
