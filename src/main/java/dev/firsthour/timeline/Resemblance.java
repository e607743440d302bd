package dev.firsthour.timeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EventData;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;

/// What a past incident should resemble.
///
/// Likeness is the weight of the words in common over the weight of all words asked for, where a word weighs the less the more of the
/// candidates hold it (inverse document frequency, Sparck Jones 1972), and the service in common counts as much as a share of its own. A cause
/// that a person confirmed counts more than one that was only concluded. Cost: linear in the words of the candidates.
///
/// @param except the incident that is asked for
/// @param service whose incidents count more; null if nobody knows
/// @param words as [#words] makes them
/// @param before only incidents that were opened earlier
public record Resemblance(IncidentId except, @Nullable String service, Set<String> words, Instant before) {

    /// More words than these make everything alike.
    public static final int MOST_WORDS = 60;
    /// How many incidents a store hands in to be ranked.
    public static final int CANDIDATES = 200;

    private static final int SHORTEST_WORD = 3;
    private static final double SAME_SERVICE = 0.3;
    private static final double ONLY_CONCLUDED = 0.7;
    private static final Set<String> SAY_NOTHING = Set.of("and", "are", "for", "from", "has", "have", "its", "not", "than", "that", "the",
            "this", "was", "were", "with", "firing", "alert", "incident", "number", "time", "uuid", "path", "word", "text");

    public Resemblance { words = words.stream().limit(MOST_WORDS).collect(Collectors.toUnmodifiableSet()); }

    /// The words of a text by which incidents are compared: lower-case runs of Latin letters and digits that hold a letter, in order.
    public static Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>();
        int from = -1;
        String lower = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i <= lower.length(); i++) {
            boolean inside = i < lower.length() && isPart(lower.charAt(i));
            if (inside && from < 0) from = i;
            if (!inside && from >= 0) {
                String word = lower.substring(from, i);
                if (word.length() >= SHORTEST_WORD && !SAY_NOTHING.contains(word) && word.chars().anyMatch(c -> c >= 'a')) words.add(word);
                from = -1;
            }
        }
        return words;
    }

    private static boolean isPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    /// A past incident and the newest word of a person on it; null if there is none.
    public record Candidate(Incident incident, EventData.@Nullable FeedbackGiven feedback) {}

    /// Ranks what a store found. What has no cause that may be offered, or nothing in common, is left out.
    ///
    /// @return the most alike first, at most `limit`
    public List<Precedent> rank(Collection<Candidate> candidates, int limit) {
        Map<String, Integer> spread = new HashMap<>();
        Map<Candidate, Set<String>> held = new HashMap<>();
        for (Candidate candidate : candidates) {
            Set<String> common = text(candidate.incident());
            common.retainAll(words);
            held.put(candidate, common);
            common.forEach(word -> spread.merge(word, 1, Integer::sum));
        }
        double all = words.stream().mapToDouble(word -> weight(spread.getOrDefault(word, 0), candidates.size())).sum();
        List<Precedent> precedents = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Incident incident = candidate.incident();
            if (incident.id().equals(except) || !incident.createdAt().isBefore(before)) continue;
            Cause cause = Cause.of(candidate);
            if (cause == null) continue;
            double common = held.getOrDefault(candidate, Set.of()).stream()
                    .mapToDouble(word -> weight(spread.getOrDefault(word, 0), candidates.size())).sum();
            boolean sameService = service != null && service.equals(incident.service());
            double likeness = (all == 0 ? 0 : (1 - SAME_SERVICE) * common / all) + (sameService ? SAME_SERVICE : 0);
            if (likeness == 0) continue;
            precedents.add(new Precedent(incident.id(), incident.title(), incident.service(), incident.startedAt(), cause.text(),
                    cause.confirmed(), Math.min(1, cause.confirmed() ? likeness : likeness * ONLY_CONCLUDED)));
        }
        return precedents.stream().sorted(Comparator.comparingDouble(Precedent::likeness).reversed()
                .thenComparing(precedent -> precedent.incidentId().toString(), Comparator.reverseOrder())).limit(limit).toList();
    }

    private static double weight(int holding, int of) {
        return Math.log(1 + (of + 1.0) / (holding + 1.0));
    }

    private static Set<String> text(Incident incident) {
        String cause = incident.standing().rootCause();
        return words(incident.title() + " " + incident.service() + " " + (cause == null ? "" : cause));
    }

    private record Cause(String text, boolean confirmed) {

        static @Nullable Cause of(Candidate candidate) {
            EventData.FeedbackGiven feedback = candidate.feedback();
            if (feedback != null && feedback.actualCause() != null) return new Cause(feedback.actualCause(), true);
            Incident incident = candidate.incident();
            String concluded = incident.standing().rootCause();
            boolean failed = incident.standing().executionStatus() == null
                    || incident.standing().executionStatus() == ExecutionStatus.FAILED;
            if (failed || concluded == null || concluded.isBlank()) return null;
            if (feedback == null || !feedback.analysisId().equals(incident.standing().analysisId())) return new Cause(concluded, false);
            return feedback.correct() ? new Cause(concluded, true) : null;
        }
    }
}
