package dev.firsthour.evidence.pagerduty;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.Remembered;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.Rows;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// What people and machines did about the incidents of the services in question, by PagerDuty's REST API (version 2): the log of each incident in the window with the
/// notes that people wrote, incidents like it and what was noted when those were resolved, incidents related to it, change events, and who is on call.
///
/// Past and related incidents are not part of every plan, so nobody misses them where they cannot be asked for. What PagerDuty says of an incident is an echo of
/// the alerts that it was sent: its notices bear the state `none` so that they count as no trouble of their own.
@Component
@ConditionalOnProperty(prefix = PagerdutyProperties.PREFIX, name = "url")
@EnableConfigurationProperties(PagerdutyProperties.class)
final class PagerdutySource extends HttpEvidenceSource {

    /// The service in trouble and its nearest neighbours.
    static final int MOST_SERVICES = 4;
    static final int PAGE = 100;
    /// Of one list.
    static final int MOST_PAGES = 3;
    static final int MOST_INCIDENTS = 3;
    private static final int MOST_PAST = 5;
    private static final int MOST_REMEMBERED = 500;
    private static final String NEUTRAL = "none";
    /// An id that stands in a path; anything else is none of PagerDuty's.
    private static final String ID = "[A-Z0-9]{1,40}";

    private final PagerdutyProperties properties;
    /// What services are called there: they hardly ever change.
    private final Remembered<String, Known> known = new Remembered<>(MOST_REMEMBERED, Duration.ofMinutes(10));

    /// A service as PagerDuty knows it.
    private record Known(String id, String service, String policy, @Nullable String link) {}

    /// @throws IllegalArgumentException if the address is missing or none
    PagerdutySource(PagerdutyProperties properties) {
        super("pagerduty", PagerdutyProperties.PREFIX, properties);
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        return new Questions(query).ask();
    }

    @Override
    public SourceReport report() {
        Round round = round();
        Optional<JsonNode> body = round.ask(Request.get("/services", "limit", Integer.toString(PAGE)),
                some -> some.path("services").isArray());
        if (body.isEmpty()) return unreachable(round);
        List<String> services = body.get().path("services").valueStream().map(one -> one.path("name").asString(""))
                .filter(one -> !one.isEmpty())
                .toList();
        boolean more = body.get().path("more").asBoolean(false);
        return reachable(null, List.of(services.size() + (more ? " services or more" : " services")
                + " can be read"), services);
    }

    /// Names with spaces and capitals are usual there.
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    /// The questions about one incident.
    private final class Questions {

        private final Round round = round();
        private final Round courtesy = round();
        private final EvidenceQuery query;
        private final List<String> services;
        private final Window window;

        Questions(EvidenceQuery query) {
            this.query = query;
            this.services = query.services(service -> !plain(service).isEmpty(), MOST_SERVICES);
            this.window = query.reachingBack(properties.before());
        }

        EvidenceResult ask() {
            if (services.isEmpty()) return round.noService();
            List<Known> found = find();
            var drafts = new ArrayList<Draft>();
            for (JsonNode incident : incidents(found)) {
                drafts.addAll(of(incident));
            }
            for (Known service : found) {
                drafts.addAll(changes(service));
            }
            if (!found.isEmpty()) onCall(found.getFirst()).ifPresent(drafts::add);
            return round.ended(drafts, services(services.getFirst()).toString(), found.isEmpty()
                    ? "no service there is called " + String.join(" or ", services)
                    : "no incident, change event or person on call of " + String.join(" or ", services) + " between " + window.from()
                            + " and "
                            + window.to());
        }

        private static Request services(String service) {
            return Request.get("/services", "query", service, "limit", Integer.toString(PAGE));
        }

        private List<Known> find() {
            var found = new ArrayList<Known>();
            for (String service : services) {
                Optional<Known> before = known.of(service);
                if (before.isEmpty()) {
                    before = round.ask(services(service), body -> body.path("services").isArray()).flatMap(body -> body.path("services")
                            .valueStream().filter(one -> plain(one.path("name").asString("")).equals(plain(service))
                                    && one.path("id").asString("").matches(ID))
                            .findFirst()).map(one -> new Known(one.path("id").asString(""), service,
                                    one.path("escalation_policy").path("id").asString(""), one.path("html_url").asString(null)));
                    before.ifPresent(one -> known.put(service, one));
                }
                before.ifPresent(found::add);
            }
            return found;
        }

        /// All of a list, page by page up to a bound.
        private List<JsonNode> listed(Round round, String path, List<String> parameters, String field) {
            return round.pages(MOST_PAGES, page(path, parameters, 0),
                    (page, read) -> page.path("more").asBoolean(false) ? page(path, parameters, read) : null,
                    page -> page.path(field).isArray())
                    .stream().flatMap(page -> page.path(field).valueStream()).toList();
        }

        private static Request page(String path, List<String> parameters, int page) {
            var all = new ArrayList<>(parameters);
            all.addAll(List.of("limit", Integer.toString(PAGE), "offset", Integer.toString(page * PAGE)));
            return Request.get(path, all);
        }

        /// The incidents of these services that began in the window, the newest first.
        private List<JsonNode> incidents(List<Known> found) {
            if (found.isEmpty()) return List.of();
            var parameters = new ArrayList<>(List.of("since", query.window().from().toString(), "until", query.window().to().toString()));
            found.forEach(service -> parameters.addAll(List.of("service_ids[]", service.id())));
            return listed(round, "/incidents", parameters, "incidents").stream().filter(one -> one.path("id").asString("").matches(ID))
                    .sorted(Comparator.comparing((JsonNode one) -> one.path("created_at").asString("")).reversed()).limit(MOST_INCIDENTS)
                    .toList();
        }

        private List<Draft> of(JsonNode incident) {
            String path = "/incidents/" + incident.path("id").asString("");
            String title = "#" + incident.path("incident_number").asLong(0) + " " + incident.path("title").asString("").strip();
            String link = incident.path("html_url").asString(null);
            String service = incident.path("service").path("summary").asString(null);
            var drafts = new ArrayList<Draft>();

            var log = new ArrayList<Notice>();
            listed(round, path + "/log_entries", List.of("is_overview", "true"), "log_entries").forEach(entry -> {
                Instant at = Rows.time(entry.path("created_at"));
                if (at != null) log.add(notice(at, service, entry.path("summary").asString("")));
            });
            log.addAll(notes(path, service));
            log.removeIf(notice -> notice.text().isBlank());
            log.sort(Comparator.comparing(Notice::at));
            if (!log.isEmpty()) {
                drafts.add(new Draft(Request.get(path + "/log_entries", "is_overview", "true").toString(), "log of incident " + title + " ("
                        + log.size() + (log.size() == 1 ? " entry)" : " entries)"), query.window(), new Content.Notices(log), link));
            }

            var alike = new ArrayList<Notice>();
            Request past = Request.get(path + "/past_incidents", "limit", Integer.toString(MOST_PAST));
            courtesy.tryTo(past, body -> body.path("past_incidents").isArray())
                    .ifPresent(body -> body.path("past_incidents").forEach(one -> {
                        JsonNode other = one.path("incident");
                        Instant at = Rows.time(other.path("created_at"));
                        String id = other.path("id").asString("");
                        if (at == null || !id.matches(ID)) return;
                        String noted = String.join("; ", notes("/incidents/" + id, null).stream().map(Notice::text).toList());
                        alike.add(
                                notice(at, service, "an incident like this one (score " + Math.round(one.path("score").asDouble(0)) + "): "
                                        + other.path("title").asString("").strip() + (noted.isEmpty() ? "" : "\nnoted then: " + noted)));
                    }));
            if (!alike.isEmpty()) {
                drafts.add(
                        new Draft(past.toString(), "incidents like " + title + " (" + alike.size() + ")", null, new Content.Notices(alike),
                                link));
            }

            var related = new ArrayList<Notice>();
            Request beside = Request.get(path + "/related_incidents");
            courtesy.tryTo(beside, body -> body.path("related_incidents").isArray())
                    .ifPresent(body -> body.path("related_incidents").forEach(one -> {
                        JsonNode other = one.path("incident");
                        Instant at = Rows.time(other.path("created_at"));
                        if (at != null)
                            related.add(notice(at, other.path("service").path("summary").asString(null), "an incident at the same time, "
                                    + other.path("status").asString("") + ": " + other.path("title").asString("").strip()));
                    }));
            if (!related.isEmpty()) {
                drafts.add(new Draft(beside.toString(), "incidents related to " + title + " (" + related.size() + ")", query.window(),
                        new Content.Notices(related), link));
            }
            return drafts;
        }

        /// What people wrote, in whose name.
        private List<Notice> notes(String path, @Nullable String service) {
            var notes = new ArrayList<Notice>();
            courtesy.tryTo(Request.get(path + "/notes"), body -> body.path("notes").isArray())
                    .ifPresent(body -> body.path("notes").forEach(note -> {
                        Instant at = Rows.time(note.path("created_at"));
                        String text = note.path("content").asString("").strip();
                        if (at != null && !text.isEmpty()) {
                            notes.add(notice(at, service, note.path("user").path("summary").asString("somebody") + " noted: " + text));
                        }
                    }));
            return notes;
        }

        private Notice notice(Instant at, @Nullable String service, String text) {
            return new Notice(at, name(), service, NEUTRAL, text);
        }

        private List<Draft> changes(Known service) {
            String path = "/services/" + service.id() + "/change_events";
            List<String> parameters = List.of("since", window.from().toString(), "until", window.to().toString());
            var drafts = new ArrayList<Draft>();
            listed(round, path, parameters, "change_events").forEach(event -> {
                Instant at = Rows.time(event.path("timestamp"));
                String id = event.path("id").asString("");
                String title = event.path("summary").asString("").strip();
                if (at == null || id.isEmpty() || !window.holds(at)) return;
                var attributes = new LinkedHashMap<String, String>();
                event.path("custom_details").forEachEntry((name, value) -> {
                    if (value.isValueNode() && !value.isNull()) attributes.put(name, value.asString(""));
                });
                String source = event.path("source").asString("");
                if (!source.isEmpty()) attributes.put("source", source);
                var change = new Change(id, Change.Kind.DEPLOYMENT, at, service.service(), title.isEmpty() ? id : title,
                        attributes.get("author"),
                        attributes.get("version"), attributes.get("commit"), List.of(), null, attributes);
                String link = event.path("links").path(0).path("href").asString("");
                drafts.add(new Draft(Request.get(path, parameters).toString(), "change: " + change.title(), window,
                        new Content.Changes(List.of(change)), link.startsWith("https://") ? link : service.link()));
            });
            return drafts;
        }

        /// Who is to be asked about the service in trouble.
        private Optional<Draft> onCall(Known service) {
            if (!service.policy().matches(ID)) return Optional.empty();
            Request request = Request.get("/oncalls", "escalation_policy_ids[]", service.policy(), "since",
                    query.window().from().toString(),
                    "until", query.window().to().toString());
            var people = new LinkedHashSet<String>();
            courtesy.tryTo(request, body -> body.path("oncalls").isArray()).ifPresent(body -> body.path("oncalls").valueStream()
                    .sorted(Comparator.comparingLong(one -> one.path("escalation_level").asLong(0))).limit(PAGE).forEach(one -> {
                        String who = one.path("user").path("summary").asString("");
                        if (!who.isEmpty()) people.add(who + " (level " + one.path("escalation_level").asLong(0) + ")");
                    }));
            if (people.isEmpty()) return Optional.empty();
            return Optional.of(new Draft(
                    request.toString(), "who is on call for " + service.service(), query.window(), new Content.Notices(List.of(
                            notice(query.window().from(), service.service(),
                                    "on call for " + service.service() + ": " + String.join(", ", people)))),
                    service.link()));
        }
    }
}
