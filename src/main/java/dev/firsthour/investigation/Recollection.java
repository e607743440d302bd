package dev.firsthour.investigation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Incident;
import dev.firsthour.knowledge.Passage;
import dev.firsthour.knowledge.Runbooks;
import dev.firsthour.knowledge.Suggestion;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Precedent;

/// What an incident reminds of: past incidents and passages of runbooks. Explanations to check, and no evidence for today.
///
/// @param incidents the most alike first; those whose cause people confirmed count more
/// @param runbooks the likeliest first, redacted
public record Recollection(List<Precedent> incidents, List<Suggestion> runbooks) {

    /// Nothing.
    static final Recollection NONE = new Recollection(List.of(), List.of());

    static final int INCIDENTS = 5;
    static final int PASSAGES = 4;
    /// The words of so many findings say what it should remind of.
    private static final int TELLING = 5;

    public Recollection {
        incidents = List.copyOf(incidents);
        runbooks = List.copyOf(runbooks);
    }

    /// What an incident reminds of, by its title and the first findings.
    ///
    /// @param diagnosis null if there is none yet
    /// @param askOutside whether an embedding model may be asked; never from within a request
    public static Recollection of(Incident incident, @Nullable Diagnosis diagnosis, Archive archive, Runbooks runbooks, Redactor redactor,
            boolean askOutside) {
        List<String> found = diagnosis == null ? List.of() : diagnosis.findings().stream().limit(TELLING).map(Finding::statement).toList();
        String text = (incident.title() + "\n" + String.join("\n", found)).strip();
        return new Recollection(archive.similar(Desk.resembling(incident, found), INCIDENTS),
                passages(runbooks, new Runbooks.Question(text, incident.service(), askOutside), PASSAGES, redactor, incident));
    }

    /// Passages as they may be shown and told: redacted, with the incident's own pseudonyms.
    static List<Suggestion> passages(Runbooks runbooks, Runbooks.Question question, int limit, Redactor redactor, Incident incident) {
        return runbooks.search(question, limit).stream().map(one -> new Suggestion(
                one.passage().with(text -> redactor.redact(text, incident.id().toString()).text()), one.score(), one.by())).toList();
    }

    /// A passage as a model is told it.
    static String told(Passage passage) {
        return "runbook '" + passage.name() + "'" + (passage.services().isEmpty() ? "" : " for " + String.join(", ", passage.services()))
                + ":\n" + passage.text();
    }
}
