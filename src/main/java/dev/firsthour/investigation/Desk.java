package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceSource;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Window;
import dev.firsthour.knowledge.Runbooks;
import dev.firsthour.knowledge.Suggestion;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Precedent;
import dev.firsthour.timeline.Resemblance;
import dev.firsthour.timeline.Run;

import tools.jackson.databind.node.ObjectNode;

/// Where the agents of one run use their tools: on the evidence there is, and on what the sources bring when they are asked for more. Safe for
/// several threads; what computes does so on the threads for it.
final class Desk {

    private static final int PRECEDENTS = 6;
    private static final int PASSAGES = 4;

    private final Run run;
    private final Incident incident;
    private final Window around;
    private final Archive archive;
    private final Collector collector;
    private final List<EvidenceSource> sources;
    private final Runbooks runbooks;
    private final Redactor redactor;
    private final ExecutorService computing;
    private final TreeMap<EvidenceId, Evidence> evidence = new TreeMap<>();

    /// @param around the range that the incident was looked at in
    Desk(Run run, Incident incident, Window around, List<Evidence> evidence, Archive archive, Collector collector,
            List<EvidenceSource> sources, Runbooks runbooks, Redactor redactor, ExecutorService computing) {
        this.run = run;
        this.incident = incident;
        this.around = around;
        this.archive = archive;
        this.collector = collector;
        this.sources = sources;
        this.runbooks = runbooks;
        this.redactor = redactor;
        this.computing = computing;
        evidence.forEach(piece -> this.evidence.put(piece.id(), piece));
    }

    /// The highest number of evidence that there is now; 0 if there is none.
    synchronized int known() {
        return evidence.isEmpty() ? 0 : evidence.lastKey().number();
    }

    synchronized Set<EvidenceId> ids() {
        return Set.copyOf(evidence.keySet());
    }

    private synchronized Shelf shelf(int known) {
        return new Shelf(List.copyOf(known == 0 ? List.of() : evidence.headMap(new EvidenceId(known), true).values()));
    }

    private synchronized void add(List<Evidence> pieces) {
        pieces.forEach(piece -> evidence.put(piece.id(), piece));
    }

    /// Uses a tool on what was known by a number; never throws for what a model wrote.
    ToolAnswer use(EvidenceTool tool, ObjectNode given, int known) {
        List<Violation> violations = tool.schema().violations(given);
        if (!violations.isEmpty()) {
            return ToolAnswer.refused(violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
        }
        Arguments arguments = new Arguments(given, incident.startedAt(), around);
        try {
            return switch (tool) {
                case ASK_SOURCES -> askSources(arguments);
                case PAST_INCIDENTS -> pastIncidents(arguments);
                case SEARCH_RUNBOOKS -> searchRunbooks(arguments);
                case SEARCH_LOGS, LOG_TEMPLATES, LIST_SERIES, READ_SERIES, COMPARE_WINDOWS, TRACE_EXAMPLES, LIST_CHANGES, READ_DIFF,
                        READ_EVIDENCE ->
                    compute(() -> search(tool, shelf(known), arguments));
            };
        } catch (Arguments.Unusable unusable) {
            return ToolAnswer.refused(String.valueOf(unusable.getMessage()));
        }
    }

    private static ToolAnswer search(EvidenceTool tool, Shelf shelf, Arguments arguments) {
        return switch (tool) {
            case SEARCH_LOGS -> LogTools.search(shelf, arguments);
            case LOG_TEMPLATES -> LogTools.templates(shelf, arguments);
            case LIST_SERIES -> MetricTools.list(shelf, arguments);
            case READ_SERIES -> MetricTools.read(shelf, arguments);
            case COMPARE_WINDOWS -> MetricTools.compare(shelf, arguments);
            case TRACE_EXAMPLES -> TraceTools.examples(shelf, arguments);
            case LIST_CHANGES -> ChangeTools.list(shelf, arguments);
            case READ_DIFF -> ChangeTools.diff(shelf, arguments);
            case READ_EVIDENCE -> EvidenceTools.read(shelf, arguments);
            case ASK_SOURCES, PAST_INCIDENTS, SEARCH_RUNBOOKS -> throw new IllegalArgumentException(tool + " is no search of a shelf");
        };
    }

    private ToolAnswer askSources(Arguments arguments) {
        String service = arguments.text("service");
        Window window = arguments.window("from", "to");
        String metric = arguments.text("metric");
        String asked = "ask_sources" + LogTools.given("service", service) + LogTools.given("metric", metric) + LogTools.over(window);
        if (sources.isEmpty()) return ToolAnswer.nothing(asked, "no outside source is configured: what is attached is all there is");
        List<Collector.Collected> collected = collector.inquire(run, sources, new EvidenceQuery(service == null
                ? List.of()
                : List.of(service), incident.environment(), window, incident.labels(), metric));
        List<String> parts = new ArrayList<>();
        List<Evidence> brought = new ArrayList<>();
        for (Collector.Collected one : collected) {
            brought.addAll(one.evidence());
            parts.add(one.source().name() + (one.evidence().isEmpty()
                    ? " brought nothing: " + one.nothing()
                    : " brought " + one.evidence().stream().map(EvidenceTools::head).collect(Collectors.joining(", "))));
        }
        add(brought);
        return new ToolAnswer(asked + ": " + String.join("; ", parts) + ".", List.of(), brought.stream().map(Evidence::id).toList());
    }

    private ToolAnswer pastIncidents(Arguments arguments) {
        String words = arguments.text("words");
        String asked = "past_incidents" + LogTools.given("words", words);
        Set<String> read = Resemblance.words(words == null ? "" : words);
        List<Precedent> found = archive.similar(new Resemblance(incident.id(), incident.service(), read, incident.createdAt()), PRECEDENTS);
        if (found.isEmpty()) return ToolAnswer.nothing(asked, "no earlier incident with a known cause has these words or this service");
        return ToolAnswer.of(asked + ": " + found.size()
                + " earlier incidents, the most alike first. They are explanations to check, and cannot be cited.",
                found.stream().map(Desk::line).toList());
    }

    private ToolAnswer searchRunbooks(Arguments arguments) {
        String words = arguments.text("words");
        String service = arguments.text("service");
        String asked = "search_runbooks" + LogTools.given("words", words) + LogTools.given("service", service);
        if (runbooks.isEmpty()) return ToolAnswer.nothing(asked, "there are no runbooks");
        List<Suggestion> found = Recollection.passages(runbooks, new Runbooks.Question(words == null ? "" : words, service, true), PASSAGES,
                redactor, incident);
        if (found.isEmpty()) return ToolAnswer.nothing(asked, "no runbook has these words or is for this service");
        return ToolAnswer.of(asked + ": " + found.size()
                + " passages, the likeliest first. They say what was right once: check it, and never cite it.",
                found.stream().flatMap(one -> lines(Recollection.told(one.passage()))).toList());
    }

    /// In lines, so that none is cut for its length.
    private static Stream<String> lines(String text) {
        return text.lines().filter(line -> !line.isBlank());
    }

    static String line(Precedent precedent) {
        return precedent.startedAt().toString().substring(0, 10) + " '" + precedent.title() + "'"
                + (precedent.service() == null ? "" : " of " + precedent.service()) + ", cause "
                + (precedent.confirmed() ? "confirmed by people: " : "only concluded: ") + precedent.cause();
    }

    /// Past incidents like this one, by its title and the words of what was found.
    static Resemblance resembling(Incident incident, List<String> found) {
        return new Resemblance(incident.id(), incident.service(),
                Resemblance.words(incident.title() + " " + String.join(" ", found)), incident.createdAt());
    }

    private <T> T compute(Supplier<T> work) {
        return compute(computing, work);
    }

    /// Computes on the threads for it and waits.
    static <T> T compute(ExecutorService computing, Supplier<T> work) {
        try {
            return computing.submit(work::get).get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Investigator.Interrupted();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed.getCause());
        }
    }
}
