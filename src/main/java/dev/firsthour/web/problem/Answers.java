package dev.firsthour.web.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/// Writes problems: as JSON for programs, as a page for people. Used by filters and controllers alike, so that an error looks the same
/// wherever it came up.
public final class Answers {

    /// Carries the problem to the page that shows it.
    static final String PROBLEM = Answers.class.getName() + ".problem";

    private final JsonMapper json;

    public Answers(JsonMapper json) {
        this.json = json;
    }

    /// Answers with the problem, unless the answer is under way already.
    public void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (response.isCommitted()) return;
        response.resetBuffer();
        if (forPeople(request)) {
            request.setAttribute(PROBLEM, problem);
            request.getRequestDispatcher(ProblemController.PATH).forward(request, response);
            return;
        }
        head(problem, response);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        byte[] body = json.writeValueAsString(body(problem, request.getRequestURI())).getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static void head(Problem problem, HttpServletResponse response) {
        response.setStatus(problem.status().value());
        problem.headers().forEach(response::setHeader);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /// Whether a person with a browser waits for the answer. What htmx asks for is answered as JSON, and the page's script shows it.
    public static boolean forPeople(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (path.startsWith("/api/") || path.startsWith("/v3/") || path.startsWith("/actuator/")) return false;
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        return accepted != null && accepted.contains(MediaType.TEXT_HTML_VALUE) && request.getHeader("HX-Request") == null;
    }

    private static Map<String, Object> body(Problem problem, String path) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", problem.type());
        body.put("title", problem.title());
        body.put("status", problem.status().value());
        body.put("detail", problem.detail());
        body.put("instance", path);
        if (problem.complaints().size() == 1) put(body, problem.complaints().getFirst());
        if (problem.complaints().size() > 1)
            body.put("errors", problem.complaints().stream().map(complaint -> put(new LinkedHashMap<>(), complaint)).toList());
        return body;
    }

    private static Map<String, Object> put(Map<String, Object> body, Complaint complaint) {
        for (var entry : List.of(new Entry("field", complaint.field()), new Entry("value", complaint.value()),
                new Entry("problem", complaint.problem()),
                new Entry("remedy", complaint.remedy()))) {
            if (entry.value() != null) body.put(entry.name(), entry.value());
        }
        return body;
    }

    private record Entry(String name, @Nullable String value) {}
}
