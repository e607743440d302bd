package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Confidence;
import dev.firsthour.incident.Confidence.Factor;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.Incident;
import dev.firsthour.knowledge.Suggestion;
import dev.firsthour.privacy.Instructions;
import dev.firsthour.privacy.Instructions.Origin;
import dev.firsthour.privacy.Instructions.Sign;

/// Watches for words from outside that work on a model, before it is asked and in what it answers.
///
/// An answer that follows planted words is set aside: the engine's account stands, and what the model said is kept as the words of one hypothesis
/// that is ruled out. So the most that hostile telemetry can do to an analysis is to silence the model. The guard only ever takes trust
/// away: it ends no investigation and completes none.
final class Guard {

    /// More of them say nothing new.
    private static final int MOST_SUSPICIONS = 10;
    private static final int MOST_PLANTED = 50;
    private static final int LONGEST_EXCERPT = 160;
    private static final int LONGEST_WORDS = 500;
    /// So many words in a row are no chance.
    private static final int REPEATED_WORDS = 5;
    private static final int SHORTEST_WORD = 5;
    private static final int WORDS_OF_THE_MATTER = 2;

    /// The factor of a confidence that fell because of an attempt.
    static final String INJECTION = "injection";
    private static final double SUSPECTED = 10;
    private static final double SET_ASIDE = 20;
    private static final double UNOBSERVED = 5;

    private final Incident incident;
    private final List<Evidence> evidence;
    private final Diagnosis diagnosis;
    private final List<Suspicion> suspicions = new ArrayList<>();
    private final Set<String> planted = new HashSet<>();
    private final List<String> handed = new ArrayList<>();

    /// Something that looks like an attempt.
    ///
    /// @param place the evidence's id, or the incident's field
    /// @param excerpt inert
    record Suspicion(String place, String sign, String excerpt) {}

    /// An answer after it was looked at.
    ///
    /// @param account inert
    /// @param flagged what it names and no evidence holds
    /// @param setAside why it must not stand; null if it may
    record Reviewed(Account account, List<String> flagged, @Nullable String setAside) {}

    Guard(Incident incident, List<Evidence> evidence, Diagnosis diagnosis) {
        this.incident = incident;
        this.evidence = evidence;
        this.diagnosis = diagnosis;
        look("title", Origin.PERSON, incident.title());
        look("description", Origin.PERSON, incident.description());
        incident.labels().forEach((name, value) -> look("label " + name, Origin.PERSON, value));
        for (Evidence piece : evidence) {
            // Telemetry says the same things over and over: each is looked at once.
            Set<String> seen = new HashSet<>();
            Origin origin = piece.content() instanceof Content.Changes || piece.content() instanceof Content.Notices
                    ? Origin.PERSON
                    : Origin.PROGRAM;
            look(piece.id().toString(), Origin.PERSON, piece.title());
            texts(piece.content(), text -> {
                if (planted.size() < MOST_PLANTED * REPEATED_WORDS && seen.add(text)) look(piece.id().toString(), origin, text);
            });
        }
    }

    /// Takes in what people wrote down before, as the model is told it. What it names may stand in advice; it is no observation, so nobody is blamed
    /// for standing there.
    ///
    /// @return what looks like an attempt in it
    List<Suspicion> hand(List<Suggestion> runbooks) {
        int before = suspicions.size();
        for (Suggestion suggestion : runbooks) {
            String told = Recollection.told(suggestion.passage());
            look("runbook " + suggestion.passage().path(), Origin.PERSON, told);
            handed.add(told);
        }
        return List.copyOf(suspicions.subList(before, suspicions.size()));
    }

    private void look(String place, Origin origin, String text) {
        for (Sign sign : Instructions.in(text, origin)) {
            String sentence = text.substring(sign.start(), sign.end()).strip();
            shingles(sentence).forEach(planted::add);
            boolean noted = suspicions.stream().anyMatch(before -> before.place.equals(place) && before.sign.equals(sign.rule()));
            if (!noted && suspicions.size() < MOST_SUSPICIONS) suspicions.add(new Suspicion(place, sign.rule(), excerpt(sentence)));
        }
    }

    static String excerpt(String text) {
        String inert = Inert.of(text, _ -> false).text().replaceAll("\\s+", " ");
        return inert.length() <= LONGEST_EXCERPT ? inert : inert.substring(0, LONGEST_EXCERPT) + "…";
    }

    List<Suspicion> suspicions() {
        return List.copyOf(suspicions);
    }

    boolean suspects() {
        return !suspicions.isEmpty();
    }

    /// Looks at what a model answered.
    ///
    /// @param engine what the engine makes of the incident
    Reviewed review(Account account, Account engine) {
        Set<String> flagged = new LinkedHashSet<>();
        Account inert = inert(account, flagged);
        return new Reviewed(inert, List.copyOf(flagged), whyNot(account, engine, flagged));
    }

    private @Nullable String whyNot(Account account, Account engine, Set<String> flagged) {
        String words = words(account);
        if (shingles(words).anyMatch(planted::contains)) return "the answer repeats words that look planted";
        if (!aboutTheMatter(account)) return "the answer speaks of nothing that was observed, as one that follows planted words would";
        Entity culprit = account.culprit();
        if (culprit != null && !isObserved(culprit)) return "the answer blames " + culprit + ", which no evidence names";
        if (!suspects()) return null;
        // A model that may have been talked to can still explain what the engine found; it cannot turn to somebody else.
        if (!Objects.equals(culprit, engine.culprit()) && !Objects.equals(culprit == null ? null : culprit.name(), engine.trigger()))
            return "outside text speaks to models, and the answer blames another culprit than the findings do";
        if (!flagged.isEmpty())
            return "outside text speaks to models, and the answer names what was never observed: " + String.join(", ", flagged);
        return null;
    }

    private static String words(Account account) {
        return Stream.concat(
                Stream.concat(
                        Stream.of(account.rootCause(), account.reasoning(), account.mitigation(), account.prevention(),
                                account.recommendation()),
                        account.contributingFactors().stream()),
                account.hypotheses().stream().flatMap(Guard::said)).reduce("", (one, other) -> one + "\n" + other);
    }

    private static Stream<String> said(Hypothesis hypothesis) {
        String ruledOut = hypothesis.ruledOut();
        return Stream
                .of(Stream.of(hypothesis.statement(), ruledOut == null ? "" : ruledOut), hypothesis.evidenceFor().stream().map(Claim::text),
                        hypothesis.evidenceAgainst().stream().map(Claim::text))
                .flatMap(part -> part);
    }

    /// Runs of words, so that a text is known again whatever stands around it.
    private static Stream<String> shingles(String text) {
        List<String> words = Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")).filter(word -> !word.isEmpty())
                .toList();
        List<String> runs = new ArrayList<>();
        for (int i = 0; i + REPEATED_WORDS <= words.size(); i++) runs.add(String.join(" ", words.subList(i, i + REPEATED_WORDS)));
        return runs.stream();
    }

    /// Whether root cause and reasoning name a thing that was observed, or use words of the engine's own findings.
    private boolean aboutTheMatter(Account account) {
        String said = (account.rootCause() + " " + account.reasoning()).toLowerCase(Locale.ROOT);
        if (names().anyMatch(name -> name.length() > 1 && said.contains(name.toLowerCase(Locale.ROOT)))) return true;
        Set<String> matter = new HashSet<>();
        Stream.of(Stream.of(incident.title(), incident.description(), diagnosis.summary()),
                diagnosis.findings().stream().map(finding -> finding.statement()),
                diagnosis.hypotheses().stream().map(Hypothesis::statement), diagnosis.gaps().stream()).flatMap(part -> part)
                .forEach(text -> matter.addAll(Arrays.asList(text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))));
        return Arrays.stream(said.split("[^\\p{L}]+")).distinct().filter(word -> word.length() >= SHORTEST_WORD && matter.contains(word))
                .limit(WORDS_OF_THE_MATTER).count() == WORDS_OF_THE_MATTER;
    }

    private Stream<String> names() {
        Stream<String> engine = Stream.of(diagnosis.affected().stream(),
                diagnosis.hypotheses().stream().map(Hypothesis::culprit).filter(Objects::nonNull).map(Entity::name),
                diagnosis.findings().stream().map(finding -> finding.entity()).filter(Objects::nonNull).map(Entity::name))
                .flatMap(part -> part);
        Stream<String> changes = evidence.stream().map(Evidence::content).filter(Content.Changes.class::isInstance)
                .flatMap(content -> ((Content.Changes) content).changes().stream()).map(Change::id);
        return Stream.of(engine, changes, Stream.of(incident.service()).filter(Objects::nonNull)).flatMap(part -> part);
    }

    /// Whether a thing's name, or one of its words, stands anywhere: models spell names in their own way.
    private boolean isObserved(Entity entity) {
        return isObserved(entity.name())
                || Arrays.stream(entity.name().split("[^\\p{L}\\p{N}]+")).filter(word -> word.length() >= SHORTEST_WORD - 1)
                        .anyMatch(this::isObserved);
    }

    private boolean isObserved(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean[] found = new boolean[1];
        Consumer<String> look = text -> found[0] |= !found[0] && (text.contains(name) || text.toLowerCase(Locale.ROOT).contains(lower));
        Stream.of(incident.title(), incident.description(), String.valueOf(incident.service()), incident.labels().toString(),
                diagnosis.summary()).forEach(look);
        names().forEach(look);
        diagnosis.findings().forEach(finding -> look.accept(finding.statement()));
        for (Evidence piece : evidence) {
            if (found[0]) return true;
            look.accept(piece.title());
            texts(piece.content(), look);
        }
        return found[0];
    }

    private Account inert(Account account, Set<String> flagged) {
        return new Account(inert(account.rootCause(), flagged), inert(account.reasoning(), flagged), inert(account.mitigation(), flagged),
                inert(account.prevention(), flagged), inert(account.recommendation(), flagged), account.culprit(), account.trigger(),
                account.contributingFactors().stream().map(factor -> inert(factor, flagged)).toList(),
                account.hypotheses().stream().map(hypothesis -> inert(hypothesis, flagged)).toList(),
                account.gaps().stream().map(gap -> inert(gap, flagged)).toList(), account.claimed());
    }

    private Hypothesis inert(Hypothesis hypothesis, Set<String> flagged) {
        String ruledOut = hypothesis.ruledOut();
        return new Hypothesis(hypothesis.id(), inert(hypothesis.statement(), flagged), hypothesis.culprit(), hypothesis.fault(),
                hypothesis.trigger(),
                hypothesis.score(), inert(hypothesis.evidenceFor(), flagged), inert(hypothesis.evidenceAgainst(), flagged),
                ruledOut == null ? null : inert(ruledOut, flagged));
    }

    private List<Claim> inert(List<Claim> claims, Set<String> flagged) {
        return claims.stream().map(claim -> new Claim(inert(claim.text(), flagged), claim.cites())).toList();
    }

    private String inert(String text, Set<String> flagged) {
        Inert inert = Inert.of(text, name -> isObserved(name) || handed.stream().anyMatch(told -> told.contains(name)));
        flagged.addAll(inert.flagged());
        return inert.text();
    }

    /// Words of a model, inert; null stays null.
    @Nullable
    String inert(@Nullable String words) {
        return words == null ? null : inert(words, new HashSet<>());
    }

    /// A sceptic's verdict, inert.
    Judge.Doubts inert(Judge.Doubts doubts) {
        return new Judge.Doubts(doubts.cap(), inert(doubts.summary(), new HashSet<>()));
    }

    /// The engine's account, with what a model said as the words of one more hypothesis, which is ruled out.
    static Account without(Reviewed reviewed, Account engine) {
        String said = reviewed.account.rootCause();
        String words = said.length() <= LONGEST_WORDS ? said : said.substring(0, LONGEST_WORDS) + "…";
        List<Hypothesis> hypotheses = new ArrayList<>(engine.hypotheses());
        hypotheses.add(new Hypothesis("H" + (hypotheses.size() + 1), words.isBlank() ? "(no words)" : words, null, Answer.FAULT, null, 0,
                List.of(), List.of(), "set aside: " + reviewed.setAside));
        return new Account(engine.rootCause(), engine.reasoning(), engine.mitigation(), engine.prevention(), engine.recommendation(),
                engine.culprit(),
                engine.trigger(), engine.contributingFactors(), hypotheses, List.of(), Double.NaN);
    }

    /// A confidence after the guard had its say; it can only fall.
    ///
    /// @param reviewed what a model answered; null if none was heard
    Confidence lowered(Confidence confidence, @Nullable Reviewed reviewed) {
        List<Factor> factors = new ArrayList<>(confidence.factors());
        double score = confidence.score();
        if (reviewed != null && reviewed.setAside != null) {
            score = lower(factors, score, SET_ASIDE, INJECTION, reviewed.setAside);
        } else if (suspects()) {
            score = lower(factors, score, SUSPECTED, INJECTION,
                    "text from outside speaks to models, at "
                            + String.join(", ", suspicions.stream().map(Suspicion::place).distinct().toList()));
        }
        if (reviewed != null && reviewed.setAside == null && !reviewed.flagged.isEmpty())
            score = lower(factors, score, UNOBSERVED, "targets", "named and never observed: " + String.join(", ", reviewed.flagged));
        return new Confidence(score, factors);
    }

    private static double lower(List<Factor> factors, double score, double points, String name, String why) {
        double next = Math.max(0, score - points);
        factors.add(new Factor(name, 1, next - score, why));
        return next;
    }

    private static void texts(Content content, Consumer<String> to) {
        switch (content) {
            case Content.Logs(var records) -> records.forEach(record -> {
                given(record.service(), to);
                to.accept(record.body());
                record.attributes().values().forEach(to);
            });
            case Content.Metrics(var series) -> series.forEach(one -> to.accept(one.title()));
            case Content.Traces(var spans) -> spans.forEach(span -> {
                to.accept(span.service());
                to.accept(span.name());
                given(span.statusMessage(), to);
                span.attributes().values().forEach(to);
            });
            case Content.Changes(var changes) -> changes.forEach(change -> change(change, to));
            case Content.Topology(var edges) -> edges.forEach(edge -> to.accept(edge.toString()));
            case Content.Notices(var notices) -> notices.forEach(notice -> {
                given(notice.component(), to);
                to.accept(notice.text());
            });
        }
    }

    private static void change(Change change, Consumer<String> to) {
        to.accept(change.id());
        to.accept(change.title());
        given(change.service(), to);
        given(change.version(), to);
        given(change.commit(), to);
        given(change.diff(), to);
        change.files().forEach(to);
        change.attributes().values().forEach(to);
    }

    private static void given(@Nullable String text, Consumer<String> to) {
        if (text != null) to.accept(text);
    }
}
