package dev.firsthour.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// The questions about one incident to a system that keeps traces and gives any that fit. So the failed ones are asked for by themselves, some of each of
/// [#PARTS] parts of the window show what is usual before and after, and from how long these took follows what is slow, which is asked for as well. An
/// adapter adds how its API is asked and how its traces are read.
public abstract class TraceQuestions {

    public static final int PARTS = 6;
    /// So many times the usual is slow.
    private static final int SLOWER = 3;
    public static final int MOST_SPANS = 30_000;
    /// Of one span.
    public static final int MOST_ATTRIBUTES = 40;
    /// Services that are tried until one has traces, the one in trouble first: a trace shows its neighbours anyway.
    private static final int MOST_SERVICES = 3;

    protected final Round round;
    protected final EvidenceQuery query;
    protected final List<String> services;

    protected TraceQuestions(Round round, EvidenceQuery query) {
        this.round = round;
        this.query = query;
        this.services = query.services(MOST_SERVICES);
    }

    /// Asks and waits.
    public final EvidenceResult ask() {
        if (services.isEmpty()) return round.noService();
        var drafts = new ArrayList<Draft>();
        for (String service : services) {
            if (!drafts.isEmpty() || round.failed() > 0) break;
            traces(service).ifPresent(drafts::add);
        }
        if (round.failed() == 0 || !drafts.isEmpty()) beside().ifPresent(drafts::add);
        return round.ended(drafts, any(services.getFirst()).toString(), "no trace between " + query.window().from() + " and "
                + query.window().to() + " has a span of " + String.join(" or ", services));
    }

    private Optional<Draft> traces(String service) {
        var requests = new ArrayList<Request>(List.of(failed(service)));
        query.window().parts(PARTS).forEach(part -> requests.add(usual(service, part)));
        List<Optional<JsonNode>> answers = round.askAll(requests, this::isFound);
        List<JsonNode> failed = found(answers.subList(0, 1));
        List<JsonNode> usual = found(answers.subList(1, answers.size()));
        if (failed.isEmpty() && usual.isEmpty()) return Optional.empty();
        List<JsonNode> slow = slow(service, usual).map(request -> found(List.of(round.tryTo(request, this::isFound)))).orElse(List.of());
        // Those that tell most first, and of what is usual some of each part.
        var spans = new LinkedHashMap<String, Span>();
        int read = read(Stream.of(failed, slow, usual).flatMap(List::stream).toList(), spans);
        if (spans.isEmpty()) return Optional.empty();
        return Optional.of(new Draft(words(service), "traces through " + service + " (" + read + " of those found, " + failed.size()
                + " of them failed and " + slow.size() + " slow)", query.window(),
                new Content.Traces(spans.values().stream().sorted(Comparator.comparing(Span::start)).toList()), link(service)));
    }

    private List<JsonNode> found(List<Optional<JsonNode>> answers) {
        return answers.stream().flatMap(Optional::stream).flatMap(this::found).toList();
    }

    /// From which length on a span is slow, where these are usual, in their unit; empty where none is known.
    protected static Optional<Long> slower(Stream<Long> took) {
        List<Long> known = took.filter(length -> length > 0).sorted().toList();
        return known.isEmpty() ? Optional.empty() : Optional.of(known.get(known.size() / 2) * SLOWER);
    }

    /// What searches for any traces of a service in the window.
    protected abstract Request any(String service);

    /// What searches for those that failed.
    protected abstract Request failed(String service);

    /// What searches for some of a part of the window.
    protected abstract Request usual(String service, Window part);

    /// What searches for those that took far longer than these mostly do; empty where too few are known.
    protected abstract Optional<Request> slow(String service, List<JsonNode> usual);

    /// Whether it is the answer to a search.
    protected abstract boolean isFound(JsonNode answer);

    /// The traces in it.
    protected abstract Stream<JsonNode> found(JsonNode answer);

    /// Reads the spans of traces that were found, by their ids, and says how many traces these are.
    protected abstract int read(List<JsonNode> traces, Map<String, Span> spans);

    /// The question about a service as a person would ask it again.
    protected abstract String words(String service);

    /// The page with the traces of a service; null if there is none.
    protected abstract @Nullable String link(String service);

    /// What the system knows beside its traces; empty if it knows nothing.
    protected Optional<Draft> beside() {
        return Optional.empty();
    }
}
