package dev.firsthour.web.problem;

import java.io.IOException;

import org.springframework.web.filter.OncePerRequestFilter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/// The outermost filter: what filters and pages throw becomes a problem here, so that nobody ever sees a stack trace.
public final class EdgeFilter extends OncePerRequestFilter {

    private final Answers answers;

    public EdgeFilter(Answers answers) {
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException thrown) {
            Throwable why = thrown instanceof ServletException wrapper && wrapper.getRootCause() != null ? wrapper.getRootCause() : thrown;
            Problem problem = Problems.of(why, request.getMethod(), request.getRequestURI());
            // Half an answer is out: only a broken connection tells the caller that the rest will not come.
            if (response.isCommitted()) throw thrown;
            answers.write(problem, request, response);
        }
    }
}
