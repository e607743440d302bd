package dev.firsthour.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import dev.firsthour.diagnosis.CitedLog;
import dev.firsthour.evidence.LogStream;
import dev.firsthour.evidence.attached.CaseFolder;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Symptom;

/// root-cause-bench: which commit broke it, or none.
final class RootCauseBench implements RecordedSet {

    @Override
    public String name() {
        return "rootcausebench";
    }

    @Override
    public RecordedCase read(Path root, String id) {
        CaseFolder folder = CaseFolder.read(root.resolve("cases").resolve(id));
        var pieces = new RecordedCase.Pieces();
        folder.drafts().forEach(draft -> pieces.add(draft.title(), draft.content()));
        return new RecordedCase(id, Symptom.of(folder.alert()), pieces.all(), logs(folder.logs(), pieces));
    }

    /// Logs that are too many to hold, all under one id: which service a record is of, it says itself.
    private static Iterable<CitedLog> logs(@Nullable LogStream logs, RecordedCase.Pieces pieces) {
        if (logs == null) return List.of();
        EvidenceId piece = pieces.add("logs", new Content.Logs(List.of()));
        Iterable<LogRecord> records = logs::records;
        return () -> StreamSupport.stream(records.spliterator(), false).map(log -> new CitedLog(piece, log)).iterator();
    }

    @Override
    public Map<String, Object> prediction(RecordedCase recorded, Diagnosis diagnosis) {
        List<String> ranking = new ArrayList<>();
        String culprit = "none";
        boolean first = true;
        for (Hypothesis hypothesis : diagnosis.hypotheses()) {
            Entity entity = hypothesis.culprit();
            if (hypothesis.ruledOut() == null && entity != null && entity.kind() == Entity.Kind.CHANGE) {
                if (first) culprit = entity.name();
                ranking.add(entity.name());
            }
            first = false;
        }
        var prediction = new LinkedHashMap<String, Object>();
        prediction.put("culprit", culprit);
        if (!diagnosis.affected().isEmpty()) prediction.put("service", diagnosis.affected().getFirst());
        prediction.put("ranking", ranking);
        prediction.put("blast_radius", diagnosis.affected().stream().skip(1).toList());
        return prediction;
    }
}
