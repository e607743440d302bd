package dev.firsthour.evidence.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.Placeholders;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.Rows;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.evidence.http.HttpProperties.Question;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// One HTTP API, asked the questions that its operator wrote and no others: the paths, by GET or by POST with a body. Each question gives one piece of
/// evidence a service, or one in all where it names none.
final class HttpSource extends HttpEvidenceSource {

    /// Before the name of each of these sources, so that none is taken for another adapter.
    static final String PREFIX = "http_";
    /// The service in trouble and its nearest neighbours.
    static final int MOST_SERVICES = 4;
    private static final Duration LATELY = Duration.ofMinutes(15);
    /// Stands for a service where only the way there is tried.
    private static final String NOBODY = "firsthour";

    private final HttpProperties.Api api;
    private final InstantSource clock;

    /// One request and what it is about.
    private record Asked(Question question, @Nullable String service, Request request) {}

    /// @throws IllegalArgumentException if the address is missing or may not be asked, or there is no question
    HttpSource(String name, HttpProperties.Api api, InstantSource clock) {
        super(PREFIX + name, HttpProperties.PREFIX + ".apis." + name, api);
        String settings = HttpProperties.PREFIX + ".apis." + name;
        this.api = api;
        this.clock = clock;
        if (api.questions().isEmpty()) throw new IllegalArgumentException(settings + ".questions is empty: say what to ask");
        if (api.pageUrl() != null) Placeholders.check(api.pageUrl(), settings + ".page-url");
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        Round round = round();
        List<String> services = query.services(Placeholders::canStand, MOST_SERVICES);
        List<Asked> asked = new ArrayList<>();
        for (Question question : api.questions()) {
            if (question.namesService()) {
                services.forEach(service -> asked.add(new Asked(question, service, request(question, service, query.window()))));
            } else {
                asked.add(new Asked(question, null, request(question, null, query.window())));
            }
        }
        String words = asked.isEmpty()
                ? "no question"
                : asked.stream().map(one -> one.request().toString()).collect(Collectors.joining("\n"));
        String about = services.isEmpty() ? "any service" : String.join(", ", services);
        if (asked.isEmpty()) return round.ended(List.of(), words, "the incident names no service, and every question needs one");
        List<Draft> drafts = new ArrayList<>();
        // Whether rows are where they should be shows that the address is right, for each question by itself.
        for (Asked one : asked) {
            if (!round.hasTime() && !drafts.isEmpty()) break;
            Optional<JsonNode> body = round.ask(one.request(),
                    answer -> one.question().at().isEmpty() ? answer.isArray() : answer.at(one.question().at()).isArray());
            body.flatMap(answer -> draft(one, answer.at(one.question().at()), services, query.window())).ifPresent(drafts::add);
        }
        return round.ended(drafts, words, "none of its answers holds a row about " + about);
    }

    private Request request(Question question, @Nullable String service, Window window) {
        Placeholders places = new Placeholders(service, window, question.times());
        JsonNode template = question.template();
        return new Request(places.inAddress(question.address()), List.of(), template == null ? null : places.inJson(template), false);
    }

    private Optional<Draft> draft(Asked asked, JsonNode rows, List<String> services, Window window) {
        Question question = asked.question();
        List<JsonNode> own = rows.valueStream().filter(row -> isOf(row, question, asked.service(), services)).toList();
        List<JsonNode> read = own.stream().limit(api.rows()).toList();
        Content content = switch (question.kind()) {
            case LOGS -> new Content.Logs(read.stream().map(row -> log(row, question, asked.service())).toList());
            case NOTICES -> new Content.Notices(read.stream().flatMap(row -> notice(row, question, asked.service()).stream()).toList());
        };
        if (content.size() == 0) return Optional.empty();
        String title = question.name() + (asked.service() == null ? "" : " of " + asked.service()) + " ("
                + String.format(Locale.ROOT, "%,d", content.size()) + (own.size() > read.size() ? " of " + own.size() : "") + " rows)";
        return Optional.of(new Draft(asked.request().toString(), title, window, content, link(asked, window)));
    }

    private static boolean isOf(JsonNode row, Question question, @Nullable String service, List<String> services) {
        if (question.service() == null) return true;
        String whose = Rows.at(row, question.service());
        return whose != null && (service == null ? services.stream() : List.of(service).stream()).anyMatch(whose::equalsIgnoreCase);
    }

    private static LogRecord log(JsonNode row, Question question, @Nullable String service) {
        return new LogRecord(question.time() == null ? null : Rows.time(row.at(question.time())), whose(row, question, service),
                Rows.at(row, question.level()), Rows.text(row, question.text()), null, null, Map.of());
    }

    private Optional<Notice> notice(JsonNode row, Question question, @Nullable String service) {
        Instant at = Rows.time(row.at(String.valueOf(question.time())));
        return at == null
                ? Optional.empty()
                : Optional.of(new Notice(at, name(), whose(row, question, service), Rows.at(row, question.level()),
                        Rows.text(row, question.text())));
    }

    private static @Nullable String whose(JsonNode row, Question question, @Nullable String service) {
        String own = Rows.at(row, question.service());
        return own == null ? service : own;
    }

    private @Nullable String link(Asked asked, Window window) {
        String page = api.pageUrl();
        return page == null ? null : new Placeholders(asked.service(), window, asked.question().times()).inAddress(page);
    }

    @Override
    public SourceReport report() {
        Round round = round();
        Instant now = clock.instant();
        Window lately = new Window(now.minus(LATELY), now);
        List<String> facts = new ArrayList<>();
        for (Question question : api.questions()) {
            Optional<JsonNode> answer = round.ask(request(question, NOBODY, lately), body -> body.at(question.at()).isArray());
            if (answer.isEmpty()) break;
            facts.add(question + " answers");
        }
        return round.trouble().map(this::unreachable).orElseGet(() -> reachable(null, facts, List.of()));
    }
}
