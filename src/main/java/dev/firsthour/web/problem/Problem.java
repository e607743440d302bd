package dev.firsthour.web.problem;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.http.HttpStatus;

/// Why a request was not done, in the terms of RFC 9457.
///
/// @param slug tells this sort of problem from others; a part of `type` that never changes
/// @param title what sort of problem it is, in a few words
/// @param detail what is wrong here, and the way out
/// @param flaws what is wrong, field by field; empty if it is not about a field
/// @param headers what the answer's head says besides, as in `Retry-After`
public record Problem(HttpStatus status, String slug, String title, String detail, List<Flaw> flaws, Map<String, String> headers) {

    private static final String TYPES = "urn:firsthour:problem:";

    public Problem {
        flaws = List.copyOf(flaws);
        headers = Map.copyOf(headers);
    }

    /// A problem with one thing.
    public static Problem of(HttpStatus status, String slug, String title, Flaw flaw) {
        return new Problem(status, slug, title, flaw.sentence(), List.of(flaw), Map.of());
    }

    /// A problem with the request as a whole.
    public static Problem of(HttpStatus status, String slug, String title, String problem, String remedy) {
        return of(status, slug, title, new Flaw(null, null, problem, remedy));
    }

    /// A wrong value in the request.
    public static Problem badRequest(Flaw flaw) {
        return of(HttpStatus.BAD_REQUEST, "invalid-value", "The request holds a wrong value", flaw);
    }

    /// Something that the address names and that does not exist.
    public static Problem notFound(Flaw flaw) {
        return of(HttpStatus.NOT_FOUND, "not-found", "There is no such thing", flaw);
    }

    /// The same problem with one more header.
    public Problem with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Problem(status, slug, title, detail, flaws, more);
    }

    /// The URI that names this sort of problem.
    public String type() {
        return TYPES + slug;
    }
}
