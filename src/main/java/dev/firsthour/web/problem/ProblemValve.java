package dev.firsthour.web.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/// Gives words to what Tomcat refuses before any of our code sees it, such as a request line with characters that may not stand there.
/// Tomcat makes it by its class name.
public final class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int code = response.getStatus();
        if (code < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) return;
        HttpStatus status = HttpStatus.resolve(code);
        String title = status == null ? "The request was refused" : status.getReasonPhrase();
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            response.getReporter().write("""
                    {"type":"urn:firsthour:problem:status-%d","title":"%s","status":%d,\
                    "detail":"the request cannot be read: check the address and the headers for characters that must be encoded"}"""
                    .formatted(code, title, code));
            response.finishResponse();
        } catch (IOException gone) {
            container.getLogger().debug("Nobody was left to be told of status " + code, gone);
        }
    }
}
