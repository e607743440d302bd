package dev.firsthour.web.problem;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

import dev.firsthour.access.NameTaken;
import dev.firsthour.access.NotListed;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.incident.NotPossibleNow;
import dev.firsthour.intake.Overloaded;
import dev.firsthour.intake.UnknownWebhook;
import dev.firsthour.intake.Unproven;
import dev.firsthour.timeline.NoSuchIncident;

import tools.jackson.core.JacksonException;

/// Says of every throwable what the caller shall hear. What is the caller's mistake names field, value and remedy; what is ours says so,
/// and its stack goes to the log alone.
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /// Alertmanager and others come back for a 503; two seconds are about what a database needs to be there again.
    private static final String COME_BACK_SECONDS = "2";
    private static final String SOURCES = "see /v3/api-docs for what there is";

    private Problems() {}

    /// What to say about something thrown while a request was served.
    public static Problem of(Throwable thrown, String method, String path) {
        return switch (thrown) {
            case Refused refused -> refused.problem();
            case InvalidInput invalid -> invalid(invalid);
            case NotPossibleNow conflict -> Problem.of(HttpStatus.CONFLICT, "not-possible-now", "It does not fit how things stand",
                    before(conflict.getMessage()), after(conflict.getMessage()));
            case NoSuchIncident missing -> missingIncident(missing);
            case UnknownWebhook unknown -> Problem.notFound(
                    new Complaint("source", null, before(unknown.getMessage()), after(unknown.getMessage())));
            case Overloaded full -> Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "overloaded", "Not just now", before(full.getMessage()),
                    after(full.getMessage())).with(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, full.retryAfter().toSeconds())));
            case NameTaken taken -> Problem.of(HttpStatus.CONFLICT, "name-taken", "The name is in use", new Complaint("name", taken.name(),
                    "a key named '" + taken.name() + "' is in use", "choose another name, or revoke that key first"));
            case BodyTooLarge large -> Problem.of(HttpStatus.CONTENT_TOO_LARGE, "body-too-large", "The body is too large",
                    before(large.getMessage()), after(large.getMessage()));
            case JacksonException json -> BrokenJson.problem(json);
            case HttpMessageNotReadableException unread -> unreadable(unread);
            case MethodArgumentTypeMismatchException mismatch -> mismatch(mismatch);
            case MissingServletRequestParameterException missing -> Problem.badRequest(new Complaint(missing.getParameterName(), null,
                    "the parameter '" + missing.getParameterName() + "' is missing", "send it"));
            case HttpRequestMethodNotSupportedException wrong -> wrongMethod(wrong, path);
            case HttpMediaTypeNotSupportedException wrong -> Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type",
                    "The body's type is not read here",
                    new Complaint(HttpHeaders.CONTENT_TYPE, wrong.getContentType() == null ? null : wrong.getContentType().toString(),
                            "the body's type " + wrong.getContentType() + " is not read here",
                            "send Content-Type: " + list(wrong.getSupportedMediaTypes())));
            case HttpMediaTypeNotAcceptableException wrong -> Problem.of(HttpStatus.NOT_ACCEPTABLE, "not-acceptable",
                    "The answer is not to be had in that form", new Complaint(HttpHeaders.ACCEPT, null,
                            "the answer is not to be had in the form that was asked for",
                            "accept " + list(wrong.getSupportedMediaTypes())));
            case NoResourceFoundException _ -> noSuchPath(method, path);
            case NoHandlerFoundException _ -> noSuchPath(method, path);
            case RequestRejectedException _ -> Problem.of(HttpStatus.BAD_REQUEST, "malformed-address", "The address is malformed",
                    "the address or a header holds characters that are not allowed there",
                    "encode them, and write the path without // and ;");
            case CsrfException _ -> Problem.of(HttpStatus.FORBIDDEN, "forgery-suspected", "The form's token is missing or old",
                    "the request came without the token that our own pages send", "load the page again and repeat it");
            case AccessDeniedException denied when NotListed.isWhy(denied) -> noSuchPath(method, path);
            case AccessDeniedException _ -> Problem.of(HttpStatus.FORBIDDEN, "forbidden", "Your role does not allow this",
                    "your role does not allow " + method + " " + path, "ask an admin for a key of the role that does");
            case Unproven unproven -> Problem.of(HttpStatus.UNAUTHORIZED, "unauthorized", "It is not known who is calling",
                    before(unproven.getMessage()), after(unproven.getMessage())).with(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case AuthenticationException unknown -> Problem
                    .of(HttpStatus.UNAUTHORIZED, "unauthorized", "It is not known who is calling", whyUnknown(unknown),
                            "send Authorization: Bearer fh_... with a key that lives, or sign in at /sign-in")
                    .with(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case RuntimeException away when databaseIsAway(away) -> unavailable("the database cannot be reached");
            case ErrorResponse wrong -> general(HttpStatus.valueOf(wrong.getStatusCode().value()),
                    Objects.requireNonNullElse(wrong.getBody().getDetail(), "the request cannot be done"));
            default -> ours(thrown, method, path);
        };
    }

    /// What to say about a bare status, as the servlet container sets it.
    public static Problem of(HttpStatus status, String method, String path) {
        return switch (status) {
            case NOT_FOUND -> noSuchPath(method, path);
            case BAD_REQUEST -> general(status, "the request is malformed");
            case CONTENT_TOO_LARGE -> general(status, "the body is too large");
            default -> general(status, status.getReasonPhrase());
        };
    }

    /// We cannot do it now; the caller may come back.
    public static Problem unavailable(String why) {
        return Problem
                .of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "Not just now", why, "send it again in " + COME_BACK_SECONDS + " s")
                .with(HttpHeaders.RETRY_AFTER, COME_BACK_SECONDS);
    }

    /// Whether the one who asked has gone: nobody is left to be told.
    public static boolean nobodyListens(Throwable thrown) {
        return thrown instanceof IOException || (thrown.getCause() instanceof IOException cause
                && cause.getClass().getSimpleName().equals("ClientAbortException"));
    }

    private static boolean databaseIsAway(@Nullable Throwable thrown) {
        return switch (thrown) {
            case null -> false;
            case DataAccessResourceFailureException _,NonTransientDataAccessResourceException _,RecoverableDataAccessException _,TransientDataAccessException _,CannotCreateTransactionException _,TransactionSystemException _ ->
                true;
            // Connections that broke (08), a server that is full (53), was stopped by an operator (57) or failed (58).
            case SQLException sql ->
                sql.getSQLState() != null && Set.of("08", "53", "57", "58").contains(sql.getSQLState().substring(0, 2));
            default -> databaseIsAway(thrown.getCause());
        };
    }

    private static Problem invalid(InvalidInput invalid) {
        List<Complaint> complaints = invalid.flaws().stream().map(flaw -> new Complaint(flaw.field(), flaw.value(),
                flaw.field() + (flaw.value() == null ? " " : " '" + flaw.value() + "' ") + flaw.problem(), flaw.remedy())).toList();
        return complaints.size() == 1
                ? Problem.badRequest(complaints.getFirst())
                : new Problem(HttpStatus.BAD_REQUEST, "invalid-value", "The request holds wrong values",
                        complaints.size() + " things are wrong, see 'errors'", complaints, Map.of());
    }

    private static Problem missingIncident(NoSuchIncident missing) {
        String message = String.valueOf(missing.getMessage());
        return Problem.notFound(new Complaint("id", null, before(message), after(message)));
    }

    private static Problem unreadable(HttpMessageNotReadableException unread) {
        for (Throwable cause = unread.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException json) return BrokenJson.problem(json);
        }
        return BrokenJson.empty();
    }

    private static Problem mismatch(MethodArgumentTypeMismatchException mismatch) {
        String value = String.valueOf(mismatch.getValue());
        for (Throwable cause = mismatch.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Refused refused) return refused.problem();
            // Our own words say what is wrong with theirs; those of Java and Spring do not.
            if (cause instanceof IllegalArgumentException && cause.getMessage() != null && cause.getMessage().contains("'" + value + "'")) {
                return Problem.badRequest(new Complaint(mismatch.getName(), value, before(cause.getMessage()), after(cause.getMessage())));
            }
        }
        Class<?> type = mismatch.getRequiredType();
        return Problem.badRequest(new Complaint(mismatch.getName(), value, mismatch.getName() + " '" + value + "' cannot be read",
                "send " + (type == null ? "another" : words(type))));
    }

    private static String words(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) return "true or false";
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) return "a whole number";
        if (type == UUID.class) return "a UUID";
        return "one in the form that /v3/api-docs describes";
    }

    private static Problem wrongMethod(HttpRequestMethodNotSupportedException wrong, String path) {
        Set<HttpMethod> methods = wrong.getSupportedHttpMethods();
        String allowed = methods == null ? "" : String.join(", ", methods.stream().map(HttpMethod::name).sorted().toList());
        return Problem.of(HttpStatus.METHOD_NOT_ALLOWED, "method-not-allowed", "The method is not allowed here",
                new Complaint("method", wrong.getMethod(), wrong.getMethod() + " is not allowed at " + path, "use " + allowed))
                .with(HttpHeaders.ALLOW, allowed);
    }

    private static Problem noSuchPath(String method, String path) {
        return Problem.notFound(new Complaint("path", path, "there is nothing at " + method + " " + path, SOURCES));
    }

    private static String whyUnknown(AuthenticationException unknown) {
        String message = String.valueOf(unknown.getMessage());
        return message.startsWith("the key") ? message : "no key and no session came with the request";
    }

    private static Problem general(HttpStatus status, String detail) {
        return new Problem(status, "status-" + status.value(), status.getReasonPhrase(), detail, List.of(), Map.of());
    }

    private static Problem ours(Throwable thrown, String method, String path) {
        String name = Long.toString(Integer.toUnsignedLong(System.identityHashCode(thrown)), Character.MAX_RADIX);
        LOG.error("Fault {} while serving {} {}", name, method, path, thrown);
        return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "fault", "Something broke here",
                "something broke here that is no fault of yours", "look for 'Fault " + name + "' in the log of the server, and report it");
    }

    private static String list(List<MediaType> types) {
        return String.join(" or ", types.stream().map(MediaType::toString).toList());
    }

    /// Our own messages name the problem, then after the last colon the way out.
    private static String before(@Nullable String message) {
        String text = String.valueOf(message);
        int colon = text.lastIndexOf(": ");
        return colon < 0 ? text : text.substring(0, colon);
    }

    private static String after(@Nullable String message) {
        String text = String.valueOf(message);
        int colon = text.lastIndexOf(": ");
        return colon < 0 ? SOURCES : text.substring(colon + 2);
    }
}
