package dev.firsthour.evaluation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evaluation.Scores.Interval;
import dev.firsthour.evaluation.Scores.Row;

import tools.jackson.databind.JsonNode;

/// Scores predictions of a set against its labels, by the rules that stand beside the data. A case without a prediction is a miss.
final class Scorer {

    private static final int UNRANKED = 10;
    private static final int LONGEST_POSITION = 200;
    private static final Pattern POD = Pattern.compile("(.*?)-[0-9a-f]{8,10}-[a-z0-9]{5}");
    private static final Pattern WORD = Pattern.compile("[a-z0-9]+");
    private static final Map<String, List<String>> ALIASES = Map.of("max_connections",
            List.of("maximum allowed connections", "max allowed connections", "allowed connections", "connection slots"),
            "performanceinsights",
            List.of("top sql activity", "avg load", "aas", "active sessions", "db load"), "idle",
            List.of("clientread", "waiting for client response", "sessions remain open", "open sessions"));

    private final Path root;
    private final List<JsonNode> labels = new ArrayList<>();
    private final Map<String, JsonNode> predictions;
    private final Path predictionsFolder;
    private final List<String> missed = new ArrayList<>();

    /// @param root the set's folder, which holds `labels.json`
    /// @param predictions by case
    /// @param predictionsFolder where relative paths in predictions start
    Scorer(Path root, Map<String, JsonNode> predictions, Path predictionsFolder) {
        this.root = root;
        this.predictions = predictions;
        this.predictionsFolder = predictionsFolder;
        Json.read(root.resolve("labels.json")).forEach(labels::add);
    }

    /// @throws IllegalArgumentException if no such set is known
    Scores score(String set) {
        List<Row> rows = switch (set) {
            case "rootcausebench" -> rootCauseBench();
            case "changerca" -> changeRca();
            case "nezha-trainticket" -> nezha();
            case "petshop" -> petShop();
            case "rcd-sockshop" -> rcd();
            case "loghub-2k" -> logHub();
            case "opensre-synthetic" -> openSre();
            default -> throw new IllegalArgumentException("no scorer for the set '" + set + "'");
        };
        return new Scores(rows, missed);
    }

    private @Nullable JsonNode prediction(JsonNode label) {
        return predictions.get(label.path("case").asString());
    }

    private JsonNode field(JsonNode label, String name) {
        JsonNode prediction = prediction(label);
        return prediction == null ? Json.MAPPER.missingNode() : prediction.path(name);
    }

    private static List<String> distinct(JsonNode array) {
        return distinct(Json.texts(array), Function.identity());
    }

    private static List<String> distinct(Collection<String> texts, Function<String, String> part) {
        Set<String> distinct = new LinkedHashSet<>();
        for (String text : texts) {
            String one = part.apply(text.strip()).strip();
            if (!one.isEmpty()) distinct.add(one);
        }
        return List.copyOf(distinct);
    }

    /// Counts from 1; 0 if it is absent.
    private static int rank(String wanted, List<String> ranking) {
        return ranking.indexOf(wanted) + 1;
    }

    private static double at(List<Integer> ranks, int k) {
        if (ranks.isEmpty()) return Double.NaN;
        return (double) ranks.stream().filter(rank -> rank > 0 && rank <= k).count() / ranks.size();
    }

    private static double average5(List<Integer> ranks) {
        if (ranks.isEmpty()) return Double.NaN;
        double sum = 0;
        for (int k = 1; k <= 5; k++) {
            sum += at(ranks, k);
        }
        return sum / 5;
    }

    private static int firsts(List<Integer> ranks) {
        return (int) ranks.stream().filter(rank -> rank == 1).count();
    }

    private static Row accuracy(String group, List<Integer> ranks) {
        return Row.of(group, ranks.size()).with("AC@1", at(ranks, 1)).with("AC@3", at(ranks, 3)).with("AC@5", at(ranks, 5))
                .with("Avg@5", average5(ranks)).with("ci95@1", Interval.wilson(firsts(ranks), ranks.size()));
    }

    private static Row share(String group, List<Boolean> hits, String name) {
        int right = (int) hits.stream().filter(hit -> hit).count();
        return Row.of(group, hits.size()).with(name, hits.isEmpty() ? Double.NaN : (double) right / hits.size()).with("ci95",
                Interval.wilson(right, hits.size()));
    }

    private static boolean sameCommit(@Nullable String got, String wanted) {
        String one = got == null ? "" : got.strip().toLowerCase(Locale.ROOT);
        String other = wanted.strip().toLowerCase(Locale.ROOT);
        if (other.equals("none")) return one.equals("none");
        return one.equals(other) || (one.length() >= 7 && other.startsWith(one));
    }

    private List<Row> rootCauseBench() {
        var all = new ArrayList<Boolean>();
        var none = new ArrayList<Boolean>();
        var commits = new ArrayList<Boolean>();
        var first = new ArrayList<Boolean>();
        var jaccard = new ArrayList<Double>();
        var ranks = new ArrayList<Integer>();
        var byDifficulty = new TreeMap<String, List<Boolean>>();
        int decoys = 0;
        for (JsonNode label : labels) {
            List<String> ranking = distinct(field(label, "ranking"));
            JsonNode culprit = field(label, "culprit");
            String got = culprit.isString() ? culprit.asString() : ranking.isEmpty() ? null : ranking.getFirst();
            String wanted = label.path("culprit").asString();
            boolean hit = sameCommit(got, wanted);
            all.add(hit);
            byDifficulty.computeIfAbsent(label.path("difficulty").asString(), _ -> new ArrayList<>()).add(hit);
            (wanted.equals("none") ? none : commits).add(hit);
            String blamed = got == null ? "" : got.strip().toLowerCase(Locale.ROOT);
            if (blamed.length() >= 7
                    && Json.texts(label.path("decoys")).stream().anyMatch(decoy -> decoy.toLowerCase(Locale.ROOT).startsWith(blamed))) {
                decoys++;
            }
            first.add(field(label, "service").asString("").equals(label.path("first_failing_service").asString()));
            if (!field(label, "blast_radius").isMissingNode()) {
                jaccard.add(jaccard(Json.texts(field(label, "blast_radius")), Json.texts(label.path("blast_radius"))));
            }
            if (!wanted.equals("none")) {
                int rank = 0;
                for (int i = 0; i < ranking.size() && rank == 0; i++) {
                    if (sameCommit(ranking.get(i), wanted)) rank = i + 1;
                }
                ranks.add(rank);
            }
            if (!hit) missed.add(label.path("case").asString());
        }
        var rows = new ArrayList<Row>();
        rows.add(share("all", all, "pass"));
        rows.add(share("a commit is the cause", commits, "pass"));
        rows.add(share("none is the cause", none, "pass"));
        byDifficulty.forEach((difficulty, hits) -> rows.add(share("difficulty " + difficulty, hits, "pass")));
        rows.add(Row.of("decoy blamed", labels.size()).with("count", decoys).with("rate", (double) decoys / labels.size()));
        rows.add(share("first failing service", first, "exact"));
        if (!jaccard.isEmpty()) {
            rows.add(Row.of("blast radius", jaccard.size()).with("jaccard", mean(jaccard)));
        }
        if (labels.stream().anyMatch(label -> !Json.texts(field(label, "ranking")).isEmpty())) {
            rows.add(accuracy("commit ranking, commit cases", ranks));
        }
        return rows;
    }

    private static double jaccard(List<String> one, List<String> other) {
        Set<String> both = new HashSet<>(one);
        both.retainAll(new HashSet<>(other));
        Set<String> any = new HashSet<>(one);
        any.addAll(other);
        return any.isEmpty() ? 1 : (double) both.size() / any.size();
    }

    private static double mean(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.size();
    }

    private List<Row> changeRca() {
        var ranks = new ArrayList<Integer>();
        var several = new ArrayList<Integer>();
        for (JsonNode label : labels) {
            int rank = rank(label.path("service").asString(), distinct(field(label, "ranking")));
            ranks.add(rank);
            if (label.path("candidates").size() > 1) several.add(rank);
            if (rank != 1) missed.add(label.path("case").asString());
        }
        return List.of(rollouts("all", ranks), rollouts("more than one candidate", several));
    }

    private static Row rollouts(String group, List<Integer> ranks) {
        double sum = ranks.stream().mapToInt(rank -> rank == 0 ? UNRANKED : Math.min(rank, UNRANKED)).sum();
        return Row.of(group, ranks.size()).with("HR@1", at(ranks, 1)).with("HR@3", at(ranks, 3)).with("HR@5", at(ranks, 5))
                .with("MAR", ranks.isEmpty() ? Double.NaN : sum / ranks.size())
                .with("ci95@1", Interval.wilson(firsts(ranks), ranks.size()));
    }

    private static String serviceOf(String podOrService) {
        Matcher matcher = POD.matcher(podOrService);
        return matcher.matches() ? matcher.group(1) : podOrService;
    }

    private List<Row> nezha() {
        var ranks = new ArrayList<Integer>();
        var fine = new ArrayList<Integer>();
        var byType = new TreeMap<String, List<Integer>>();
        var fineByType = new TreeMap<String, List<Integer>>();
        for (JsonNode label : labels) {
            String type = label.path("type").asString();
            int rank = rank(label.path("service").asString(), distinct(Json.texts(field(label, "ranking")), Scorer::serviceOf));
            ranks.add(rank);
            byType.computeIfAbsent(type, _ -> new ArrayList<>()).add(rank);
            int place = 0;
            List<String> entries = distinct(field(label, "fine_ranking"));
            for (int i = 0; i < entries.size() && place == 0; i++) {
                if (isFineHit(entries.get(i), label)) place = i + 1;
            }
            fine.add(place);
            fineByType.computeIfAbsent(type, _ -> new ArrayList<>()).add(place);
            if (rank != 1) missed.add(label.path("case").asString());
        }
        var rows = new ArrayList<Row>();
        rows.add(accuracy("service, all", ranks));
        byType.forEach((type, own) -> rows.add(accuracy("service, " + type, own)));
        if (labels.stream().anyMatch(label -> !Json.texts(field(label, "fine_ranking")).isEmpty())) {
            rows.add(accuracy("fine, all", fine));
            fineByType.forEach((type, own) -> rows.add(accuracy("fine, " + type, own)));
        }
        return rows;
    }

    private static boolean isFineHit(String entry, JsonNode label) {
        int bar = entry.indexOf('|');
        if (bar < 0 || !serviceOf(entry.substring(0, bar).strip()).equals(label.path("service").asString())) return false;
        String region = entry.substring(bar + 1).strip();
        JsonNode truth = label.path("fine");
        String kind = truth.path("kind").asString();
        if (!kind.equals("code")) {
            String lower = region.toLowerCase(Locale.ROOT);
            return lower.equals(kind) || lower.equals(truth.path("resource").asString("").toLowerCase(Locale.ROOT));
        }
        int arrow = region.indexOf(" -> ");
        if (arrow < 0) return false;
        String from = region.substring(0, arrow);
        String to = region.substring(arrow + 4);
        if (Math.max(from.length(), to.length()) > LONGEST_POSITION || hashes(from) > 1 || hashes(to) > 1) return false;
        return holds(truth.path("from").asString(), from) && holds(truth.path("to").asString(), to);
    }

    private static long hashes(String text) {
        return text.chars().filter(character -> character == '#').count();
    }

    /// Whether a position is contained whole, not as the beginning of a longer line number.
    private static boolean holds(String wanted, String text) {
        int at = text.indexOf(wanted);
        if (at < 0) return false;
        int end = at + wanted.length();
        return end == text.length() || !Character.isDigit(text.charAt(end));
    }

    private List<Row> petShop() {
        var ranks = new ArrayList<Integer>();
        var byGroup = new TreeMap<String, List<Integer>>();
        var calm = new TreeMap<String, List<Boolean>>();
        var calmShort = new TreeMap<String, List<Boolean>>();
        for (JsonNode label : labels) {
            String system = label.path("system").asString();
            int cut = system.indexOf('_');
            String group = (cut < 0 ? system : system.substring(0, cut)) + " " + label.path("target_metric").asString();
            List<String> ranking = distinct(field(label, "ranking"));
            boolean right;
            if (label.path("kind").asString().equals("issue")) {
                int rank = rank(label.path("node").asString(), ranking);
                ranks.add(rank);
                byGroup.computeIfAbsent(group, _ -> new ArrayList<>()).add(rank);
                right = rank == 1;
            } else {
                right = prediction(label) != null && ranking.isEmpty();
                (label.path("kind").asString().equals("none") ? calm : calmShort).computeIfAbsent(group, _ -> new ArrayList<>()).add(right);
            }
            if (!right) missed.add(label.path("case").asString());
        }
        var rows = new ArrayList<Row>();
        rows.add(accuracy("issues, all", ranks));
        byGroup.forEach((group, own) -> rows.add(accuracy("issues, " + group, own)));
        specificity("fault-free, public windows", calm, rows);
        specificity("fault-free, 5-row windows", calmShort, rows);
        return rows;
    }

    private static void specificity(String name, Map<String, List<Boolean>> byGroup, List<Row> rows) {
        if (byGroup.isEmpty()) return;
        rows.add(share(name + ", all", byGroup.values().stream().flatMap(List::stream).toList(), "specificity"));
        byGroup.forEach((group, hits) -> rows.add(share(name + ", " + group, hits, "specificity")));
    }

    private List<Row> rcd() {
        var services = new HashMap<String, List<Integer>>();
        var metrics = new HashMap<String, List<Integer>>();
        for (JsonNode label : labels) {
            List<String> raw = Json.texts(field(label, "ranking"));
            int service = rank(label.path("service").asString(), distinct(raw, text -> before(text, '_', 1).replace("-db", "")));
            int metric = rank(label.path("metric").asString(), distinct(raw, text -> before(text, '_', 2)));
            int late = label.path("late_s").asInt();
            String group = late == 0 ? "on time" : late + " s late";
            for (String key : List.of(group, group + ", " + label.path("fault").asString())) {
                services.computeIfAbsent(key, _ -> new ArrayList<>()).add(service);
                metrics.computeIfAbsent(key, _ -> new ArrayList<>()).add(metric);
            }
            if (service != 1) missed.add(label.path("case").asString());
        }
        List<String> order = services.keySet().stream()
                .sorted(java.util.Comparator.comparing((String key) -> !key.startsWith("on time")).thenComparing(key -> key)).toList();
        var rows = new ArrayList<Row>();
        order.forEach(key -> rows.add(accuracy("service, " + key, services.getOrDefault(key, List.of()))));
        order.forEach(key -> rows.add(accuracy("metric, " + key, metrics.getOrDefault(key, List.of()))));
        return rows;
    }

    /// What stands before the n-th of a character; the whole text if there are fewer.
    private static String before(String text, char character, int nth) {
        int at = -1;
        for (int i = 0; i < nth; i++) {
            at = text.indexOf(character, at + 1);
            if (at < 0) return text;
        }
        return text.substring(0, at);
    }

    private List<Row> logHub() {
        var rows = new ArrayList<Row>();
        var totals = new LinkedHashMap<String, List<Double>>();
        for (JsonNode label : labels) {
            Row row = system(label);
            rows.add(row);
            for (String figure : List.of("GA", "FGA", "PA", "FTA")) {
                totals.computeIfAbsent(figure, _ -> new ArrayList<>()).add(row.number(figure));
            }
        }
        Row mean = Row.of("mean of systems", labels.size());
        for (var total : totals.entrySet()) {
            mean = mean.with(total.getKey(), mean(total.getValue()));
        }
        rows.addFirst(mean);
        return rows;
    }

    private Row system(JsonNode label) {
        List<String[]> truth = Csv.read(root.resolve(label.path("templates").asString()));
        String[] header = truth.getFirst();
        int line = Csv.column(root, header, "LineId");
        int event = Csv.column(root, header, "EventId");
        int template = Csv.column(root, header, "EventTemplate");
        record Assigned(String group, String template) {}
        Map<String, Assigned> got = new HashMap<>();
        String assignments = field(label, "assignments").asString("");
        Path file = predictionsFolder.resolve(assignments);
        if (!assignments.isEmpty() && Files.exists(file)) {
            List<String[]> lines = Csv.read(file);
            List<String> names = List.of(lines.getFirst());
            int id = names.indexOf("EventId");
            int text = names.indexOf("EventTemplate");
            for (String[] cells : lines.subList(1, lines.size())) {
                String written = text < 0 ? "" : cells[text];
                got.put(cells[names.indexOf("LineId")].strip(), new Assigned(id < 0 || cells[id].isEmpty() ? written : cells[id], written));
            }
        }
        if (got.isEmpty()) missed.add(label.path("case").asString());
        int size = truth.size() - 1;
        Map<String, List<Integer>> wanted = new LinkedHashMap<>();
        Map<String, List<Integer>> found = new LinkedHashMap<>();
        boolean[] same = new boolean[size];
        for (int i = 0; i < size; i++) {
            String[] row = truth.get(i + 1);
            wanted.computeIfAbsent(row[event], _ -> new ArrayList<>()).add(i);
            Assigned assigned = got.get(row[line]);
            found.computeIfAbsent(assigned == null ? "\0missing" + i : assigned.group, _ -> new ArrayList<>()).add(i);
            same[i] = assigned != null && normal(assigned.template).equals(normal(row[template]));
        }
        Set<List<Integer>> groups = new HashSet<>(wanted.values());
        int rightGroups = 0;
        int rightLines = 0;
        int rightTemplates = 0;
        for (var group : found.entrySet()) {
            if (group.getKey().startsWith("\0") || !groups.contains(group.getValue())) continue;
            rightGroups++;
            rightLines += group.getValue().size();
            if (same[group.getValue().getFirst()]) rightTemplates++;
        }
        int templates = 0;
        for (boolean one : same) {
            if (one) templates++;
        }
        return Row.of(label.path("case").asString(), size).with("GA", (double) rightLines / size)
                .with("FGA", f1(rightGroups, found.size(), wanted.size())).with("PA", (double) templates / size)
                .with("FTA", f1(rightTemplates, found.size(), wanted.size())).with("templates", found.size())
                .with("true_templates", wanted.size());
    }

    private static double f1(int right, int predicted, int wanted) {
        double precision = (double) right / predicted;
        double recall = (double) right / wanted;
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static String normal(String template) {
        return template.replaceAll("(<\\*>)+", "<*>").replaceAll("\\s+", " ").strip();
    }

    private List<Row> openSre() {
        var category = new ArrayList<Boolean>();
        var calm = new ArrayList<Boolean>();
        var alarmed = new ArrayList<Boolean>();
        var keywords = new ArrayList<Double>();
        var full = new ArrayList<Boolean>();
        for (JsonNode label : labels) {
            JsonNode prediction = prediction(label);
            String got = null;
            if (prediction != null) {
                JsonNode healthy = prediction.path("healthy");
                got = healthy.isBoolean() && healthy.asBoolean() ? "healthy" : prediction.path("category").asString(null);
                if ("healthy".equals(got) && healthy.isBoolean() && !healthy.asBoolean()) got = null;
            }
            boolean hit = label.path("category").asString().equals(got);
            category.add(hit);
            if (label.path("healthy").asBoolean()) calm.add(hit);
            else
                alarmed.add(got != null && !got.equals("healthy"));
            String text = String.join(" ", field(label, "text").asString("").toLowerCase(Locale.ROOT).strip().split("\\s+", -1));
            List<String> required = Json.texts(label.path("required_keywords"));
            long found = required.stream().filter(keyword -> isKeywordIn(text, keyword)).count();
            keywords.add(required.isEmpty() ? 1.0 : (double) found / required.size());
            boolean forbidden = Json.texts(label.path("forbidden_keywords")).stream()
                    .anyMatch(keyword -> text.contains(String.join(" ", keyword.toLowerCase(Locale.ROOT).strip().split("\\s+", -1))));
            full.add(hit && found == required.size() && !forbidden);
            if (!hit) missed.add(label.path("case").asString());
        }
        return List.of(share("category", category, "exact"), share("healthy: nothing blamed", calm, "share"),
                share("faulty: not called healthy", alarmed, "share"),
                Row.of("required keywords in text", keywords.size()).with("recall", mean(keywords)),
                share("category + all keywords + none forbidden", full, "pass"));
    }

    private static boolean isKeywordIn(String text, String keyword) {
        String wanted = String.join(" ", keyword.toLowerCase(Locale.ROOT).strip().split("\\s+", -1));
        if (text.contains(wanted) || ALIASES.getOrDefault(wanted.replace(" ", ""), List.of()).stream().anyMatch(text::contains))
            return true;
        Set<String> words = words(wanted);
        return !words.isEmpty() && words(text).containsAll(words);
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }
}
