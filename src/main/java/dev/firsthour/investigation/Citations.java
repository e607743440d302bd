package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.firsthour.incident.EvidenceId;

/// The citations of a text, checked against the evidence there is.
///
/// @param text the text, citations of evidence that does not exist taken out
/// @param cited what it cites and exists, in order
/// @param invented the ids it cites that do not exist
/// @param unsupported its sentences that cite nothing that exists
/// @param sentences how many sentences it has
record Citations(String text, List<EvidenceId> cited, List<EvidenceId> invented, List<String> unsupported, int sentences) {

    private static final Pattern BRACKET = Pattern.compile("\\s*\\[((?:\\s*E\\d{1,6}\\s*[,;]?)+)]");
    /// A sentence ends at a full stop, question or exclamation mark before white space and no lower-case letter, or at a line's end. A citation
    /// behind the mark is its last part: what follows never begins with one.
    private static final Pattern SENTENCE_END = Pattern
            .compile("(?<=[.!?])(?:\\s*(\\[[^\\]]{1,200}]))?(?:[^\\S\\n]*\\n+|\\s+(?![a-z\\[]))|\\n+");

    static Citations of(String text, Set<EvidenceId> existing) {
        Set<EvidenceId> cited = new LinkedHashSet<>();
        Set<EvidenceId> invented = new LinkedHashSet<>();
        List<String> unsupported = new ArrayList<>();
        List<String> sentences = sentences(text);
        for (String sentence : sentences) {
            List<EvidenceId> ids = EvidenceId.citedIn(sentence).toList();
            ids.forEach(id -> (existing.contains(id) ? cited : invented).add(id));
            if (ids.stream().noneMatch(existing::contains)) unsupported.add(without(sentence, existing).strip());
        }
        return new Citations(without(text, existing), List.copyOf(cited), List.copyOf(invented), unsupported, sentences.size());
    }

    /// The share of sentences that cite something that exists, 0 to 1.
    double supported() {
        return sentences == 0 ? 0 : 1 - (double) unsupported.size() / sentences;
    }

    static List<String> sentences(String text) {
        List<String> sentences = new ArrayList<>();
        Matcher ends = SENTENCE_END.matcher(text);
        int from = 0;
        while (ends.find()) {
            // A citation behind the full stop belongs to the sentence before it.
            int end = ends.group(1) == null ? ends.start() : ends.end(1);
            add(sentences, text.substring(from, end));
            from = ends.end();
        }
        add(sentences, text.substring(from));
        return sentences;
    }

    private static void add(List<String> sentences, String sentence) {
        String stripped = sentence.strip();
        if (stripped.chars().filter(Character::isLetter).count() > 2) sentences.add(stripped);
    }

    private static String without(String text, Set<EvidenceId> existing) {
        return BRACKET.matcher(text).replaceAll(bracket -> {
            List<EvidenceId> kept = EvidenceId.citedIn(bracket.group()).filter(existing::contains).distinct().toList();
            return kept.isEmpty() ? "" : " " + Matcher.quoteReplacement(kept.toString());
        });
    }
}
