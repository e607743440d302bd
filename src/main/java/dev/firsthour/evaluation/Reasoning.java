package dev.firsthour.evaluation;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

import dev.firsthour.diagnosis.CitedLog;
import dev.firsthour.evidence.Collector;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.EvidenceProperties;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Symptom;
import dev.firsthour.investigation.Investigation;
import dev.firsthour.investigation.InvestigationProperties;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.Redactors;
import dev.firsthour.timeline.memory.MemoryTimeline;

/// A recorded case under the whole investigation, with a language model: evidence redacted and kept, the engine's findings, the agents, the judge.
/// Chance is seeded alike for each case, so that a recording of the model's answers fits the next run.
final class Reasoning {

    /// The keys of what is thrown away with the process.
    private static final byte[] KEY = new byte[32];
    private static final int SEED = 1;

    private final LanguageModel model;
    private final Consumer<String> progress;

    Reasoning(LanguageModel model, Consumer<String> progress) {
        this.model = model;
        this.progress = progress;
    }

    /// What the investigation came to, in the engine's words, so that each set writes its prediction from it.
    Diagnosis of(RecordedCase recorded) {
        InstantSource clock = InstantSource.system();
        MemoryTimeline store = new MemoryTimeline(KEY);
        Redactor redactor = Redactors.standard(KEY);
        Analysis analysis = Investigation.inMemory(store, new Collector(store, redactor, EvidenceProperties.defaults(), clock), redactor,
                () -> Optional.of(model), new Ids(InstantSource.fixed(recorded.symptom().detectedAt()), new Random(SEED)), clock,
                new Random(SEED), InvestigationProperties.defaults()).of(alert(recorded.symptom()), drafts(recorded),
                        later -> progress.accept(recorded.id() + " waits: " + later.reason()));
        return told(analysis, store.diagnosis(analysis.id()).orElseThrow());
    }

    private static Alert alert(Symptom symptom) {
        return new Alert("evaluation", Alert.State.FIRING, symptom.title(), symptom.description(), symptom.severity(), symptom.service(),
                null,
                symptom.detectedAt(), null, symptom.labels(), List.of(), null, null, List.of());
    }

    private static List<Draft> drafts(RecordedCase recorded) {
        List<Draft> drafts = new ArrayList<>();
        recorded.evidence().forEach(piece -> drafts.add(new Draft("recorded", piece.title(), piece.window(), piece.content(), null)));
        List<LogRecord> passing = new ArrayList<>();
        for (CitedLog log : recorded.logs()) {
            passing.add(log.log());
        }
        if (!passing.isEmpty()) drafts.add(new Draft("recorded", "logs", null, new Content.Logs(passing), null));
        return drafts;
    }

    // Whom the analysis blames stands first. Whether anything is wrong at all stays the engine's verdict: no field of an analysis overrules it.
    private static Diagnosis told(Analysis analysis, Diagnosis engine) {
        List<Hypothesis> ranked = new ArrayList<>(analysis.hypotheses());
        Entity culprit = analysis.culprit();
        Hypothesis leading = ranked.stream().filter(hypothesis -> Objects.equals(hypothesis.culprit(), culprit)).findFirst()
                .orElseGet(
                        () -> new Hypothesis("H0", analysis.rootCause(), culprit, "", analysis.trigger(), 1, List.of(), List.of(), null));
        ranked.remove(leading);
        ranked.addFirst(leading);
        return new Diagnosis(engine.verdict(), analysis.findings(), ranked, analysis.affected(), analysis.evidenceGaps(),
                analysis.confidence().score() / 100, analysis.rootCause() + "\n" + analysis.reasoning());
    }
}
