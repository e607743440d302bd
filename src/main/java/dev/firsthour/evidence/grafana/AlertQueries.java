package dev.firsthour.evidence.grafana;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Answer;
import dev.firsthour.evidence.Endpoint.Answer.Data;
import dev.firsthour.evidence.Endpoint.Answer.Failed;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.Round;
import dev.firsthour.evidence.grafana.Dashboard.Panel;
import dev.firsthour.evidence.grafana.DataSources.DataSource;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the alert looks at in Grafana: its panel, the queries of its rule, and the other panels of its dashboard that are about the same service, in this
/// order, put to their data sources by `/api/ds/query` over the window. What the first two show is asked for once more at the same time of the day and the
/// week before.
///
/// The rule is read by `/api/v1/provisioning/alert-rules`, and by the ruler's API where the account may not read that: Grafana lets every viewer see the
/// rules there. Nothing that came with the alert is ever run: it names a rule and a dashboard, and fills variables with plain words.
///
/// Cost: up to three questions for the rule, one for the dashboard, [#MOST_LIBRARY] for library panels, two for names of data sources,
/// [#MOST_QUERIES] queries and twice [#MOST_COMPARED] for comparison, a few at once.
final class AlertQueries {

    static final String RULES = "/api/v1/provisioning/alert-rules";
    static final String RULER = "/api/ruler/grafana/api/v1/rules";
    static final int MOST_QUERIES = 12;
    static final int MOST_LIBRARY = 4;
    static final int MOST_COMPARED = 4;
    /// As many as a chart can show and a change point can be placed with.
    private static final int MOST_SAMPLES = 240;
    private static final List<String> BACK = List.of("a day before", "a week before");
    /// What a query is, apart from how it is asked.
    private static final List<String> TEXTS = List.of("expr", "rawSql", "query", "target", "rawQuery");
    private static final Set<String> MANNER = Set.of("refId", "datasource", "instant", "range", "format", "hide", "interval", "intervalMs",
            "maxDataPoints", "legendFormat", "exemplar", "queryType", "editorMode", "key");

    /// One request: mostly one query, or all of a panel that computes with its queries.
    ///
    /// @param shown the queries whose answers count
    /// @param names what to call what each gives
    private record Question(ArrayNode queries, Set<String> shown, Map<String, String> names, @Nullable String service, Set<String> keys) {

        Request over(Window window) {
            ObjectNode body = JsonMapper.shared().createObjectNode();
            body.set("queries", queries);
            body.put("from", Long.toString(window.from().toEpochMilli())).put("to", Long.toString(window.to().toEpochMilli()));
            return Request.post("/api/ds/query", body);
        }
    }

    /// One thing that people look at: a panel, or a rule.
    ///
    /// @param words what has to be said of how it was asked
    private record View(String title, @Nullable String unit, String link, boolean ofAlert, List<Question> questions, Set<String> words) {}

    /// An alert rule, however it was read.
    private record Rule(String uid, String title, Map<String, String> labels, Map<String, String> annotations, JsonNode data) {

        /// @param rule as the provisioning API gives it
        static Rule provisioned(JsonNode rule) {
            return new Rule(rule.path("uid").asString(""), rule.path("title").asString(""), texts(rule.path("labels")),
                    texts(rule.path("annotations")), rule.path("data"));
        }

        /// @param rule as the ruler's API gives it, with what is Grafana's own beside what Prometheus' rules have
        static Rule ofRuler(JsonNode rule) {
            JsonNode own = rule.path("grafana_alert");
            return new Rule(own.path("uid").asString(""), own.path("title").asString(""), texts(rule.path("labels")),
                    texts(rule.path("annotations")), own.path("data"));
        }

        /// How many labels it has in common with an alert; several folders may have rules of one name.
        long alike(Map<String, String> alert) {
            return labels.entrySet().stream().filter(label -> label.getValue().equals(alert.get(label.getKey()))).count();
        }

        private static Map<String, String> texts(JsonNode object) {
            var texts = new LinkedHashMap<String, String>();
            object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asString("")));
            return texts;
        }
    }

    private final Round round;
    private final EvidenceQuery query;
    private final List<String> services;
    private final String page;
    private final DataSources sources;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> words = new LinkedHashSet<>();
    private int left = MOST_QUERIES;

    /// @param services of the question, the one in trouble first
    /// @param page the address that people open, without a slash at its end
    AlertQueries(Round round, EvidenceQuery query, List<String> services, String page) {
        this.round = round;
        this.query = query;
        this.services = services;
        this.page = page;
        this.sources = new DataSources(this::listed);
    }

    /// One draft for each view that shows something, then the comparisons.
    List<Draft> drafts() {
        AlertOrigin said = AlertOrigin.of(query.labels());
        Optional<Rule> rule = rule(said);
        AlertOrigin origin = rule.map(one -> said.or(AlertOrigin.of(one.annotations()))).orElse(said);
        var views = new ArrayList<View>();
        Optional<Dashboard> dashboard = dashboard(origin.dashboard());
        Variables variables = new Variables(dashboard.map(Dashboard::variables).orElse(List.of()), query);
        Optional<Panel> own = dashboard.flatMap(one -> one.panel(origin.panel())).map(this::filled);
        if (dashboard.isPresent() && origin.panel() > 0 && own.isEmpty()) {
            words.add("the dashboard " + dashboard.get().title() + " has no panel " + origin.panel());
        }
        own.ifPresent(panel -> views.add(view(dashboard.orElseThrow(), panel, variables, true)));
        rule.ifPresent(one -> views.add(view(one)));
        dashboard.ifPresent(one -> others(one, origin.panel(), variables, views));
        return ask(views);
    }

    /// What the alert looks at and could not be asked, with why; empty if there is nothing to say.
    String words() {
        return String.join("; ", words);
    }

    // Finding the rule and the dashboard.

    private Optional<Rule> rule(AlertOrigin said) {
        String uid = said.rule();
        String title = query.labels().get("alertname");
        if (uid == null && title == null) return Optional.empty();
        Answer first = round.answer(Request.get(uid == null ? RULES : RULES + "/" + uid));
        if (first instanceof Data(JsonNode body)) {
            return uid == null
                    ? alike(body.valueStream().map(Rule::provisioned), one -> one.title().equals(title))
                    : Optional.of(Rule.provisioned(body)).filter(one -> one.data().isArray());
        }
        Failed failed = (Failed) first;
        if (failed.missing()) {
            if (uid != null) words.add("there is no alert rule " + uid);
            return Optional.empty();
        }
        if (failed.lasting()) {
            // Grafana before version 11 does not give a single rule.
            if (uid != null && round.answer(Request.get("/api/ruler/grafana/api/v1/rule/" + uid)) instanceof Data(JsonNode body)
                    && body.path("grafana_alert").isObject()) {
                return Optional.of(Rule.ofRuler(body));
            }
            if (round.answer(Request.get(RULER)) instanceof Data(JsonNode folders)) {
                return alike(folders.valueStream().flatMap(JsonNode::valueStream).flatMap(group -> group.path("rules").valueStream())
                        .map(Rule::ofRuler), one -> uid == null ? one.title().equals(title) : one.uid().equals(uid));
            }
        }
        // Where the alert does not say that its rule is Grafana's, it most likely is not, and nobody misses it.
        if (uid != null) {
            words.add(failed.reason());
            round.note(failed);
        }
        return Optional.empty();
    }

    private Optional<Rule> alike(Stream<Rule> rules, Predicate<Rule> wanted) {
        return rules.filter(wanted).max(Comparator.comparingLong(rule -> rule.alike(query.labels())));
    }

    private Optional<Dashboard> dashboard(@Nullable String uid) {
        if (uid == null) return Optional.empty();
        return switch (round.answer(Request.get("/api/dashboards/uid/" + uid))) {
            case Data(JsonNode body) when Dashboard.isOne(body) -> {
                Dashboard dashboard = Dashboard.of(uid, body);
                if (dashboard.panels().isEmpty() && body.path("dashboard").has("elements")) {
                    words.add("the dashboard " + dashboard.title() + " is in schema version 2, which is not read");
                }
                yield Optional.of(dashboard);
            }
            case Data _ -> {
                words.add("the dashboard " + uid + " came in a form that is not read");
                yield Optional.empty();
            }
            case Failed failed -> {
                // That it is not there is an answer; the address is right, since it told us of annotations.
                if (failed.missing()) {
                    words.add("there is no dashboard " + uid);
                } else {
                    words.add(failed.reason());
                    round.note(failed);
                }
                yield Optional.empty();
            }
        };
    }

    /// A panel with its queries, which may be kept in the library.
    private Panel filled(Panel panel) {
        if (panel.library() == null || !panel.targets().isEmpty()) return panel;
        return switch (round.answer(Request.get("/api/library-elements/" + Endpoint.encoded(panel.library())))) {
            case Data(JsonNode body) -> panel.filled(body.path("result").path("model"));
            case Failed failed -> {
                if (failed.missing()) {
                    words.add("the library has no panel " + panel.name());
                } else {
                    round.note(failed);
                }
                yield panel;
            }
        };
    }

    private Optional<JsonNode> listed() {
        if (round.answer(Request.get("/api/datasources")) instanceof Data(JsonNode all) && all.isArray()) return Optional.of(all);
        // A viewer may not read that list, but is given this one.
        if (round.answer(Request.get("/api/frontend/settings")) instanceof Data(JsonNode settings)
                && settings.path("datasources").isObject()) {
            return Optional.of(DataSources.ofPages(settings));
        }
        return Optional.empty();
    }

    // From what people look at to questions.

    private void others(Dashboard dashboard, long own, Variables variables, List<View> views) {
        int library = MOST_LIBRARY;
        for (Panel panel : dashboard.panels()) {
            if (left <= 0) return;
            if (own > 0 && panel.id() == own) continue;
            boolean kept = panel.library() != null && panel.targets().isEmpty();
            if (kept && library-- <= 0) continue;
            views.add(view(dashboard, kept ? filled(panel) : panel, variables, false));
        }
    }

    private View view(Dashboard dashboard, Panel panel, Variables variables, boolean ofAlert) {
        var said = new TreeSet<String>();
        // A dashboard or panel that is called like the service is about it, whatever its queries say.
        boolean about = ofAlert || named(dashboard.title() + " " + String.join(" ", dashboard.tags()) + " " + panel.title()).isPresent();
        List<JsonNode> targets = panel.targets();
        boolean computes = targets.stream().anyMatch(target -> !target.path("hide").asBoolean(false)
                && sources.of(target.path("datasource"), panel.datasource(), variables).filter(DataSource::isExpression).isPresent());
        var questions = new ArrayList<Question>();
        if (computes) {
            question(targets, panel, variables, about, said).ifPresent(questions::add);
        } else {
            for (JsonNode target : targets) {
                if (target.path("hide").asBoolean(false)) continue;
                question(List.of(target), panel, variables, about, said).ifPresent(questions::add);
            }
        }
        if (ofAlert && questions.isEmpty()) {
            words.add("the panel " + panel.name() + " has no query that could be put"
                    + (said.isEmpty() ? "" : ": " + String.join(", ", said)));
        }
        return new View((ofAlert ? "the alert's panel " : "panel ") + panel.name() + " of " + dashboard.title(), panel.unit(),
                link(dashboard, panel, variables), ofAlert, questions, said);
    }

    private View view(Rule rule) {
        var questions = new ArrayList<Question>();
        var said = new TreeSet<String>();
        for (JsonNode data : rule.data()) {
            String uid = data.path("datasourceUid").asString("__expr__");
            if (DataSources.EXPRESSIONS.contains(uid) || !data.path("model").isObject()) continue;
            ObjectNode target = (ObjectNode) data.path("model").deepCopy();
            target.put("refId", data.path("refId").asString("A"));
            String type = target.path("datasource").path("type").asString(null);
            ObjectNode source = target.putObject("datasource").put("uid", uid);
            if (type != null) source.put("type", type);
            var panel = new Panel(0, rule.title(), null, target.path("datasource"), List.of(target), null);
            question(List.of(target), panel, new Variables(List.of(), query), true, said).ifPresent(questions::add);
        }
        return new View("what the alert rule " + rule.title() + " looks at", null,
                page + "/alerting/grafana/" + Endpoint.encoded(rule.uid())
                        + "/view",
                true, questions, said);
    }

    /// The request for these queries of a panel, which all are put or none; empty if one cannot be, or it was put before, or there is no room for it.
    ///
    /// @param about whether it is about the service whatever it says
    /// @param said takes what has to be said
    private Optional<Question> question(List<JsonNode> targets, Panel panel, Variables variables, boolean about, Set<String> said) {
        ArrayNode queries = JsonMapper.shared().createArrayNode();
        var shown = new LinkedHashSet<String>();
        var names = new LinkedHashMap<String, String>();
        var keys = new LinkedHashSet<String>();
        var texts = new StringBuilder();
        long visible = panel.targets().stream().filter(target -> !target.path("hide").asBoolean(false)).count();
        var saved = new TreeSet<String>();
        for (JsonNode target : targets) {
            Optional<DataSource> source = sources.of(target.path("datasource"), panel.datasource(), variables);
            String refId = target.path("refId").asString("A");
            if (source.isEmpty()) {
                said.add("query " + refId + " not asked, as its data source is not known");
                return Optional.empty();
            }
            var style = Variables.Style.of(source.get().type(), target);
            var filled = variables.fill(target, style);
            if (!filled.missing().isEmpty()) {
                said.add("query " + refId + " not asked for want of " + String.join(", ", filled.missing()));
                return Optional.empty();
            }
            saved.addAll(filled.saved());
            texts.append(filled.query()).append('\n');
            if (!source.get().isExpression()) keys.add(source.get().uid() + "|" + text(filled.query()));
            if (!target.path("hide").asBoolean(false)) shown.add(refId);
            names.put(refId, visible > 1 ? panel.name() + " " + legend(target).orElse(refId) : panel.name());
            queries.add(asked(filled.query(), refId, source.get(), style));
        }
        Optional<String> service = named(texts.toString());
        // What was put for the panel is not put once more for the rule.
        boolean repeated = !keys.isEmpty() && asked.containsAll(keys);
        if ((!about && service.isEmpty()) || left < targets.size() || repeated) return Optional.empty();
        asked.addAll(keys);
        left -= targets.size();
        if (!saved.isEmpty()) said.add(String.join(", ", saved) + " as saved with the dashboard");
        String whose = service.orElse(services.isEmpty() ? null : services.getFirst());
        return Optional.of(new Question(queries, shown, names, whose, keys));
    }

    /// A query as it is asked over a window: panels and rules may want the newest value alone, and what led to it is what matters here.
    private ObjectNode asked(ObjectNode filled, String refId, DataSource source, Variables.Style style) {
        filled.remove("hide");
        filled.put("refId", refId);
        ObjectNode whose = filled.putObject("datasource").put("uid", source.uid());
        if (source.type() != null) whose.put("type", source.type());
        filled.put("maxDataPoints", MOST_SAMPLES).put("intervalMs", Math.max(1000, query.window().length().toMillis() / MOST_SAMPLES));
        if (source.isExpression()) return filled;
        filled.put("instant", false).put("range", true);
        if (style == Variables.Style.MATCHER) {
            if (String.valueOf(source.type()).contains("loki") || filled.has("maxLines")) {
                filled.put("queryType", "range").put("maxLines", Frames.MOST_LINES);
            } else {
                filled.put("format", "time_series").put("exemplar", false);
            }
        }
        return filled;
    }

    private static String text(ObjectNode filled) {
        for (String name : TEXTS) {
            if (filled.path(name).isString()) return filled.path(name).stringValue().replaceAll("\\s+", "");
        }
        return filled.deepCopy().remove(MANNER).toString();
    }

    /// What the panel calls the query, where that is the same for all its series.
    private static Optional<String> legend(JsonNode target) {
        return Optional.of(target.path("legendFormat").asString("")).filter(text -> !text.isBlank() && !text.contains("{{")
                && !text.startsWith("__") && !text.contains("$"));
    }

    /// The first service that a text names as a word of its own.
    private Optional<String> named(String text) {
        String plain = text.replace("\\", "").toLowerCase(Locale.ROOT);
        return services.stream().filter(service -> Pattern.compile("(?<![a-z0-9-])" + Pattern.quote(service.toLowerCase(Locale.ROOT))
                + "(?![a-z0-9-])").matcher(plain).find()).findFirst();
    }

    private String link(Dashboard dashboard, Panel panel, Variables variables) {
        var parameters = new ArrayList<>(List.of("from", Long.toString(query.window().from().toEpochMilli()), "to",
                Long.toString(query.window().to().toEpochMilli())));
        parameters.addAll(variables.parameters());
        parameters.addAll(List.of("viewPanel", Long.toString(panel.id())));
        return page + "/d/" + Endpoint.encoded(dashboard.uid()) + "?" + Endpoint.encoded(parameters);
    }

    // Asking.

    private List<Draft> ask(List<View> views) {
        List<Question> all = views.stream().flatMap(view -> view.questions().stream()).toList();
        Map<Question, Answer> answers = answers(all, query.window());
        var drafts = new ArrayList<Draft>();
        var telling = new ArrayList<Question>();
        for (View view : views) {
            if (view.questions().isEmpty()) continue;
            var frames = new Frames(services, MOST_SAMPLES);
            var failed = new ArrayList<Failed>();
            for (Question question : view.questions()) {
                int before = frames.size();
                switch (answers.get(question)) {
                    case Data(JsonNode body) -> failed.addAll(read(question, body, view.unit(), frames, Map.of()));
                    case Failed one -> failed.add(one);
                    case null -> throw new IllegalStateException("each question has an answer");
                }
                if (view.ofAlert() && frames.size() > before) telling.add(question);
            }
            failed.forEach(round::note);
            if (view.ofAlert() && frames.size() == 0 && !failed.isEmpty()) words.add(view.title() + ": " + failed.getFirst().reason());
            drafts.addAll(drafts(view, frames, query.window(), failed.size()));
        }
        for (int i = 0; i < BACK.size(); i++) {
            drafts.addAll(compared(views, telling.stream().limit(MOST_COMPARED).toList(), query.earlier().get(i), BACK.get(i)));
        }
        return drafts;
    }

    private Map<Question, Answer> answers(List<Question> questions, Window window) {
        List<Answer> answers = round.answers(questions.stream().map(question -> question.over(window)).toList());
        var by = new LinkedHashMap<Question, Answer>();
        for (int i = 0; i < questions.size(); i++) {
            by.put(questions.get(i), answers.get(i));
        }
        return by;
    }

    /// Reads an answer; gives back what failed, since each query of an answer may have failed by itself.
    private List<Failed> read(Question question, JsonNode body, @Nullable String unit, Frames frames, Map<String, String> extra) {
        if (!body.path("results").isObject()) {
            return List
                    .of(new Failed("grafana answered /api/ds/query with JSON of another sort: check " + GrafanaProperties.PREFIX + ".url",
                            true));
        }
        var failed = new ArrayList<Failed>();
        body.path("results").properties().forEach(result -> {
            String refId = result.getKey();
            if (!question.shown().contains(refId)) return;
            String error = result.getValue().path("error").asString("");
            if (!error.isBlank()) {
                failed.add(new Failed("grafana's data source did not answer query " + refId + " of "
                        + question.names().getOrDefault(refId, refId) + ": "
                        + (error.length() > 200 ? error.substring(0, 200) + "…" : error),
                        result.getValue().path("status").asInt(500) / 100 == 4));
            }
            frames.add(result.getValue().path("frames"), question.names().getOrDefault(refId, refId), unit, question.service(), extra);
        });
        return failed;
    }

    private List<Draft> drafts(View view, Frames frames, Window window, int failed) {
        String put = view.questions().stream().map(question -> question.over(window).toString()).collect(Collectors.joining("\n"));
        List<String> also = Stream.concat(failed == 0
                ? Stream.of()
                : Stream.of(failed == 1 ? "1 query unanswered" : failed + " queries unanswered"), view.words().stream()).toList();
        var drafts = new ArrayList<Draft>();
        List<MetricSeries> series = frames.series(this::isAbout);
        if (!series.isEmpty()) {
            String more = frames.leftOut() == 0 ? "" : " of " + (series.size() + frames.leftOut());
            drafts.add(new Draft(put, view.title() + " (" + Stream.concat(Stream.of(series.size() + more + " series"), also.stream())
                    .collect(Collectors.joining("; ")) + ")", window, new Content.Metrics(series), view.link()));
        }
        if (!frames.logs().isEmpty()) {
            drafts.add(new Draft(put, view.title() + " (" + Stream.concat(Stream.of(frames.logs().size() + " lines"), also.stream())
                    .collect(Collectors.joining("; ")) + ")", window, new Content.Logs(frames.logs()), view.link()));
        }
        return drafts;
    }

    /// The same of another day. Nobody misses a comparison that could not be asked for: it is a courtesy.
    private List<Draft> compared(List<View> views, List<Question> telling, Window window, String back) {
        Map<Question, Answer> answers = answers(telling, window);
        var drafts = new ArrayList<Draft>();
        for (View view : views) {
            List<Question> questions = view.questions().stream().filter(answers::containsKey).toList();
            if (questions.isEmpty()) continue;
            var frames = new Frames(services, MOST_SAMPLES);
            for (Question question : questions) {
                if (answers.get(question) instanceof Data(JsonNode body)) {
                    read(question, body, view.unit(), frames, Map.of(MetricSeries.COMPARED, back));
                }
            }
            List<MetricSeries> series = frames.series(this::isAbout);
            if (series.isEmpty()) continue;
            drafts.add(new Draft(questions.stream().map(question -> question.over(window).toString()).collect(Collectors.joining("\n")),
                    view.title() + " " + back + " (" + series.size() + " series)", window, new Content.Metrics(series), view.link()));
        }
        return drafts;
    }

    /// Whether a series says nothing else than the alert does.
    private boolean isAbout(MetricSeries series) {
        return series.labels().entrySet().stream().allMatch(label -> {
            String ofAlert = query.labels().get(label.getKey());
            return ofAlert == null || ofAlert.equals(label.getValue());
        });
    }
}
