package dev.firsthour.investigation;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.Incident;

/// What a model is told of an incident: its facts, what the engine found, and what there is to cite. All of it is data from outside.
///
/// What does not fit is left out from the weakest on, and the text says how much that was: a prompt is never cut silently.
final class Briefing {

    /// The diffs of the most suspect changes are shown; each gets at most this share of the room.
    private static final int DIFFS = 3;
    private static final int SHARE_OF_A_DIFF = 8;

    private final int room;

    Briefing(int characters) {
        this.room = characters;
    }

    String of(Incident incident, Diagnosis diagnosis, List<Evidence> evidence) {
        Pages pages = new Pages(room);
        pages.add(
                "\n# Incident\ntitle: " + Outside.fromPeople(incident.title()) + "\nseverity: " + incident.severity().word() + "\nservice: "
                        + incident.service()
                        + "\nenvironment: " + incident.environment() + "\nstarted at: " + incident.startedAt() + "\nlabels: "
                        + Outside.fromPeople(incident.labels().toString())
                        + "\ndescription: " + Outside.fromPeople(incident.description()));
        pages.add(String.format(Locale.ROOT, "%n# The engine's verdict%n%s: %s (score %.2f of 1)", diagnosis.verdict(),
                Outside.fromPrograms(diagnosis.summary()),
                diagnosis.score()));
        if (!diagnosis.affected().isEmpty())
            pages.add("services affected, the first to fail first: " + String.join(", ", diagnosis.affected()));
        pages.add("\n# Hypotheses of the engine");
        diagnosis.hypotheses().forEach(hypothesis -> pages.offer(Outside.fromPrograms(hypothesis(hypothesis))));
        pages.add("\n# Findings, the weightiest first");
        diagnosis.findings().forEach(finding -> pages.offer(Outside.fromPrograms(finding(finding))));
        pages.add("\n# Evidence that can be cited");
        evidence.forEach(piece -> pages.offer(piece.id() + ": " + Outside.fromPeople(piece.title()) + " (" + piece.content().size() + " "
                + piece.content().kind() + ", from " + piece.source() + ")"));
        suspects(diagnosis, evidence).forEach(change -> pages.offer(Outside.fromPeople(diff(change))));
        if (!diagnosis.gaps().isEmpty()) pages.add("\n# Could not be seen\n" + String.join("\n", diagnosis.gaps()));
        return pages.text();
    }

    private static String finding(Finding finding) {
        return String.format(Locale.ROOT, "- (%.2f) %s %s", finding.score(), finding.statement(), finding.cites());
    }

    private static String hypothesis(Hypothesis hypothesis) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "- %s (%.2f, %s): %s", hypothesis.id(), hypothesis.score(),
                hypothesis.culprit() == null ? "nobody to blame" : hypothesis.culprit(), hypothesis.statement()));
        for (Claim claim : hypothesis.evidenceFor()) {
            text.append("\n    for: ").append(claim.text()).append(' ').append(claim.cites());
        }
        for (Claim claim : hypothesis.evidenceAgainst()) {
            text.append("\n    against: ").append(claim.text()).append(' ').append(claim.cites());
        }
        if (hypothesis.ruledOut() != null) text.append("\n    ruled out: ").append(hypothesis.ruledOut());
        return text.toString();
    }

    /// The changes that the leading hypotheses cite, with the evidence they stand in.
    private static List<Cited> suspects(Diagnosis diagnosis, List<Evidence> evidence) {
        Set<EvidenceId> cited = new LinkedHashSet<>();
        diagnosis.hypotheses().stream().filter(hypothesis -> hypothesis.ruledOut() == null)
                .filter(hypothesis -> hypothesis.culprit() == null || hypothesis.culprit().kind() == Entity.Kind.CHANGE)
                .sorted(Comparator.comparingDouble(Hypothesis::score).reversed())
                .forEach(hypothesis -> hypothesis.evidenceFor().forEach(claim -> cited.addAll(claim.cites())));
        return cited.stream().flatMap(id -> evidence.stream().filter(piece -> piece.id().equals(id)))
                .flatMap(piece -> switch (piece.content()) {
                    case Content.Changes(var changes) ->
                        changes.stream().filter(change -> change.diff() != null).map(change -> new Cited(piece.id(), change));
                    case Content.Logs _,Content.Metrics _,Content.Traces _,Content.Topology _,Content.Notices _ -> Stream.<Cited>empty();
                }).limit(DIFFS).toList();
    }

    private String diff(Cited cited) {
        String diff = String.valueOf(cited.change().diff());
        int most = room / SHARE_OF_A_DIFF;
        String shown = diff.length() <= most
                ? diff
                : diff.substring(0, most) + "\n(the diff goes on for " + (diff.length() - most) + " characters)";
        return "\n## Diff of " + cited.id() + " '" + cited.change().title() + "'\n" + shown;
    }

    private record Cited(EvidenceId id, Change change) {}

    /// Text that is filled up to its room.
    private static final class Pages {

        private final int room;
        private final StringBuilder text = new StringBuilder();
        private int leftOut;

        Pages(int room) {
            this.room = room;
        }

        void add(String part) {
            text.append(part).append('\n');
        }

        void offer(String part) {
            if (text.length() + part.length() < room) {
                add(part);
            } else {
                leftOut++;
            }
        }

        String text() {
            if (leftOut > 0) add("\n(" + leftOut + " weaker findings, hypotheses or diffs were left out for want of room)");
            return text.toString();
        }
    }
}
