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
/// @param complaints what is wrong, field by field; empty if it is not about a field
/// @param headers what the answer's head says besides, as in `Retry-After`
public record Problem(HttpStatus status, String slug, String title, String detail, List<Complaint> complaints,
        Map<String, String> headers) {

    private static final String TYPES = "urn:firsthour:problem:";

    public Problem {
        complaints = List.copyOf(complaints);
        headers = Map.copyOf(headers);
    }

    /// A problem with one thing.
    public static Problem of(HttpStatus status, String slug, String title, Complaint complaint) {
        return new Problem(status, slug, title, complaint.sentence(), List.of(complaint), Map.of());
    }

    /// A problem with the request as a whole.
    public static Problem of(HttpStatus status, String slug, String title, String problem, String remedy) {
        return of(status, slug, title, new Complaint(null, null, problem, remedy));
    }

    /// A wrong value in the request.
    public static Problem badRequest(Complaint complaint) {
        return of(HttpStatus.BAD_REQUEST, "invalid-value", "The request holds a wrong value", complaint);
    }

    /// Something that the address names and that does not exist.
    public static Problem notFound(Complaint complaint) {
        return of(HttpStatus.NOT_FOUND, "not-found", "There is no such thing", complaint);
    }

    /// The same problem with one more header.
    public Problem with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Problem(status, slug, title, detail, complaints, more);
    }

    /// The URI that names this sort of problem.
    public String type() {
        return TYPES + slug;
    }
}
