package dev.firsthour.web.page;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.EvidenceHead;
import dev.firsthour.timeline.NoSuchIncident;
import dev.firsthour.timeline.Timeline;

/// One incident as its page shows it.
///
/// @param investigation how the investigation stands, where there is one
/// @param working whether an investigation is under way
/// @param analysis what there is to read, finished or provisional; null until there is
/// @param steps what a person may do next, the likeliest first
record IncidentPage(String id, String title, String description, Badge severity, Badge status, @Nullable Badge investigation,
        boolean working, @Nullable String service, @Nullable String environment, String source, Map<String, String> labels, Moment started,
        Moment created, long position, @Nullable AnalysisPart analysis, int earlierRuns, List<EvidenceRow> evidence, List<Step> steps) {

    /// How many entries of a timeline are shown at once.
    static final int ENTRIES = 60;

    /// @param query how the source was asked, so that a person can ask it again
    /// @param link the source's own page; null if there is none that may be linked to
    /// @param cited whether the analysis stands on it
    /// @param erased when its contents were erased; null if they are here
    record EvidenceRow(String id, String kind, String title, String source, String query, @Nullable String link, String holds,
            int redactions, boolean truncated, boolean cited, @Nullable String erased) {

        /// A longer question stands on the evidence's own page.
        private static final int LONGEST_QUERY = 2_000;

        static EvidenceRow of(EvidenceHead head, boolean cited, Instant now) {
            Moment erased = Moment.ofNullable(head.erasedAt(), now);
            String query = head.query().length() <= LONGEST_QUERY ? head.query() : head.query().substring(0, LONGEST_QUERY) + "…";
            return new EvidenceRow(head.id().toString(), head.kind(), head.title(), head.source(), query,
                    EvidencePart.linkable(head.source(), head.link()), Numbers.holding(head.kind(), head.size()), head.redactions(),
                    head.truncated(), cited, erased == null ? null : erased.full());
        }
    }

    /// @param path the last part of the address that does it
    /// @param likely whether it is what one would do next
    record Step(String path, String label, boolean likely) {}

    /// @throws NoSuchIncident if there is none
    static IncidentPage of(IncidentId id, Archive archive, Instant now) {
        Incident incident = archive.incident(id).orElseThrow(() -> new NoSuchIncident(id));
        List<EvidenceHead> heads = archive.evidenceHeads(id);
        Set<EvidenceId> known = known(heads);
        Standing standing = incident.standing();
        boolean working = standing.state() != Standing.State.IDLE;
        List<Analysis> runs = archive.analyses(id);
        AnalysisPart analysis = analysis(incident, runs, archive, known, now);
        Set<EvidenceId> cited = archive.analysis(id).map(Analysis::citations).map(Set::copyOf).orElse(Set.of());
        return new IncidentPage(id.toString(), incident.title(), incident.description(), Badge.of(incident.severity()),
                Badge.of(incident.status()), Badge.of(standing), working, incident.service(), incident.environment(), incident.source(),
                new TreeMap<>(incident.labels()), Moment.of(incident.startedAt(), now), Moment.of(incident.createdAt(), now),
                incident.position(), analysis, Math.max(0, runs.size() - 1),
                heads.stream().map(head -> EvidenceRow.of(head, cited.contains(head.id()), now))
                        .sorted(Comparator.comparing(EvidenceRow::cited).reversed()).toList(),
                steps(incident.status()));
    }

    /// While a run is under way that has findings, those; else the analysis of the runs that ended.
    private static @Nullable AnalysisPart analysis(Incident incident, List<Analysis> runs, Archive archive, Set<EvidenceId> known,
            Instant now) {
        Standing standing = incident.standing();
        if (standing.state() != Standing.State.IDLE) {
            Optional<AnalysisPart> provisional = Optional.ofNullable(standing.analysisId()).flatMap(archive::diagnosis)
                    .map(diagnosis -> AnalysisPart.provisional(diagnosis, known, now));
            if (provisional.isPresent()) return provisional.get();
        }
        if (runs.isEmpty()) return null;
        return archive.analysis(incident.id()).map(shown -> AnalysisPart.of(shown, known, now)).orElse(null);
    }

    static Set<EvidenceId> known(List<EvidenceHead> heads) {
        return heads.stream().map(EvidenceHead::id).collect(Collectors.toSet());
    }

    private static List<Step> steps(Status status) {
        return switch (status) {
            case OPEN -> List.of(new Step("acknowledge", "Acknowledge", true), new Step("mitigate", "Mitigated", false),
                    new Step("resolve", "Resolved", false));
            case ACKNOWLEDGED -> List.of(new Step("mitigate", "Mitigated", true), new Step("resolve", "Resolved", false));
            case MITIGATED -> List.of(new Step("resolve", "Resolved", true), new Step("reopen", "Reopen", false));
            case RESOLVED -> List.of(new Step("reopen", "Reopen", false));
        };
    }

    /// A stretch of the timeline, the newest entry first.
    ///
    /// @param earlier send it as `before` to read further back; null at the beginning
    record Entries(String incident, List<EntryPart> entries, @Nullable Long earlier) {

        /// The entries before a position.
        static Entries before(IncidentId id, long before, Timeline timeline, Set<EvidenceId> known, Instant now) {
            long after = Math.max(0, before - 1 - ENTRIES);
            List<Event> events = timeline.read(id, after, (int) Math.min(ENTRIES, Math.max(0, before - 1 - after)));
            return new Entries(id.toString(), events.reversed().stream().map(event -> EntryPart.of(event, known, now)).toList(),
                    after == 0 ? null : after + 1);
        }
    }
}
