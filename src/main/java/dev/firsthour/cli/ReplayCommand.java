package dev.firsthour.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.investigation.Investigation;
import dev.firsthour.investigation.InvestigationProperties;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.EvidenceHead;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.memory.MemoryTimeline;
import dev.firsthour.timeline.postgres.PostgresArchive;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "replay", mixinStandardHelpOptions = true, description = "Runs a recorded investigation again, from its recorded evidence, with another model, other prompts or another engine, and shows both analyses side by side. Nothing is stored.")
final class ReplayCommand implements Callable<Integer> {

    private static final String RECORDED = "recorded";

    @Parameters(paramLabel = "INCIDENT", description = "the incident's id")
    @SuppressWarnings("NullAway.Init")
    private String incident;

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = RECORDED, description = RECORDED
            + " (what was answered then, under today's engine), " + ModelOption.DESCRIPTION + ". Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private String model;

    @Option(names = "--analysis", paramLabel = "ANALYSIS", description = "the id of the run to compare with (default: the one that the incident shows)")
    private @Nullable String analysis;

    @Option(names = "--prompts", paramLabel = "FOLDER", description = "prompts of your own, as in reasoning-mine.md (default: those that are built in)")
    private @Nullable Path prompts;

    @Option(names = "--json", description = "print both analyses as JSON, under \"recorded\" and \"replayed\"")
    private boolean json;

    @Mixin
    private final DataOption data = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Installation installation = data.open()) {
            Archive archive = new PostgresArchive(installation.jdbc());
            IncidentId id = IncidentId.parse(incident);
            Incident recorded = archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
            Analysis then = analysis(archive, id);
            Analysis now = again(installation, archive, recorded, then, out);
            if (json) {
                Map<String, Analysis> both = new LinkedHashMap<>();
                both.put("recorded", then);
                both.put("replayed", now);
                out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(both));
            } else {
                new SideBySide(out).print(recorded.title(), then, prompts(archive.exchanges(then.id())), now);
            }
            out.flush();
        }
        return 0;
    }

    private Analysis analysis(Archive archive, IncidentId id) {
        if (analysis == null) {
            return archive.analysis(id).orElseThrow(
                    () -> new IllegalArgumentException("incident " + id + " has no finished analysis to replay: wait for one"));
        }
        AnalysisId wanted = AnalysisId.parse(analysis);
        return archive.analyses(id).stream().filter(run -> run.id().equals(wanted)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("incident " + id + " has no finished analysis " + wanted));
    }

    private Analysis again(Installation installation, Archive archive, Incident recorded, Analysis then, PrintWriter out) {
        requireBodies(archive, recorded, then);
        List<Evidence> evidence = archive.evidence(recorded.id());
        List<ModelExchange> answered = archive.exchanges(then.id());
        boolean byRecord = model.equals(RECORDED) && !answered.isEmpty();
        Optional<LanguageModel> reasoner = byRecord
                ? Optional.of(new Silent(then.analyst()))
                : Optional.ofNullable(ModelOption.open(model.equals(RECORDED) ? LlmProperties.NONE : model));
        InstantSource clock = InstantSource.system();
        MemoryTimeline store = new MemoryTimeline(installation.folder().secret(ServerConfiguration.TIMELINE_KEY));
        Redactor redactor = Redactors.standard(installation.folder().secret(ServerConfiguration.PSEUDONYM_KEY));
        Collector collector = new Collector(store, redactor, EvidenceProperties.defaults(), clock);
        return Investigation.inMemory(store, collector, redactor, () -> reasoner, Ids.system(), clock, new SecureRandom(),
                InvestigationProperties.defaults().prompted(prompts)).again(recorded,
                        evidence, byRecord ? answered : List.of(), later -> out.println("… " + later.reason() + ", next attempt in "
                                + Duration.between(clock.instant(), later.at()).toSeconds() + " s"));
    }

    /// What a run saw and is erased since cannot be shown to another; what was erased before it began it did not see either.
    static void requireBodies(Archive archive, Incident recorded, Analysis then) {
        Stream<Instant> evidence = archive.evidenceHeads(recorded.id()).stream()
                .filter(head -> !head.collectedAt().isAfter(then.completedAt())).map(EvidenceHead::erasedAt)
                .flatMap(Stream::ofNullable).filter(erased -> erased.isAfter(then.startedAt()));
        Stream<Instant> exchanges = archive.exchanges(then.id()).stream().map(ModelExchange::erasedAt).flatMap(Stream::ofNullable);
        Stream.concat(evidence, exchanges).max(Comparator.naturalOrder()).ifPresent(erased -> {
            throw new IllegalArgumentException("what the analysis " + then.id() + " of incident " + recorded.id() + " saw was erased on "
                    + erased.truncatedTo(ChronoUnit.SECONDS) + ": it cannot be run again, only read");
        });
    }

    private static List<String> prompts(List<ModelExchange> exchanges) {
        return exchanges.stream().map(ModelExchange::promptVersion).distinct().toList();
    }

    /// Stands where the recorded model stood: its answers are read from the record, and it has no others.
    private record Silent(String name) implements LanguageModel {

        @Override
        public Reply ask(Prompt prompt) {
            return new Reply.Refused("the record holds no answer to this question, which was not asked then");
        }
    }
}
