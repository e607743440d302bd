package dev.firsthour.evidence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Endpoint.Answer;
import dev.firsthour.evidence.Endpoint.Answer.Data;
import dev.firsthour.evidence.Endpoint.Answer.Failed;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;

import tools.jackson.databind.JsonNode;

/// The questions that one source asks about one incident: all within one deadline, a few at once, and none more once a question failed that the
/// others build on. Remembers what failed, so that "nothing there" is never said of what could not be asked. For one thread at a time.
public final class Round {

    /// At once, of one source about one incident.
    private static final int AT_ONCE = 6;

    private final String name;
    private final String settings;
    private final Endpoint endpoint;
    private final Deadline deadline;
    private final List<Failed> failures = new ArrayList<>();

    /// @param name the source's name, for reasons
    /// @param settings the prefix of its settings
    /// @param length how long all questions together may take
    public Round(String name, String settings, Endpoint endpoint, Duration length) {
        this.name = name;
        this.settings = settings;
        this.endpoint = endpoint;
        this.deadline = Deadline.in(length);
    }

    /// The answer to a question that others build on; empty if it failed, or an earlier one had.
    ///
    /// @param shape what the answer must look like: another system's JSON is a wrong address and not an empty answer
    public Optional<JsonNode> ask(Request request, Predicate<JsonNode> shape) {
        // Once it could not be asked, asking on would take the time limit once more for each question. What was found so far is used.
        if (!failures.isEmpty()) return Optional.empty();
        return understood(request, endpoint.ask(request, deadline.left()), shape);
    }

    /// The answer to a question that may fail without harm to others: the failure is noted, and the next one is asked.
    public Optional<JsonNode> tryTo(Request request, Predicate<JsonNode> shape) {
        return understood(request, endpoint.ask(request, deadline.left()), shape);
    }

    /// Whether something is there that may well not be. That it is missing is believed where the proof shows that the address is right; what could not be
    /// found out counts as a failure, and as missing.
    ///
    /// @param proof a question that the system always answers
    public boolean isThere(Request request, Predicate<JsonNode> shape, Request proof, Predicate<JsonNode> proofShape) {
        if (!failures.isEmpty()) return false;
        Answer answer = endpoint.ask(request, deadline.left());
        if (answer instanceof Failed failed && failed.missing() && ask(proof, proofShape).isPresent()) return false;
        return failures.isEmpty() && understood(request, answer, shape).isPresent();
    }

    private Optional<JsonNode> understood(Request request, Answer answer, Predicate<JsonNode> shape) {
        return switch (answer) {
            case Data(JsonNode body) when shape.test(body) -> Optional.of(body);
            case Data _ -> {
                failures.add(
                        new Failed(name + " at " + endpoint.base() + " answered " + request.path() + " with JSON of another sort: check "
                                + settings + ".url", true));
                yield Optional.empty();
            }
            case Failed failed -> {
                failures.add(failed);
                yield Optional.empty();
            }
        };
    }

    /// The answer as it came, to a question whose failure the caller judges: nothing is noted.
    public Answer answer(Request request) {
        return endpoint.ask(request, deadline.left());
    }

    /// Notes that something could not be asked.
    public void note(Failed failed) {
        failures.add(failed);
    }

    /// The answers in the order of the questions, a few at a time; failures are noted.
    public List<Optional<JsonNode>> askAll(List<Request> requests, Predicate<JsonNode> shape) {
        List<Answer> answers = answers(requests);
        var understood = new ArrayList<Optional<JsonNode>>();
        for (int i = 0; i < answers.size(); i++) {
            understood.add(understood(requests.get(i), answers.get(i), shape));
        }
        return understood;
    }

    /// The answers as they came, in the order of the questions, a few at a time; nothing is noted.
    public List<Answer> answers(List<Request> requests) {
        var places = new Semaphore(AT_ONCE);
        var tasks = new ArrayList<Callable<Answer>>();
        for (Request request : requests) {
            tasks.add(() -> {
                places.acquire();
                try {
                    return endpoint.ask(request, deadline.left());
                } finally {
                    places.release();
                }
            });
        }
        var answers = new ArrayList<Answer>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            // Each question ends by its own limit, and so does this.
            for (var future : executor.invokeAll(tasks)) {
                answers.add(future.get());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            while (answers.size() < requests.size()) {
                answers.add(new Failed("waiting for " + name + " at " + endpoint.base() + " was broken off", false));
            }
        } catch (ExecutionException fault) {
            throw new IllegalStateException("asking " + name + " at " + endpoint.base(), fault.getCause());
        }
        return answers;
    }

    /// The pages of a list up to a bound, each asked for like a question that others build on: the list ends before the page that failed.
    ///
    /// @param next the request for the page after the last one read, by what that held and how many were read; null where there is none
    public List<JsonNode> pages(int most, Request first, BiFunction<JsonNode, Integer, @Nullable Request> next, Predicate<JsonNode> shape) {
        var pages = new ArrayList<JsonNode>();
        @Nullable
        Request request = first;
        while (request != null && pages.size() < most) {
            Optional<JsonNode> page = ask(request, shape);
            if (page.isEmpty()) break;
            pages.add(page.get());
            request = next.apply(page.get(), pages.size());
        }
        return pages;
    }

    /// Whether there is still time for another question.
    public boolean hasTime() {
        return deadline.left().isPositive();
    }

    /// How many questions failed.
    public int failed() {
        return failures.size();
    }

    /// Why the first that failed did; empty if none did.
    public Optional<String> trouble() {
        return failures.isEmpty() ? Optional.empty() : Optional.of(failures.getFirst().reason());
    }

    /// Why each that failed did, in their order.
    public List<String> troubles() {
        return failures.stream().map(Failed::reason).toList();
    }

    /// The text at a place of an answer that nobody misses, as in `/version`; null if there is none.
    public @Nullable String text(Request request, String pointer) {
        return tryTo(request, JsonNode::isObject).map(body -> Rows.at(body, pointer)).orElse(null);
    }

    /// How a round ends in which there is no service to ask for.
    public EvidenceResult noService() {
        return ended(List.of(), "no question", "the incident names no service, so there is nothing to ask for");
    }

    /// The same, where some names cannot be asked for.
    ///
    /// @param form whose name it would have to be, as in `a label's`
    /// @param then what follows from it
    public EvidenceResult noService(EvidenceQuery query, String form, String then) {
        String names = String.join(", ", query.services());
        return ended(List.of(), "no question", "the incident names no service" + (names.isEmpty()
                ? ""
                : " whose name could be " + form + " (" + names + ")") + then);
    }

    /// How the round ended: with what was found; else, if a question failed, as unavailable; else with nothing.
    ///
    /// @param asked the question in the source's own words
    /// @param nothing why there is nothing, where nothing was found
    public EvidenceResult ended(List<Draft> drafts, String asked, String nothing) {
        if (!drafts.isEmpty()) return new Found(drafts);
        if (!failures.isEmpty()) return new Unavailable(asked, failures.getFirst().reason(), failures.stream().allMatch(Failed::lasting));
        return new NothingFound(asked, nothing);
    }
}
