package dev.firsthour.knowledge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.knowledge.Suggestion.Way;

/// Passages in memory, found in four ways whose rankings are fused by reciprocal rank (Cormack, Clarke and Buettcher 2009): by the service that they
/// are for; by words with Okapi BM25 (Robertson and others 1994), where title and headings count three times; by words that are spelt alike, by the
/// trigrams they share; and by meaning, the exact cosine of vectors. A ranking holds only what stands out, so that a question that nothing fits is
/// answered by nothing.
///
/// Cost: a question takes time linear in the passages that hold its words, and where there are vectors in all of them. It never changes.
final class PassageIndex {

    static final PassageIndex EMPTY = new PassageIndex(List.of(), null);

    /// More words than these make everything alike.
    static final int MOST_TERMS = 60;
    /// The constant of the fusion, as its paper has it.
    private static final double FUSION = 60;
    /// So many of each ranking take part.
    private static final int RANKED = 50;
    private static final int MOST_OF_ONE_RUNBOOK = 2;
    private static final double SATURATION = 1.2;
    private static final double LENGTH = 0.75;
    private static final int HEADING_COUNTS = 3;
    /// pg_trgm calls words similar from 0.3 on; short words are that by chance.
    private static final double ALIKE = 0.45;
    private static final int MOST_ALIKE = 5;
    private static final int SHORTEST_ALIKE = 4;
    /// One common word is no match; two are, or one where no more were asked for.
    private static final int WORDS_NEEDED = 2;
    /// A word that more than this share of the passages hold says nothing, once there are some.
    private static final double COMMON = 0.25;
    private static final int FEW = 20;
    /// How many standard deviations above the mean a meaning stands out: models differ in what cosine they call unrelated.
    private static final double STANDS_OUT = 1.5;
    private static final int FEWEST_TO_STAND_OUT = 3;

    private final List<Passage> passages;
    private final Map<String, Postings> postings = new HashMap<>();
    private final Map<String, List<String>> wordsOfTrigram = new HashMap<>();
    private final Map<String, List<Integer>> ofService = new HashMap<>();
    private final int[] lengths;
    private final double meanLength;
    private final float @Nullable [][] vectors;

    /// Who holds a word, and how often.
    private static final class Postings {

        private int[] passages = new int[2];
        private int[] counts = new int[2];
        private int size;

        void add(int passage, int count) {
            if (size == passages.length) {
                passages = Arrays.copyOf(passages, 2 * size);
                counts = Arrays.copyOf(counts, 2 * size);
            }
            passages[size] = passage;
            counts[size++] = count;
        }
    }

    /// @param vectors one a passage, each of length 1; null if meaning is not known
    PassageIndex(List<Passage> passages, float @Nullable [][] vectors) {
        this.passages = List.copyOf(passages);
        this.vectors = vectors;
        this.lengths = new int[passages.size()];
        for (int i = 0; i < passages.size(); i++) {
            index(i, passages.get(i));
        }
        this.meanLength = Math.max(1, Arrays.stream(lengths).average().orElse(1));
        for (String word : postings.keySet()) {
            if (word.length() < SHORTEST_ALIKE || !Character.isLetter(word.charAt(0))) continue;
            for (String trigram : Terms.trigrams(word)) wordsOfTrigram.computeIfAbsent(trigram, _ -> new ArrayList<>()).add(word);
        }
    }

    private void index(int number, Passage passage) {
        Map<String, Integer> counts = new HashMap<>();
        Terms.of(passage.text()).forEach(term -> counts.merge(term, 1, Integer::sum));
        Terms.of(passage.title() + " " + passage.heading() + " " + String.join(" ", passage.tags()))
                .forEach(term -> counts.merge(term, HEADING_COUNTS, Integer::sum));
        lengths[number] = counts.values().stream().mapToInt(Integer::intValue).sum();
        counts.forEach((term, count) -> postings.computeIfAbsent(term, _ -> new Postings()).add(number, count));
        // One that does not say whose it is lies in that service's folder, or is called like it.
        List<String> services = passage.services().isEmpty()
                ? Arrays.stream(passage.path().toLowerCase(Locale.ROOT).replaceFirst("\\.[a-z]+$", "").split("/")).toList()
                : passage.services();
        services.stream().distinct().forEach(service -> ofService.computeIfAbsent(service, _ -> new ArrayList<>()).add(number));
    }

    List<Passage> passages() {
        return passages;
    }

    /// @param meaning the question's vector, of length 1; null if it is not known
    List<Suggestion> search(String text, @Nullable String service, float @Nullable [] meaning, int limit) {
        Set<String> terms = Terms.distinct(text, MOST_TERMS);
        double[] words = new double[passages.size()];
        Map<Way, List<Integer>> rankings = new EnumMap<>(Way.class);
        rankings.put(Way.WORDS, byWords(terms, words));
        rankings.put(Way.SPELLING, bySpelling(terms));
        rankings.put(Way.SERVICE, service == null
                ? List.of()
                : best(ofService.getOrDefault(service.toLowerCase(Locale.ROOT), List.of()), words));
        if (vectors != null && meaning != null) rankings.put(Way.MEANING, byMeaning(vectors, meaning));
        return fused(rankings, limit);
    }

    private List<Suggestion> fused(Map<Way, List<Integer>> rankings, int limit) {
        Map<Integer, Double> scores = new HashMap<>();
        Map<Integer, EnumSet<Way>> ways = new HashMap<>();
        rankings.forEach((way, ranking) -> {
            for (int rank = 0; rank < ranking.size(); rank++) {
                scores.merge(ranking.get(rank), 1 / (FUSION + rank + 1), Double::sum);
                ways.computeIfAbsent(ranking.get(rank), _ -> EnumSet.noneOf(Way.class)).add(way);
            }
        });
        Map<String, Integer> taken = new HashMap<>();
        List<Suggestion> suggestions = new ArrayList<>();
        scores.entrySet().stream()
                .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(found -> {
                    Passage passage = passages.get(found.getKey());
                    if (suggestions.size() < limit && taken.merge(passage.path(), 1, Integer::sum) <= MOST_OF_ONE_RUNBOOK) {
                        suggestions.add(
                                new Suggestion(passage, found.getValue(), ways.getOrDefault(found.getKey(), EnumSet.noneOf(Way.class))));
                    }
                });
        return suggestions;
    }

    private List<Integer> byWords(Set<String> terms, double[] scores) {
        int[] telling = new int[passages.size()];
        int asked = 0;
        for (String term : terms) {
            Postings held = postings.get(term);
            if (held == null) continue;
            asked++;
            boolean tells = passages.size() < FEW || held.size <= COMMON * passages.size();
            double rarity = rarity(held.size);
            for (int i = 0; i < held.size; i++) {
                int passage = held.passages[i];
                scores[passage] += rarity * held.counts[i] * (SATURATION + 1)
                        / (held.counts[i] + SATURATION * (1 - LENGTH + LENGTH * lengths[passage] / meanLength));
                if (tells) telling[passage]++;
            }
        }
        int needed = Math.min(WORDS_NEEDED, Math.max(1, Math.min(asked, terms.size())));
        return best(IntStream.range(0, telling.length).filter(i -> telling[i] >= needed).boxed().toList(), scores);
    }

    private double rarity(int holding) {
        return Math.log(1 + (passages.size() - holding + 0.5) / (holding + 0.5));
    }

    private List<Integer> bySpelling(Set<String> terms) {
        double[] scores = new double[passages.size()];
        int[] found = new int[passages.size()];
        for (String term : terms) {
            for (Map.Entry<String, Double> alike : alike(term)) {
                Postings held = postings.getOrDefault(alike.getKey(), new Postings());
                for (int i = 0; i < held.size; i++) {
                    scores[held.passages[i]] += alike.getValue() * rarity(held.size);
                    found[held.passages[i]]++;
                }
            }
        }
        int needed = terms.size() <= WORDS_NEEDED ? 1 : WORDS_NEEDED;
        return best(IntStream.range(0, found.length).filter(i -> found[i] >= needed).boxed().toList(), scores);
    }

    /// The words there are that are spelt like another, with how alike they are; not the word itself.
    private List<Map.Entry<String, Double>> alike(String term) {
        if (term.length() < SHORTEST_ALIKE) return List.of();
        Set<String> trigrams = Terms.trigrams(term);
        Map<String, Integer> shared = new HashMap<>();
        for (String trigram : trigrams) {
            wordsOfTrigram.getOrDefault(trigram, List.of()).forEach(word -> shared.merge(word, 1, Integer::sum));
        }
        shared.remove(term);
        return shared.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), (double) entry.getValue()
                        / (trigrams.size() + Terms.trigrams(entry.getKey()).size() - entry.getValue())))
                .filter(entry -> entry.getValue() >= ALIKE)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_ALIKE).toList();
    }

    private static List<Integer> byMeaning(float[][] vectors, float[] meaning) {
        double[] cosines = new double[vectors.length];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < vectors.length; i++) {
            cosines[i] = vectors[i].length == meaning.length ? dot(vectors[i], meaning) : 0;
            sum += cosines[i];
            squares += cosines[i] * cosines[i];
        }
        if (vectors.length < FEWEST_TO_STAND_OUT) return best(IntStream.range(0, vectors.length).boxed().toList(), cosines);
        double mean = sum / vectors.length;
        double least = mean + STANDS_OUT * Math.sqrt(Math.max(0, squares / vectors.length - mean * mean));
        double top = Arrays.stream(cosines).max().orElse(0);
        // Among a few, nothing can stand out so far: the best counts then.
        return best(IntStream.range(0, cosines.length).filter(i -> cosines[i] > 0 && cosines[i] >= Math.min(least, top)).boxed().toList(),
                cosines);
    }

    private static double dot(float[] one, float[] other) {
        float sum = 0;
        for (int i = 0; i < one.length; i++) sum += one[i] * other[i];
        return sum;
    }

    /// The best by score; of equals, the one that stands first.
    private static List<Integer> best(List<Integer> found, double[] scores) {
        return found.stream().sorted(Comparator.comparingDouble((Integer i) -> -scores[i]).thenComparing(Comparator.naturalOrder()))
                .limit(RANKED).toList();
    }
}
