package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.Incident;
import dev.firsthour.knowledge.Suggestion;
import dev.firsthour.timeline.Precedent;

/// What a model is told of an incident: its facts, what each specialist found, and what there is to cite. All of it is data from outside.
///
/// It is fitted to the room that there is: what weighs most goes in first, whichever section it belongs to, and the text says how much of which
/// section was left out. A prompt is never cut silently.
///
/// @param tokens how many there is room for, by [Tokens]
/// @param characters how many there may be whatever the room
record Briefing(int tokens, int characters) {

    /// The diffs of the most suspect changes are shown; each gets at most this share of the room.
    private static final int DIFFS = 3;
    private static final int SHARE_OF_A_DIFF = 8;
    /// A description longer than this share of the room is shortened, and said to be.
    private static final int SHARE_OF_THE_DESCRIPTION = 4;
    private static final int CHARACTERS_OF_A_TOKEN = 2;

    // What weighs more than what: a hypothesis that stands, then what specialists hand back, then the engine's findings by their own scores.
    private static final double STANDING = 2;
    private static final double REPORTED = 1;
    private static final double CITED = 0.9;
    private static final double DIFF = 0.6;
    private static final double CONFIRMED = 0.4;
    private static final double RUNBOOK = 0.3;
    private static final double RULED_OUT = 0.25;
    private static final double GAP = 0.15;
    private static final double CONCLUDED = 0.1;
    private static final double UNCITED = 0.05;

    private enum Section {
        HYPOTHESES("Hypotheses of the engine", "hypotheses"), REPORTS("What the specialists hand back, the weightiest first",
                "findings of specialists"), LOGS("Logs", "findings of logs"), METRICS("Metrics", "findings of metrics"), TRACES("Traces",
                        "findings of traces"), CHANGES("Changes and notices", "findings of changes"), HISTORY(
                                "Past incidents: explanations to check, no evidence for today",
                                "past incidents"), RUNBOOKS("Runbooks: what people wrote down before, to check and never to cite",
                                        "passages of runbooks"), EVIDENCE(
                                                "Evidence that can be cited", "titles of evidence"), DIFFS("Diffs of suspect changes",
                                                        "diffs"), GAPS("Could not be seen", "gaps");

        private final String title;
        private final String plural;

        Section(String title, String plural) {
            this.title = title;
            this.plural = plural;
        }

        static Section of(Specialist specialist) {
            return switch (specialist) {
                case LOGS -> LOGS;
                case METRICS -> METRICS;
                case TRACES -> TRACES;
                case CHANGES -> CHANGES;
                case HISTORY -> HISTORY;
            };
        }
    }

    /// @param weight what weighs more goes in first
    private record Item(Section section, double weight, String text) {}

    /// Everything, for an agent that weighs it all.
    String whole(Matter matter) {
        List<Item> items = new ArrayList<>();
        items.addAll(hypotheses(matter.diagnosis()));
        items.addAll(reports(matter.reports()));
        matter.diagnosis().findings().forEach(finding -> items.add(finding(finding)));
        items.addAll(precedents(matter.recalled().incidents()));
        items.addAll(runbooks(matter.recalled().runbooks()));
        items.addAll(heads(matter));
        suspects(matter.diagnosis(), matter.evidence())
                .forEach(change -> items.add(new Item(Section.DIFFS, DIFF, Outside.fromPeople(diff(change)))));
        gaps(matter).forEach(gap -> items.add(new Item(Section.GAPS, GAP, "- " + Outside.fromPrograms(gap))));
        return fitted(facts(matter), items);
    }

    /// What one specialist needs to know, and its question.
    String of(Specialist specialist, String question, Matter matter) {
        List<Item> items = new ArrayList<>(hypotheses(matter.diagnosis()));
        matter.diagnosis().findings().stream().filter(finding -> Specialist.of(finding.signal()) == specialist)
                .forEach(finding -> items.add(finding(finding)));
        if (specialist == Specialist.HISTORY) {
            items.addAll(precedents(matter.recalled().incidents()));
            items.addAll(runbooks(matter.recalled().runbooks()));
        }
        items.addAll(heads(matter));
        return fitted(facts(matter) + "\n\n# Your question\n" + Outside.fromPeople(question), items);
    }

    private String facts(Matter matter) {
        Incident incident = matter.incident();
        Diagnosis diagnosis = matter.diagnosis();
        int most = Math.max(1, Math.min(tokens * CHARACTERS_OF_A_TOKEN, characters) / SHARE_OF_THE_DESCRIPTION);
        String description = Outside.fromPeople(incident.description());
        String told = description.length() <= most
                ? description
                : description.substring(0, most) + " (the description goes on for " + (description.length() - most) + " characters)";
        return "# Incident\ntitle: " + Outside.fromPeople(incident.title()) + "\nseverity: " + incident.severity().word() + "\nservice: "
                + incident.service()
                + "\nenvironment: " + incident.environment() + "\nstarted at: " + incident.startedAt() + "\nlabels: "
                + Outside.fromPeople(new TreeMap<>(incident.labels()).toString())
                + "\ndescription: " + told
                + String.format(Locale.ROOT, "%n%n# The engine's verdict%n%s: %s (score %.2f of 1)", diagnosis.verdict(),
                        Outside.fromPrograms(diagnosis.summary()), diagnosis.score())
                + (diagnosis.affected().isEmpty()
                        ? ""
                        : "\nservices affected, the first to fail first: " + String.join(", ", diagnosis.affected()));
    }

    private String fitted(String facts, List<Item> items) {
        int left = tokens - Tokens.of(facts) - Tokens.of(leftOut(everySection(items)));
        int room = characters - facts.length();
        Map<Section, List<Item>> taken = new EnumMap<>(Section.class);
        Map<Section, Integer> omitted = new EnumMap<>(Section.class);
        for (Item item : items.stream().sorted(Comparator.comparingDouble(Item::weight).reversed()).toList()) {
            String title = taken.containsKey(item.section()) ? "" : title(item.section());
            int needed = Tokens.of(title) + Tokens.of(item.text()) + 1;
            if (needed <= left && title.length() + item.text().length() < room) {
                left -= needed;
                room -= title.length() + item.text().length() + 1;
                taken.computeIfAbsent(item.section(), _ -> new ArrayList<>()).add(item);
            } else {
                omitted.merge(item.section(), 1, Integer::sum);
            }
        }
        StringBuilder text = new StringBuilder(facts);
        taken.forEach((section, own) -> {
            text.append(title(section));
            own.forEach(item -> text.append('\n').append(item.text()));
        });
        return text.append(leftOut(omitted)).toString();
    }

    private static Map<Section, Integer> everySection(List<Item> items) {
        Map<Section, Integer> all = new EnumMap<>(Section.class);
        items.forEach(item -> all.merge(item.section(), 1, Integer::sum));
        return all;
    }

    private static String title(Section section) {
        return "\n\n# " + section.title;
    }

    private static String leftOut(Map<Section, Integer> omitted) {
        return omitted.isEmpty()
                ? ""
                : "\n\nLeft out for want of room, the weakest of each: " + omitted.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey().plural).collect(Collectors.joining(", ")) + ".";
    }

    private static List<Item> hypotheses(Diagnosis diagnosis) {
        return diagnosis.hypotheses().stream().map(hypothesis -> new Item(Section.HYPOTHESES,
                hypothesis.ruledOut() == null ? STANDING + hypothesis.score() : RULED_OUT + hypothesis.score() / STANDING,
                Outside.fromPrograms(hypothesis(hypothesis)))).toList();
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

    private static List<Item> reports(List<EventData.SpecialistReported> reports) {
        return reports.stream().flatMap(report -> report.observations().stream().map(seen -> new Item(Section.REPORTS,
                REPORTED + seen.weight(),
                Outside.fromPrograms(String.format(Locale.ROOT, "- %s (%.2f): %s %s", report.specialist(), seen.weight(),
                        seen.statement(), seen.cites())))))
                .toList();
    }

    private static Item finding(Finding finding) {
        return new Item(Section.of(Specialist.of(finding.signal())), finding.score(),
                Outside.fromPrograms(String.format(Locale.ROOT, "- (%.2f) %s %s", finding.score(), finding.statement(), finding.cites())));
    }

    private static List<Item> precedents(List<Precedent> precedents) {
        return precedents.stream().map(precedent -> new Item(Section.HISTORY,
                (precedent.confirmed() ? CONFIRMED : CONCLUDED) + precedent.likeness() / SHARE_OF_A_DIFF,
                "- " + Outside.fromPeople(Desk.line(precedent))))
                .toList();
    }

    private List<Item> runbooks(List<Suggestion> suggestions) {
        int most = Math.max(1, Math.min(tokens * CHARACTERS_OF_A_TOKEN, characters) / SHARE_OF_A_DIFF);
        List<Item> items = new ArrayList<>();
        for (Suggestion suggestion : suggestions) {
            String told = Outside.fromPeople(Recollection.told(suggestion.passage()));
            String shown = told.length() <= most
                    ? told
                    : told.substring(0, most) + "\n(the runbook goes on for " + (told.length() - most) + " characters)";
            // The likeliest first.
            items.add(new Item(Section.RUNBOOKS, RUNBOOK - items.size() / 100.0, "- " + shown));
        }
        return items;
    }

    private static List<Item> heads(Matter matter) {
        Set<EvidenceId> cited = Stream.concat(
                matter.diagnosis().findings().stream().flatMap(finding -> finding.cites().stream()),
                matter.reports().stream().flatMap(report -> report.observations().stream()).flatMap(seen -> seen.cites().stream()))
                .collect(Collectors.toSet());
        return matter.evidence().stream().map(piece -> new Item(Section.EVIDENCE, cited.contains(piece.id()) ? CITED : UNCITED,
                piece.id() + ": " + Outside.fromPeople(piece.title()) + " (" + piece.content().size() + " " + piece.content().kind()
                        + ", from "
                        + piece.source() + ")"))
                .toList();
    }

    /// What could not be seen, by the engine or by a specialist.
    static List<String> gaps(Matter matter) {
        Map<String, String> gaps = new LinkedHashMap<>();
        matter.diagnosis().gaps().forEach(gap -> gaps.putIfAbsent(gap.toLowerCase(Locale.ROOT), gap));
        for (EventData.SpecialistReported report : matter.reports()) {
            if (report.failure() != null) {
                String gap = "a report of the " + report.specialist() + " specialist";
                gaps.putIfAbsent(gap, gap);
            }
            report.gaps().forEach(gap -> gaps.putIfAbsent(gap.toLowerCase(Locale.ROOT), gap));
        }
        return List.copyOf(gaps.values());
    }

    /// The changes that the leading hypotheses cite, with the evidence they stand in.
    private static List<Cited> suspects(Diagnosis diagnosis, List<Evidence> evidence) {
        Set<EvidenceId> cited = new LinkedHashSet<>();
        diagnosis.hypotheses().stream().filter(hypothesis -> hypothesis.ruledOut() == null)
                .filter(hypothesis -> hypothesis.culprit() == null || hypothesis.culprit().kind() == Entity.Kind.CHANGE)
                .sorted(Comparator.comparingDouble(Hypothesis::score).reversed())
                .forEach(hypothesis -> hypothesis.evidenceFor().forEach(claim -> cited.addAll(claim.cites())));
        return cited.stream().flatMap(id -> evidence.stream().filter(piece -> piece.id().equals(id)))
                .flatMap(piece -> piece.content() instanceof Content.Changes(var changes)
                        ? changes.stream().filter(change -> change.diff() != null).map(change -> new Cited(piece.id(), change))
                        : Stream.<Cited>empty())
                .limit(DIFFS).toList();
    }

    private String diff(Cited cited) {
        String diff = String.valueOf(cited.change().diff());
        int most = Math.max(1, Math.min(tokens * CHARACTERS_OF_A_TOKEN, characters) / SHARE_OF_A_DIFF);
        String shown = diff.length() <= most
                ? diff
                : diff.substring(0, most) + "\n(the diff goes on for " + (diff.length() - most) + " characters)";
        return "## " + cited.id() + " '" + cited.change().title() + "'\n" + shown;
    }

    private record Cited(EvidenceId id, Change change) {}
}
