package dev.firsthour.timeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Kept;

/// The append-only record of every incident. Where an incident stands is what its entries make of it, but for a run that was asked for and
/// has not begun: that is a job, and jobs are the future.
///
/// Each call is one transaction of its own, or part of the one that it is called in.
public interface Timeline {

    /// Opens an incident with its first entry. Empty if its grouping key belongs to an open incident already: join that one.
    Optional<Incident> open(Incident incident, NewEvent first);

    /// Opens several incidents at the cost of one. What is missing in the answer has a grouping key that belongs to an open incident already.
    List<Incident> open(List<Opening> openings);

    /// Appends an entry and stores what it brings along.
    ///
    /// @throws NoSuchIncident if there is none
    Event append(IncidentId id, NewEvent event, Kept... with);

    /// Appends several entries, in that order, at the cost of one.
    ///
    /// @throws NoSuchIncident if there is none
    List<Event> append(IncidentId id, List<NewEvent> events);

    /// Appends several entries to each of several incidents, in that order, at the cost of one.
    ///
    /// @throws NoSuchIncident if one of them is none
    void append(Map<IncidentId, List<NewEvent>> events);

    /// Appends an entry in the name of a run.
    ///
    /// @throws RunOvertaken if the run is no longer the one at work
    Event append(Run run, NewEvent event, Kept... with);

    /// Queues a new analysis as the incident's current one. Empty if one is under way: asking twice is asking once.
    ///
    /// @throws NoSuchIncident if there is none
    Optional<Run> request(IncidentId id, AnalysisId analysis);

    /// Takes the next attempt at an analysis: every earlier attempt is overtaken from here on. Empty if the analysis is no longer the current one.
    Optional<Run> begin(IncidentId id, AnalysisId analysis);

    /// Mints ids for so many pieces of evidence, in rising order.
    List<EvidenceId> mint(IncidentId id, int count);

    /// The entries after a position, oldest first, at most `limit` of them.
    List<Event> read(IncidentId id, long after, int limit);

    /// Whether the hash chain holds, and if not, from where.
    ///
    /// @throws NoSuchIncident if there is none
    Verification verify(IncidentId id);

    /// Does several things as one: all of it is kept, or nothing.
    <T> T atomically(Supplier<T> work);
}
