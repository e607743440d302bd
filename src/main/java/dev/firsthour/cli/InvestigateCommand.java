package dev.firsthour.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.evidence.attached.CaseFolder;
import dev.firsthour.evidence.attached.UnreadableFolder;
import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Ids;
import dev.firsthour.investigation.Investigation;
import dev.firsthour.investigation.InvestigationProperties;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.memory.MemoryTimeline;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "investigate", mixinStandardHelpOptions = true, description = "Investigates one incident from a folder of files (alert, logs, metrics, traces, changes) and prints the analysis. Needs no server and no database.")
final class InvestigateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FOLDER", description = "the folder that holds alert.json and the telemetry")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "none", description = ModelOption.DESCRIPTION)
    @SuppressWarnings("NullAway.Init")
    private String model;

    @Option(names = "--json", description = "print the analysis as JSON")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        InstantSource clock = InstantSource.system();
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        CaseFolder recorded = read(Redactors.standard(secret));
        MemoryTimeline timeline = new MemoryTimeline(secret);
        Collector collector = new Collector(timeline, Redactors.standard(secret), EvidenceProperties.defaults(), clock);
        Optional<LanguageModel> reasoner = Optional.ofNullable(ModelOption.open(model));
        Analysis analysis = Investigation
                .inMemory(timeline, collector, Redactors.standard(secret), () -> reasoner, Ids.system(), clock, new SecureRandom(),
                        InvestigationProperties.defaults())
                .of(recorded.alert(), recorded.drafts(), recorded.logs(), later -> out.println("… " + later.reason() + ", next attempt in "
                        + Duration.between(clock.instant(), later.at()).toSeconds() + " s"));
        if (json) {
            out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(analysis));
        } else {
            new AnalysisPrinter(out).print(timeline.incident(analysis.incidentId()).orElseThrow().title(), analysis,
                    timeline.evidenceHeads(analysis.incidentId()));
        }
        out.flush();
        return 0;
    }

    private CaseFolder read(Redactor redactor) {
        try {
            return CaseFolder.read(folder);
        } catch (UnreadableFolder unreadable) {
            throw unreadable.redacted(redactor);
        }
    }
}
