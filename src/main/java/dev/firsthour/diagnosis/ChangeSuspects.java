package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Claim;
import dev.firsthour.incident.EvidenceId;

/// Weighs every change by time, place and mechanism.
///
/// Time and place are what change correlation has always gone by, and innocent changes share them with the guilty one; what tells them
/// apart is the mechanism: whether what the diff does can produce what the telemetry says. Mechanism joins two readings by noisy-or:
/// what the diff does ({@link Effect}, its table of what brings about what) tied to the complaints by common words, and words alone, weighed
/// by how telling they are (information retrieval for bug localisation: Zhou, Zhang and Lo, "Where should the bugs be fixed?", ICSE 2012;
/// changes in place of files). A numeric change that a metric shows with the same two numbers is as good as proven. Cost: linear in the
/// changes times the complaints, both bounded by what the collector brings. Limits: a diff that is not given can be judged by its title only;
/// behaviour that comes from code outside the diff is not seen.
final class ChangeSuspects {

    /// Clocks and sampling: a change that took effect this much after the first sign can still be its cause.
    private static final Duration SLACK = Duration.ofSeconds(90);
    /// After this time without trouble a change has half of its nearness.
    private static final Duration HALF_LIFE = Duration.ofMinutes(45);
    private static final double FARTHEST = 0.2;
    private static final double ANCHOR_SCALE = 1.1;
    private static final double AROUND = 0.5;
    private static final double NAMED = 1.5;
    private static final double UNANCHORED = 0.6;
    /// The same where the change is not known to have gone to anybody who suffers: then common words have to say that it concerns them.
    private static final double ELSEWHERE = 0.2;
    /// What common words tell where the message names a cause that no program has in its hands.
    private static final double BESIDE_THE_FACT = 0.4;
    private static final double AT_HOME = 0.5;
    /// What a complaint about another service's answers counts against a change of the one that complains.
    private static final double PASSED_ON = 0.4;
    /// What a caller can do wrong by itself, however well the service answers that it calls.
    private static final Set<Effect.Kind> OF_CALLERS = Set.of(Effect.Kind.TIME_LOWERED, Effect.Kind.RETRIES_RAISED,
            Effect.Kind.RETRIES_LOWERED, Effect.Kind.ADDRESS_CHANGED, Effect.Kind.CREDENTIAL_CHANGED, Effect.Kind.CALL_IN_LOOP,
            Effect.Kind.BATCHING_REMOVED, Effect.Kind.CACHE_REMOVED, Effect.Kind.SETTING_RENAMED, Effect.Kind.NETWORK_RULE_CHANGED,
            Effect.Kind.PROTOCOL_CHANGED, Effect.Kind.KEYING_CHANGED, Effect.Kind.FALLBACK_REMOVED);
    private static final double WORDS_ALONE = 0.55;
    private static final double PRESERVING = 0.45;
    private static final double SEEN_IN_METRIC = 0.97;
    private static final int MOST_WORDS = 8;
    /// Smaller numbers stand everywhere, statuses of HTTP among them.
    private static final double TELLING_NUMBER = 600;
    /// What a job that runs at another hour counts where the trouble began at none of its hours.
    private static final double NOT_DUE = 0.35;
    private static final Duration AROUND_DUE = Duration.ofMinutes(20);
    private static final Pattern CRON = Pattern.compile("^[\"']?([\\d,*/-]+) +([\\d,*/-]+) +[\\d,*/?LW-]+ +[\\w,*/-]+ +[\\w,*/?#-]+[\"']?");
    private static final Pattern QUANTITY = Pattern
            .compile("(?<![\\w.])([0-9]+(?:\\.[0-9]+)?)\\s?(ms|millis\\w*|s|sec\\w*|m|min\\w*|h|hours?)\\b");
    private static final int SHORTEST_FORM = 3;
    private static final int LONGEST_FORM = 4;
    /// How far a change is suspected at most that alone among its peers made the suffering service do something else, nobody knows what.
    private static final double UNEXPLAINED = 0.33;
    /// What is left of that where everything it does is known, and known for other troubles.
    private static final double UNFITTING = 0.6;
    /// Code that a flag set free just before the trouble began is suspect for that alone: nobody turned anything else at that moment.
    private static final double SWITCHED_ON = 0.45;
    private static final int SHORTEST_FLAG = 5;
    /// How near a service is that those who suffer name in their complaints.
    private static final double COMPLAINED_OF = 0.8;
    private static final double EARNEST = 0.3;
    /// What is rolled out under a name that no telemetry knows (networks, names, permissions, jobs) may concern anybody.
    private static final double UNWATCHED = 0.5;

    private final List<Complaint> complaints;
    private final Vocabulary vocabulary;
    private final Map<String, Double> suffering;
    private final CallGraph graph;
    private final @Nullable Instant onset;
    private final List<SeriesShift> shifts;
    private final Set<String> watched;

    /// @param suffering services and how much each is off, 0 to 1
    /// @param onset when the trouble began; null if nobody can say
    /// @param watched the services of which telemetry tells anything
    ChangeSuspects(List<Complaint> complaints, Vocabulary vocabulary, Map<String, Double> suffering, CallGraph graph,
            @Nullable Instant onset, List<SeriesShift> shifts, Set<String> watched) {
        this.watched = watched;
        this.complaints = complaints;
        this.vocabulary = vocabulary;
        this.suffering = suffering;
        this.graph = graph;
        this.onset = onset;
        this.shifts = shifts;
    }

    /// All changes, the likeliest first.
    List<Suspicion> of(List<CitedChange> changes) {
        var commits = new LinkedHashMap<String, CitedChange>();
        changes.stream().filter(cited -> cited.change().kind() == Change.Kind.COMMIT)
                .forEach(cited -> commits.putIfAbsent(cited.change().id(), cited));
        var deployments = changes.stream().filter(cited -> cited.change().kind() == Change.Kind.DEPLOYMENT)
                .sorted(Comparator.comparing(cited -> cited.change().at())).toList();
        var carried = new HashMap<String, CitedChange>();
        var suspicions = new ArrayList<Suspicion>();
        for (CitedChange deployment : deployments) {
            CitedChange commit = commitOf(deployment.change(), commits);
            if (commit != null) carried.putIfAbsent(commit.change().id(), deployment);
        }
        Map<String, CitedChange> switches = switches(changes, carried);
        Map<String, Double> alone = alone(commits, carried);
        for (CitedChange cited : changes) {
            Change change = cited.change();
            if (change.kind() == Change.Kind.DEPLOYMENT && commitOf(change, commits) != null) continue;
            CitedChange carrier = carried.get(change.id());
            suspicions.add(weigh(cited, carrier, switches.get(change.id()), deployments, alone.getOrDefault(change.id(), 0.0)));
        }
        suspicions.sort(Comparator.comparingDouble(Suspicion::strength).reversed()
                .thenComparing(Comparator.comparingDouble((Suspicion one) -> one.ruledOut() == null ? one.nearness() * one.place() : -1)
                        .reversed())
                .thenComparingInt(one -> Hash.of(one.change().id())));
        return suspicions;
    }

    /// The flags that set free what a commit brought: those that its diff names and that were turned after it went out.
    private Map<String, CitedChange> switches(List<CitedChange> changes, Map<String, CitedChange> carried) {
        var switches = new HashMap<String, CitedChange>();
        for (CitedChange flag : changes) {
            String name = flag.change().attributes().get("flag");
            if (flag.change().kind() != Change.Kind.FEATURE_FLAG || name == null || name.length() < SHORTEST_FLAG) continue;
            if (onset != null && flag.change().at().isAfter(onset.plus(SLACK))) continue;
            for (CitedChange commit : changes) {
                Change change = commit.change();
                if (change.kind() != Change.Kind.COMMIT || change.diff() == null || !names(change.diff(), name.toLowerCase(Locale.ROOT))) {
                    continue;
                }
                CitedChange carrier = carried.get(change.id());
                Instant out = carrier == null ? change.at() : carrier.change().at();
                if (!flag.change().at().isBefore(out)) {
                    switches.merge(change.id(), flag, (a, b) -> a.change().at().isAfter(b.change().at()) ? a : b);
                }
            }
        }
        return switches;
    }

    /// How far each commit stands alone, 0 to 1, as one that went out to a service that suffers and makes it do something else: its share of
    /// all such behaviour, times its own. Defects work in ways that no table foresees; where one change alone did more than tidy up, it is
    /// the first to look at, though not to be sure of.
    private Map<String, Double> alone(Map<String, CitedChange> commits, Map<String, CitedChange> carried) {
        var much = new HashMap<String, Double>();
        carried.forEach((id, carrier) -> {
            CitedChange commit = commits.get(id);
            if (commit == null || commit.change().diff() == null) return;
            CodeChange code = CodeChange.of(commit.change());
            Instant out = carrier.change().at();
            if (ruledOut(commit.change(), code, out) != null) return;
            String service = carrier.change().service();
            if (service == null || place(commit.change(), service) < AT_HOME || isVictim(service)) return;
            boolean fits = code.effects().stream()
                    .anyMatch(effect -> complaints.stream().anyMatch(complaint -> complaint.brought(effect.kind()) > 0));
            much.put(id, (fits || code.effects().isEmpty() ? 1 : UNFITTING) * code.otherwise()
                    * nearness(commit.change(), carrier, out, List.of(carrier)));
        });
        double all = much.values().stream().mapToDouble(Double::doubleValue).sum();
        if (all > 0) much.replaceAll((_, own) -> own * own / all);
        return much;
    }

    private static @Nullable CitedChange commitOf(Change deployment, Map<String, CitedChange> commits) {
        String sha = deployment.commit();
        if (sha == null || sha.isBlank()) return null;
        CitedChange exact = commits.get(sha);
        if (exact != null) return exact;
        return commits.values().stream()
                .filter(one -> sha.length() >= 7 && (one.change().id().startsWith(sha) || sha.startsWith(one.change().id())))
                .findFirst().orElse(null);
    }

    private Suspicion weigh(CitedChange cited, @Nullable CitedChange carrier, @Nullable CitedChange flag, List<CitedChange> deployments,
            double alone) {
        Change change = cited.change();
        var cites = new ArrayList<EvidenceId>();
        cites.add(cited.evidence());
        if (carrier != null && !carrier.evidence().equals(cited.evidence())) cites.add(carrier.evidence());
        CodeChange code = CodeChange.of(change);
        if (flag != null && !flag.evidence().equals(cited.evidence())) cites.add(flag.evidence());
        Instant effective = flag == null ? effective(change, carrier, deployments) : flag.change().at();
        String ruledOut = ruledOut(change, code, effective);
        double nearness = nearness(change, carrier, effective, deployments);
        String service = change.service() != null ? change.service() : carrier != null ? carrier.change().service() : null;
        double place = place(change, service);
        Mechanism mechanism = mechanism(change, code, Math.max(flag == null ? 0 : SWITCHED_ON * nearness, UNEXPLAINED * alone), service,
                service != null && place >= AT_HOME ? UNANCHORED : ELSEWHERE);
        var speaksFor = new ArrayList<Claim>();
        var speaksAgainst = new ArrayList<Claim>();
        if (mechanism.how != null) {
            var both = new ArrayList<>(cites);
            mechanism.cites.stream().filter(id -> !both.contains(id)).forEach(both::add);
            speaksFor.add(new Claim(mechanism.how, both));
        }
        if (ruledOut != null) {
            speaksAgainst.add(new Claim(sentence(change, ruledOut), cites));
        } else {
            if (onset != null && flag != null) {
                speaksFor.add(new Claim("The flag that its code asks for was turned at " + effective + ", "
                        + Words.duration(Duration.between(effective, onset)) + " before the first sign of trouble at " + onset + ".",
                        cites));
            } else if (onset != null && carrier != null) {
                speaksFor.add(new Claim("It went out to " + carrier.change().service() + " at " + carrier.change().at() + ", "
                        + Words.duration(Duration.between(effective, onset)) + " before the first sign of trouble at " + onset + ".",
                        cites));
            } else if (onset != null && change.kind() != Change.Kind.COMMIT) {
                speaksFor.add(new Claim("It took effect at " + effective + ", " + Words.duration(Duration.between(effective, onset))
                        + " before the first sign of trouble at " + onset + ".", cites));
            }
            if (service != null && place < 0.3) {
                speaksAgainst.add(new Claim("It concerns " + service + ", which shows nothing out of the ordinary.", cites));
            }
            if (mechanism.value < 0.2) {
                speaksAgainst.add(new Claim("Nothing it touches has to do with what is seen.", cites));
            } else if (code.preserving() && change.diff() != null) {
                speaksAgainst.add(new Claim("It says the same in other words: what it calls, checks and compares is what it was.", cites));
            }
        }
        return new Suspicion(change, carrier == null ? null : carrier.change(), cites, effective, nearness, place, mechanism.value,
                mechanism.words, service, mechanism.brief, mechanism.how, speaksFor, speaksAgainst, ruledOut);
    }

    private static String sentence(Change change, String ruledOut) {
        return Words.capitalised(change.kind().word().replace('_', ' ')) + " '" + Words.firstLine(change.title()) + "' " + ruledOut + ".";
    }

    /// When a change began to work: as it was rolled out; a commit that no deployment names went out, at the earliest, with the next one.
    private Instant effective(Change change, @Nullable CitedChange carrier, List<CitedChange> deployments) {
        if (carrier != null) return carrier.change().at();
        if (change.kind() != Change.Kind.COMMIT || deployments.isEmpty()) return change.at();
        return deployments.stream().map(CitedChange::change).map(Change::at).filter(at -> !at.isBefore(change.at())).findFirst()
                .orElse(change.at());
    }

    private @Nullable String ruledOut(Change change, CodeChange code, Instant effective) {
        if (onset != null && change.at().isAfter(onset.plus(SLACK))) {
            return "came at " + change.at() + ", after the trouble had begun at " + onset;
        }
        if (onset != null && effective.isAfter(onset.plus(SLACK))) {
            return "went out at " + effective + ", after the trouble had begun at " + onset;
        }
        return code.inert();
    }

    private double nearness(Change change, @Nullable CitedChange carrier, Instant effective, List<CitedChange> deployments) {
        if (onset == null) return 0.5;
        double gap = Math.max(0, Duration.between(effective, onset).toSeconds());
        double nearness = Math.max(FARTHEST, Math.pow(0.5, gap / HALF_LIFE.toSeconds()));
        boolean unsure = change.kind() == Change.Kind.COMMIT && carrier == null && !deployments.isEmpty();
        return unsure ? nearness * 0.7 : nearness;
    }

    /// Whether it concerns a service that suffers, or one that such a service needs; a change that names none concerns all a little.
    private double place(Change change, @Nullable String service) {
        double worst = suffering.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        if (service != null) {
            double own = worst > 0 ? suffering.getOrDefault(service, 0.0) / worst : 0;
            double through = 0;
            for (var sufferer : suffering.entrySet()) {
                Integer away = graph.needs(sufferer.getKey()).get(service);
                if (away != null && away > 0 && worst > 0) through = Math.max(through, 0.7 * sufferer.getValue() / worst);
            }
            double place = Math.max(Math.max(own, through), complainedOf(service) ? COMPLAINED_OF : 0);
            return watched.contains(service) ? place : Math.max(place, UNWATCHED);
        }
        double byPath = 0;
        Set<String> path = new HashSet<>();
        change.files().forEach(file -> path.addAll(Vocabulary.parts(file)));
        for (var sufferer : suffering.entrySet()) {
            String name = String.join("", Vocabulary.parts(sufferer.getKey()));
            boolean named = path.stream().anyMatch(part -> part.length() > 3 && name.contains(part));
            if (named && worst > 0) byPath = Math.max(byPath, sufferer.getValue() / worst);
        }
        return Math.max(0.5, byPath);
    }

    /// Whether somebody who suffers names the service as the one that it has trouble with.
    private boolean complainedOf(String service) {
        String name = service.toLowerCase(Locale.ROOT).replace('_', '-');
        return complaints.stream().anyMatch(complaint -> complaint.weight() >= EARNEST && !service.equals(complaint.service())
                && names(complaint.text().replace('_', '-'), name));
    }

    /// @param brief how it fits, as a clause
    private record Mechanism(double value, List<String> words, @Nullable String brief, @Nullable String how, List<EvidenceId> cites) {}

    private Mechanism mechanism(Change change, CodeChange code, double switchedOn, @Nullable String service, double unanchored) {
        double doubt = 1 - switchedOn;
        double best = 0;
        String brief = null;
        String how = null;
        List<EvidenceId> cites = List.of();
        Map<Effect.Kind, Double> byKind = new HashMap<>();
        for (Effect effect : code.effects()) {
            for (Complaint complaint : complaints) {
                double brings = complaint.brought(effect.kind());
                double anchor = anchor(effect, complaint) * (complaint.isFact() && brings == 0 ? BESIDE_THE_FACT : 1);
                double value = level(effect) * due(effect) * effect.sure() * complaint.weight() * blames(complaint, service, effect.kind())
                        * Math.max(brings * (unanchored + (1 - unanchored) * anchor), WORDS_ALONE * anchor);
                byKind.merge(effect.kind(), value, Math::max);
                if (value > best) {
                    best = value;
                    Failure brought = complaint.broughtMost(effect.kind());
                    brief = "it " + effect.brief() + (brought == null ? "" : ", and " + brought.words());
                    how = "It " + effect.says() + ", and " + said(complaint) + ".";
                    cites = complaint.cites();
                }
            }
            SeriesShift seen = seenInMetric(effect);
            if (seen != null) {
                byKind.merge(effect.kind(), SEEN_IN_METRIC, Math::max);
                if (SEEN_IN_METRIC > best) {
                    best = SEEN_IN_METRIC;
                    brief = "it " + effect.brief();
                    how = "It " + effect.says() + ", and " + seen.cited().series().title() + " went from " + effect.from() + " to "
                            + effect.to()
                            + " at " + seen.began() + ".";
                    cites = List.of(seen.cited().evidence());
                }
            }
        }
        List<Double> strongest = byKind.values().stream().sorted(Comparator.reverseOrder()).toList();
        for (int i = 0; i < Math.min(2, strongest.size()); i++) {
            doubt *= 1 - strongest.get(i) / (i + 1);
        }
        Complaint nearest = null;
        double lexical = 0;
        for (Complaint complaint : complaints) {
            double anchor = complaint.weight() * anchor(code.words(), complaint) * (complaint.isFact() ? BESIDE_THE_FACT : 1);
            if (anchor > lexical) {
                lexical = anchor;
                nearest = complaint;
            }
        }
        double value = 1 - doubt * (1 - WORDS_ALONE * lexical);
        if (change.diff() != null && code.preserving()) value *= PRESERVING;
        List<String> common = common(code.words(), nearest);
        if (how == null && nearest != null && !common.isEmpty()) {
            brief = "it touches " + String.join(", ", common);
            how = "It touches " + String.join(", ", common) + ", of which " + said(nearest) + " speaks.";
            cites = nearest.cites();
        }
        return new Mechanism(Math.min(1, value), common, brief, how, cites);
    }

    /// How much of a complaint falls back on a change of the service that utters it: little where it speaks of another's answers.
    private double blames(Complaint complaint, @Nullable String service, Effect.Kind kind) {
        if (service == null || !service.equals(complaint.service()) || OF_CALLERS.contains(kind)) return 1;
        String text = complaint.text().toLowerCase(Locale.ROOT).replace('_', '-');
        for (String other : suffering.keySet()) {
            if (!other.equals(service) && names(text, other.toLowerCase(Locale.ROOT).replace('_', '-'))) return PASSED_ON;
        }
        return 1;
    }

    /// Whether a service says itself that its trouble is with another that suffers.
    private boolean isVictim(String service) {
        return complaints.stream().anyMatch(complaint -> blames(complaint, service, Effect.Kind.VALUE_CHANGED) < 1);
    }

    private static String said(Complaint complaint) {
        String who = complaint.service() == null ? "the telemetry" : complaint.service();
        String text = complaint.text().length() > 160 ? complaint.text().substring(0, 160) + "..." : complaint.text();
        return who + " says '" + text + "'";
    }

    /// A job's new schedule can have done it where the trouble began at an hour that it names; 1 where it names none.
    private double due(Effect effect) {
        if (effect.kind() != Effect.Kind.SCHEDULE_CHANGED || onset == null) return 1;
        Matcher cron = CRON.matcher(effect.to().strip());
        if (!cron.find() || !cron.group(1).matches("\\d+")) return 1;
        var at = onset.atOffset(ZoneOffset.UTC);
        long past = Math.floorMod(at.getMinute() - Integer.parseInt(cron.group(1)), 60);
        boolean hour = !cron.group(2).matches("\\d+")
                || Math.floorMod(at.minusMinutes(past).getHour() - Integer.parseInt(cron.group(2)), 24) == 0;
        return hour && past <= AROUND_DUE.toMinutes() ? 1 : NOT_DUE;
    }

    /// What a new version of a dependency can break goes by which part of its version moved (semantic versioning).
    private static double level(Effect effect) {
        if (effect.kind() != Effect.Kind.DEPENDENCY_CHANGED) return 1;
        String before = effect.from();
        String after = effect.to();
        if (before.isEmpty()) return 1;
        int first = Math.max(before.indexOf('.'), 0);
        if (!before.substring(0, first).equals(after.substring(0, Math.min(first, after.length())))) return 1;
        return before.indexOf('.', first + 1) > 0 || after.indexOf('.', first + 1) > 0 ? 0.6 : 0.35;
    }

    /// How firmly an effect is tied to a complaint: by the words of its own lines, half by those around, and by what both name outright.
    private double anchor(Effect effect, Complaint complaint) {
        double sum = 0;
        for (String word : complaint.words()) {
            if (effect.words().contains(word)) sum += vocabulary.telling(word);
            else if (effect.near().contains(word)) sum += AROUND * vocabulary.telling(word);
            else if (isAbbreviated(word, effect.words())) sum += AROUND * vocabulary.telling(word);
        }
        for (String name : complaint.named()) {
            if (names(effect.from(), name) || names(effect.to(), name)) sum += NAMED;
        }
        if (echoes(effect, complaint.text())) sum += NAMED;
        return 1 - Math.exp(-sum / ANCHOR_SCALE);
    }

    /// Whether a message names the very time or amount that the change set, or one that it went past: a limit between what was and what is.
    private static boolean echoes(Effect effect, String text) {
        if (Double.isNaN(effect.before()) || Double.isNaN(effect.after())) return false;
        double least = Math.min(effect.before(), effect.after());
        double most = Math.max(effect.before(), effect.after());
        if (Math.abs(effect.after()) >= TELLING_NUMBER && effect.to().matches("\\d+") && names(text, effect.to())) return true;
        Matcher matcher = QUANTITY.matcher(text);
        while (matcher.find()) {
            double said = Double.parseDouble(matcher.group(1)) * switch (matcher.group(2).charAt(0)) {
                case 'm' -> matcher.group(2).startsWith("ms") || matcher.group(2).startsWith("mil") ? 1e-3 : 60;
                case 'h' -> 3600;
                default -> 1;
            };
            if (near(said, effect.after()) || (said > least && said < most)) return true;
        }
        return false;
    }

    /// Whether code has a word short, by its beginning, as in `aud` for audience.
    private static boolean isAbbreviated(String word, Set<String> code) {
        if (word.indexOf('_') > 0) return false;
        for (int length = SHORTEST_FORM; length <= LONGEST_FORM && length + 2 <= word.length(); length++) {
            if (code.contains(word.substring(0, length))) return true;
        }
        return false;
    }

    /// Whether a name stands in a piece of code as a whole word.
    private static boolean names(String code, String name) {
        int at = code.toLowerCase(Locale.ROOT).indexOf(name);
        if (at < 0) return false;
        int end = at + name.length();
        return (at == 0 || !Character.isLetterOrDigit(code.charAt(at - 1)))
                && (end == code.length() || !Character.isLetterOrDigit(code.charAt(end)));
    }

    /// How firmly words alone tie a change to a complaint: the telling words they share, saturating.
    private double anchor(Set<String> words, Complaint complaint) {
        double sum = 0;
        for (String word : words) {
            if (complaint.words().contains(word)) sum += vocabulary.telling(word);
        }
        return 1 - Math.exp(-sum / ANCHOR_SCALE);
    }

    private List<String> common(Set<String> words, @Nullable Complaint complaint) {
        if (complaint == null) return List.of();
        return words.stream().filter(complaint.words()::contains).filter(word -> vocabulary.telling(word) > 0)
                .sorted(Comparator.comparingDouble(vocabulary::telling).reversed().thenComparing(Comparator.naturalOrder()))
                .limit(MOST_WORDS).toList();
    }

    /// A metric that moved from the very number that the change replaced to the very number it put there.
    private @Nullable SeriesShift seenInMetric(Effect effect) {
        double from = plain(effect.from());
        double to = plain(effect.to());
        if (Double.isNaN(from) || Double.isNaN(to) || from == to) return null;
        for (SeriesShift shift : shifts) {
            if (near(shift.before(), from) && near(shift.after(), to)
                    && Vocabulary.words(shift.cited().series().name()).stream().anyMatch(effect.words()::contains)) {
                return shift;
            }
        }
        return null;
    }

    private static boolean near(double seen, double said) {
        return Math.abs(seen - said) <= 0.01 * Math.max(Math.abs(said), 1e-9);
    }

    private static double plain(String token) {
        try {
            return token.isEmpty() ? Double.NaN : Double.parseDouble(token.replace("_", ""));
        } catch (NumberFormatException _) {
            return Double.NaN;
        }
    }
}
