package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Diagnosis;
import dev.firsthour.incident.Diagnosis.Verdict;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;
import dev.firsthour.incident.Hypothesis;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Signal;
import dev.firsthour.incident.Symptom;

/// One incident being weighed.
final class Weighing {

    private static final int MOST_FINDINGS = 60;
    private static final int MOST_HYPOTHESES = 40;
    private static final int MOST_CLAIMS = 6;
    private static final int MOST_COMPLAINTS = 60;
    /// How sharply strength turns into share: a lead of a tenth of the scale doubles the odds, about.
    private static final double SHARPNESS = 7;
    /// What an explanation by a change or an outside cause has to beat: that something in the service broke, nobody knows what.
    private static final double UNKNOWN = 0.25;
    private static final double NOISE = 0.35;
    /// A fault seen inside a service is what a change or an outside cause brings about: one that explains it goes first.
    private static final double INSIDE = 0.75;
    /// Below this a cause inside a service is kept to the hypotheses.
    private static final double FAINT = 0.2;
    /// From which weight on what services say is a fault, whatever the metrics show.
    private static final double LOUD = 0.5;
    /// What the alert complains of is a fact, even if it says little of how it came about.
    private static final double ALERT = 0.9;
    /// What a service keeps of the blame at least, where one that it calls complains as much.
    private static final double PASSED_ON = 0.5;
    /// The strengths of a staged rollout: of one that nothing but time and place speaks for, and of one that certainly is worse.
    private static final double ROLLOUT_LEAST = 0.25;
    private static final double ROLLOUT_MOST = 0.95;
    /// The score of a rollout that lies half way between.
    private static final double ROLLOUT_HALF = 0.3;
    private static final Duration BEFORE_DETECTION = Duration.ofHours(2);

    private final Symptom symptom;
    private final Telemetry telemetry;
    private final List<Finding> seen = new ArrayList<>();
    private final RepeatedValues repeated = new RepeatedValues();
    private final List<InsideCause> insideCauses;
    /// As many characters of a commit's name as people read out to each other.
    private static final int SHORT_SHA = 7;
    /// Where an explanation begins to quote.
    /// Suspects that are ruled out stand in the order in which a person would have suspected them.
    private static final double NEAREST_FIRST = 1e6;
    private final @Nullable Creep creep;
    private final Coverage coverage;
    private final Standing standing;
    private final MetricRanking metrics;
    private final CallGraph graph;

    Weighing(Symptom symptom, Telemetry telemetry) {
        this.symptom = symptom;
        this.telemetry = telemetry;
        coverage = new Coverage(symptom.detectedAt());
        telemetry.spans().forEach(coverage::see);
        var flows = new TraceFlows(symptom, telemetry.spans());
        seen.addAll(LogShifts.of(symptom, telemetry.watchedBy(repeated::see, flows::see, coverage::see), telemetry.sample()));
        seen.addAll(SpanShifts.of(symptom, telemetry.spans()));
        graph = CallGraph.of(telemetry.edges()).and(CallGraph.ofSpans(telemetry.spans().stream().map(CitedSpan::span).toList()))
                .and(CallGraph.ofSeries(telemetry.series()));
        metrics = MetricRanking.of(felt(), telemetry.series(), graph);
        seen.addAll(MetricShifts.findings(metrics.shifts()));
        creep = Creep.of(symptom, telemetry.series());
        if (creep != null && metrics.health().verdict() == Verdict.NO_FAULT) seen.add(creep.finding());
        insideCauses = InsideCauses.of(symptom, flows, telemetry.series());
        insideCauses.stream().filter(cause -> cause.strength() >= FAINT).map(InsideCause::finding).forEach(seen::add);
        standing = Standing.of(symptom, telemetry.notices(), errors(), Saturation.of(symptom, telemetry.series()), metrics.health());
    }

    /// The symptom, noticed when services first complained where that was earlier than the alert: what metrics show between the two is
    /// the trouble, and not what is normal.
    private Symptom felt() {
        Instant onset = onset();
        if (onset == null || !onset.isBefore(symptom.detectedAt())) return symptom;
        return new Symptom(symptom.title(), symptom.description(), symptom.severity(), symptom.service(), symptom.metric(), onset,
                symptom.labels());
    }

    /// The errors that came up or grew, one of each sort: those that were always there say nothing of how things stand now.
    private List<CitedLog> errors() {
        var errors = new ArrayList<CitedLog>();
        for (Finding finding : seen) {
            if (finding.signal() instanceof Signal.LogShift shift && complaintWeight(finding) >= NOISE) {
                errors.add(
                        new CitedLog(finding.cites().getFirst(), new LogRecord(finding.at() == null ? symptom.detectedAt() : finding.at(),
                                shift.service(), shift.severityText(), shift.example(), null, null, Map.of())));
            }
        }
        return errors;
    }

    Diagnosis diagnosis() {
        return ReadableTimes.near(symptom.detectedAt()).in(weighed());
    }

    private Diagnosis weighed() {
        if (telemetry.isEmpty()) {
            return new Diagnosis(Verdict.NOT_ENOUGH_EVIDENCE, List.of(), List.of(), List.of(), gaps(), 0,
                    "There is no evidence to judge '" + symptom.title() + "' by.");
        }
        Map<String, Double> suffering = suffering(_ -> true);
        Instant onset = onset();
        List<Complaint> complaints = complaints();
        Vocabulary vocabulary = vocabulary(suffering.keySet());
        List<RolloutSuspect> rollouts = RolloutComparison.of(symptom, telemetry.series(), telemetry.changes(), graph);
        List<Suspicion> suspicions = new ChangeSuspects(complaints, vocabulary, suffering, graph, onset, metrics.shifts(), services())
                .of(without(rollouts, telemetry.changes()));
        List<OutsideCause> outside = new OutsideCauses(complaints, vocabulary, onset, standing.kind()).of(telemetry.notices(),
                repeated.repeated(), metrics,
                telemetry.series(), services());
        List<Finding> findings = findings(suspicions);
        Verdict verdict = verdict(rollouts);
        if (verdict == Verdict.NO_FAULT || verdict == Verdict.NOT_ENOUGH_EVIDENCE) {
            return new Diagnosis(verdict, findings, List.of(), List.of(), gaps(),
                    verdict == Verdict.NO_FAULT ? metrics.health().calm() : 0,
                    verdict == Verdict.NO_FAULT
                            ? "Nothing is wrong: nothing in the evidence is out of the ordinary around " + symptom.detectedAt() + ". "
                                    + metrics.health().reason()
                            : "There is too little evidence to judge '" + symptom.title() + "' by.");
        }
        List<Hypothesis> hypotheses = hypotheses(suspicions, outside, rollouts);
        Hypothesis first = hypotheses.isEmpty() ? null : hypotheses.getFirst();
        List<String> affected = affected(suffering);
        return new Diagnosis(verdict, findings, hypotheses, affected, gaps(), first == null ? 0 : first.score(),
                (verdict == Verdict.RECOVERED ? "It is over: " + metrics.health().reason() + " " : "") + summary(first, affected, onset));
    }

    /// Whether anything is wrong. Where the alert's own series is there, it decides, unless services complain in words; else what is
    /// measured and what is said have to be calm both.
    private Verdict verdict(List<RolloutSuspect> rollouts) {
        double said = 0;
        for (Finding finding : seen) {
            if (!(finding.signal() instanceof Signal.MetricShift)) said = Math.max(said, complaintWeight(finding));
        }
        for (RolloutSuspect rollout : rollouts) {
            if (rollout.ruledOut() == null) said = Math.max(said, rollout.fails());
        }
        if (standing.stated() && standing.verdict() != Verdict.NOT_ENOUGH_EVIDENCE) return standing.verdict();
        if (said >= LOUD || insideCauses.stream().anyMatch(cause -> cause.strength() >= LOUD)) return Verdict.FAULT;
        Verdict measured = creep == null ? metrics.health().verdict() : Verdict.FAULT;
        return switch (measured) {
            case FAULT, RECOVERED, NO_FAULT -> measured;
            case NOT_ENOUGH_EVIDENCE ->
                coverage.isEnough() ? Verdict.NO_FAULT : Verdict.NOT_ENOUGH_EVIDENCE;
        };
    }

    private static List<CitedChange> without(List<RolloutSuspect> rollouts, List<CitedChange> changes) {
        Set<String> stages = new HashSet<>();
        rollouts.forEach(one -> one.rollout().stages().forEach(stage -> {
            if (stage.change().commit() == null) stages.add(stage.change().id());
        }));
        return changes.stream().filter(cited -> !stages.contains(cited.change().id())).toList();
    }

    private Set<String> services() {
        Set<String> services = new TreeSet<>(graph.services());
        telemetry.series().forEach(cited -> {
            if (cited.series().service() != null) services.add(cited.series().service());
        });
        telemetry.spans().forEach(cited -> services.add(cited.span().service()));
        seen.forEach(finding -> {
            if (finding.entity() != null && finding.entity().kind() == Entity.Kind.SERVICE) services.add(finding.entity().name());
        });
        if (symptom.service() != null) services.add(symptom.service());
        return services;
    }

    /// How much each service is off, 0 to 1, by noisy-or over what was found of it.
    private Map<String, Double> suffering(Predicate<Finding> counts) {
        Map<String, Double> wellness = new TreeMap<>();
        for (Finding finding : seen) {
            if (finding.entity() == null || finding.entity().kind() != Entity.Kind.SERVICE || !counts.test(finding)) continue;
            double weight = complaintWeight(finding);
            if (weight >= NOISE) wellness.merge(finding.entity().name(), 1 - 0.7 * weight, (a, b) -> a * b);
        }
        Map<String, Double> suffering = new TreeMap<>();
        wellness.forEach((service, well) -> suffering.put(service, 1 - well));
        return suffering;
    }

    private static boolean isErrorLevel(@Nullable String level) {
        if (level == null) return false;
        String upper = level.toUpperCase(Locale.ROOT);
        return upper.startsWith("ERR") || upper.startsWith("WARN") || upper.startsWith("FATAL") || upper.startsWith("CRIT")
                || upper.startsWith("SEVERE") || upper.startsWith("PANIC") || upper.startsWith("EMERG") || upper.startsWith("ALERT");
    }

    /// How much a finding complains: what merely changed complains little.
    private double complaintWeight(Finding finding) {
        return switch (finding.signal()) {
            case Signal.LogShift shift when shift.after() > shift.before() ->
                isErrorLevel(shift.severityText()) || (shift.severityText() == null && !Failure.in(shift.template()).isEmpty())
                        ? finding.score()
                        : (shift.before() == 0 && !Failure.in(shift.template()).isEmpty() ? 0.5 : 0.3) * finding.score();
            case Signal.LogShift _ -> 0.1 * finding.score();
            case Signal.SpanShift _ -> finding.score();
            case Signal.MetricShift shift -> (isBad(shift) ? 0.8 : Failure.in(shift.metric()).isEmpty() ? 0.2 : 0.6) * finding.score();
            // A cause inside competes by itself
            case Signal.FlowShift _,Signal.CallDelay _,Signal.ResourceLimit _,Signal.SuspectChange _,Signal.Said _ -> 0;
        };
    }

    private boolean isBad(Signal.MetricShift shift) {
        if (shift.metric().equals(symptom.metric())) return true;
        for (SeriesShift one : metrics.shifts()) {
            if (one.cited().series().name().equals(shift.metric())
                    && java.util.Objects.equals(one.cited().series().service(), shift.service())) {
                return one.isBad() && one.role() != MetricRole.OTHER;
            }
        }
        return false;
    }

    /// When the trouble began: the first sign that is surely one. Metrics of the alert and errors count, drifts elsewhere do not,
    /// because to place it too early acquits the guilty.
    private @Nullable Instant onset() {
        Instant earliest = symptom.detectedAt().minus(BEFORE_DETECTION);
        return seen.stream().filter(finding -> finding.at() != null && !finding.at().isBefore(earliest))
                .filter(finding -> switch (finding.signal()) {
                    case Signal.LogShift shift -> complaintWeight(finding) >= 0.5 && shift.before() * 3 < shift.after();
                    case Signal.SpanShift span -> span.errorsAfter() > 0;
                    case Signal.MetricShift shift -> shift.metric().equals(symptom.metric()) && finding.score() > 0.6;
                    case Signal.FlowShift _,Signal.CallDelay _,Signal.ResourceLimit _,Signal.SuspectChange _,Signal.Said _ -> false;
                }).map(Finding::at).filter(at -> at != null).min(Comparator.naturalOrder())
                .or(() -> seen.stream().filter(finding -> finding.signal() instanceof Signal.MetricShift && finding.score() > 0.8)
                        .map(Finding::at).filter(at -> at != null && !at.isBefore(earliest)).min(Comparator.naturalOrder()))
                .orElse(null);
    }

    private List<Complaint> complaints() {
        var complaints = new ArrayList<Complaint>();
        complaints.add(
                Complaint.of(symptom.title() + " " + symptom.description() + " " + (symptom.metric() == null ? "" : symptom.metric()),
                        ALERT, symptom.service(), symptom.detectedAt(), List.of()));
        for (Finding finding : seen) {
            double weight = complaintWeight(finding);
            if (weight < 0.1) continue;
            String service = finding.entity() == null ? null : finding.entity().name();
            String text = switch (finding.signal()) {
                case Signal.LogShift shift -> shift.example();
                case Signal.SpanShift span -> span.operation() + (span.error() == null ? "" : ": " + span.error());
                case Signal.MetricShift shift -> shift.metric();
                case Signal.SuspectChange change -> String.join(" ", change.words());
                case Signal.Said said -> said.text();
                case Signal.FlowShift _,Signal.CallDelay _,Signal.ResourceLimit _ -> finding.statement();
            };
            complaints.add(Complaint.of(text, Math.min(1, weight), service, finding.at(), finding.cites()));
        }
        for (CitedNotice cited : telemetry.notices()) {
            if (!cited.isPattern()) continue;
            String state = cited.notice().state();
            if (state == null || !state.equalsIgnoreCase("negative")) continue;
            complaints.add(Complaint.of(cited.notice().text(), 0.9, cited.notice().component(), cited.notice().at(),
                    List.of(cited.evidence())));
        }
        complaints.sort(Comparator.comparingDouble(Complaint::weight).reversed().thenComparing(Complaint::text));
        return complaints.size() <= MOST_COMPLAINTS ? complaints : complaints.subList(0, MOST_COMPLAINTS);
    }

    private Vocabulary vocabulary(Set<String> suffering) {
        var documents = new ArrayList<String>();
        for (CitedChange cited : telemetry.changes()) {
            Change change = cited.change();
            if (change.kind() == Change.Kind.DEPLOYMENT) continue;
            documents.add(Words.firstLine(change.title()) + " " + (change.diff() == null ? "" : change.diff()));
        }
        Set<String> names = new TreeSet<>(services());
        names.addAll(suffering);
        return new Vocabulary(documents, names);
    }

    private List<Finding> findings(List<Suspicion> suspicions) {
        var findings = new ArrayList<>(seen);
        for (Suspicion one : suspicions) {
            if (one.ruledOut() != null || one.strength() < 0.1) continue;
            String text = Words.capitalised(one.change().kind().word().replace('_', ' ')) + " '" + Words.firstLine(one.change().title())
                    + "' took effect at "
                    + one.effective() + "." + (one.how() == null ? "" : " " + one.how());
            findings.add(new Finding(text, Entity.change(one.change().id()), one.effective(), one.strength(),
                    new Signal.SuspectChange(one.change().id(), one.nearness(), one.place(), one.mechanism(), one.words()),
                    one.cites()));
        }
        for (CitedNotice cited : telemetry.notices()) {
            if (cited.isPattern()) continue;
            findings.add(new Finding(cited.notice().source() + " said: " + cited.notice().text(),
                    null, cited.notice().at(), 0.4,
                    new Signal.Said(cited.notice().source(), cited.notice().component(), cited.notice().text()),
                    List.of(cited.evidence())));
        }
        findings.sort(Comparator.comparingDouble(Finding::score).reversed().thenComparing(Finding::statement));
        return findings.subList(0, Math.min(MOST_FINDINGS, findings.size()));
    }

    private record Option(String statement, @Nullable Entity culprit, String fault, @Nullable String trigger, double mass,
            List<Claim> speaksFor,
            List<Claim> speaksAgainst, @Nullable String ruledOut, int tie) {}

    private List<Hypothesis> hypotheses(List<Suspicion> suspicions, List<OutsideCause> outside,
            List<RolloutSuspect> rollouts) {
        var options = new ArrayList<Option>();
        for (Suspicion one : suspicions) {
            options.add(option(one));
        }
        // What a change explains is no rival of the change: a processor that is busy because of it, a disk that it fills, callers that wait.
        double explained = suspicions.stream().mapToDouble(Suspicion::strength).max().orElse(0) > UNKNOWN ? UNKNOWN : 1;
        for (OutsideCause one : outside) {
            double most = one.culprit().name().equals(OutsideCauses.STORAGE) ? explained : 1;
            options.add(new Option(one.statement(), one.culprit(), one.fault(), null, mass(Math.min(most, one.strength())), one.speaksFor(),
                    List.of(),
                    null,
                    Hash.of(one.statement())));
        }
        rollouts.stream().map(Weighing::option).forEach(options::add);
        insideCauses.stream().map(one -> option(one, explained)).forEach(options::add);
        options.addAll(inside());
        double total = options.stream().mapToDouble(Option::mass).sum();
        options.sort(Comparator.comparingDouble(Option::mass).reversed().thenComparingInt(Option::tie));
        var hypotheses = new ArrayList<Hypothesis>();
        for (Option one : options.subList(0, Math.min(MOST_HYPOTHESES, options.size()))) {
            hypotheses.add(new Hypothesis("H" + (hypotheses.size() + 1), one.statement, one.culprit, one.fault, one.trigger,
                    total > 0 ? one.mass / total : 0, one.speaksFor.subList(0, Math.min(MOST_CLAIMS, one.speaksFor.size())),
                    one.speaksAgainst.subList(0, Math.min(MOST_CLAIMS, one.speaksAgainst.size())), one.ruledOut));
        }
        return hypotheses;
    }

    private static double mass(double strength) {
        return Math.expm1(SHARPNESS * strength);
    }

    private static Option option(Suspicion one) {
        Change change = one.change();
        String what = switch (change.kind()) {
            case COMMIT ->
                "Commit " + change.id().substring(0, Math.min(SHORT_SHA, change.id().length())) + " '" + Words.firstLine(change.title())
                        + "'"
                        + (one.carrier() == null ? "" : " (" + Words.firstLine(one.carrier().title()) + ")");
            case DEPLOYMENT -> "The " + Words.firstLine(change.title());
            case FEATURE_FLAG, CONFIGURATION, INFRASTRUCTURE -> Words.capitalised(Words.firstLine(change.title()));
        };
        String statement = what + " broke " + (one.service() == null ? "it" : one.service())
                + (one.brief() == null || one.ruledOut() != null ? "." : ": " + one.brief() + ".");
        String fault = switch (change.kind()) {
            case COMMIT, DEPLOYMENT -> "bad deployment";
            case FEATURE_FLAG -> "feature flag";
            case CONFIGURATION -> "configuration error";
            case INFRASTRUCTURE -> "infrastructure change";
        };
        Change carrier = one.carrier();
        return new Option(statement, Entity.change(change.id()), fault,
                carrier == null ? Words.firstLine(change.title()) : Words.firstLine(carrier.title()),
                mass(one.strength()), one.speaksFor(), one.speaksAgainst(),
                one.ruledOut() == null ? null : Words.capitalised(one.ruledOut()) + ".",
                one.ruledOut() == null ? Hash.of(change.id()) : (int) (-NEAREST_FIRST * one.nearness() * one.place()));
    }

    /// A fault of unknown origin inside each service that suffers: what the metrics blame along the calls, and what logs and spans complain
    /// of; one whose callee complains as well is rather a victim.
    private List<Option> inside() {
        Map<String, Double> blame = new LinkedHashMap<>();
        double best = metrics.suspects().stream().mapToDouble(MetricSuspect::score).max().orElse(0);
        Map<String, MetricSuspect> suspects = new HashMap<>();
        for (MetricSuspect suspect : metrics.suspects()) {
            suspects.put(suspect.entity(), suspect);
            if (best > 0) blame.merge(suspect.entity(), suspect.score() / best, Math::max);
        }
        Map<String, Double> said = suffering(finding -> !(finding.signal() instanceof Signal.MetricShift));
        said.forEach((service, much) -> {
            double passed = graph.callees(service).stream().mapToDouble(callee -> said.getOrDefault(callee, 0.0)).max().orElse(0);
            blame.merge(service, much * (1 - PASSED_ON * passed), Double::sum);
        });
        // Where nothing points at any part, it is the alert's own that something is wrong with.
        if (blame.isEmpty() && symptom.service() != null) blame.put(symptom.service(), 1.0);
        double sum = blame.values().stream().mapToDouble(Double::doubleValue).sum();
        var options = new ArrayList<Option>();
        blame.forEach((service, much) -> {
            if (much <= 0) return;
            options.add(new Option("Something inside " + service + " broke, and no change or event that is known explains it.",
                    Entity.service(service), fault(), null, mass(UNKNOWN) * much / sum,
                    claims(service, suspects.get(service)), List.of(), null, Hash.of(service)));
        });
        return options;
    }

    /// The kind of fault, as far as what is said of the parts tells.
    private String fault() {
        return standing.kind() == null ? "fault of unknown origin" : standing.kind().words;
    }

    /// What was found of a service: its telling metrics and what it says itself in turn.
    private List<Claim> claims(String service, @Nullable MetricSuspect suspect) {
        List<Finding> measured = new ArrayList<>();
        if (suspect != null) suspect.shifts().forEach(shift -> measured.add(MetricShifts.finding(shift)));
        List<Finding> said = seen.stream()
                .filter(finding -> finding.entity() != null && finding.entity().name().equals(service)
                        && !(finding.signal() instanceof Signal.MetricShift))
                .sorted(Comparator.comparingDouble(Finding::score).reversed().thenComparing(Finding::statement)).toList();
        var claims = new ArrayList<Claim>();
        for (int i = 0; i < MOST_CLAIMS; i++) {
            if (i < measured.size()) claims.add(new Claim(measured.get(i).statement(), measured.get(i).cites()));
            if (i < said.size()) claims.add(new Claim(said.get(i).statement(), said.get(i).cites()));
        }
        return claims;
    }

    private static Option option(InsideCause one, double most) {
        return new Option(one.statement(), one.culprit(), one.fault(), null, mass(Math.min(most, INSIDE * one.strength())),
                List.of(one.seen()), List.of(),
                null,
                Hash.of(one.culprit().name()));
    }

    private static Option option(RolloutSuspect one) {
        Rollout rollout = one.rollout();
        Change first = rollout.stages().getFirst().change();
        String ruledOut = one.ruledOut();
        String statement = ruledOut != null
                ? "The rollout of " + rollout.service() + " brought a defective version."
                : "The rollout of " + rollout.service() + " that began at " + rollout.began() + " brought a defective version."
                        + (one.because().isEmpty() ? "" : " " + Words.capitalised(one.because()));
        List<Claim> speaksFor = one.because().isEmpty() || one.cites().isEmpty()
                ? List.of()
                : List.of(new Claim(one.because(), one.cites()));
        return new Option(statement, Entity.change(first.id()), "bad deployment", first.title(),
                ruledOut != null ? 0 : mass(ROLLOUT_LEAST + (ROLLOUT_MOST - ROLLOUT_LEAST) * one.score() / (ROLLOUT_HALF + one.score())),
                speaksFor,
                List.of(), ruledOut, Hash.of(rollout.service()));
    }

    /// The services that suffer, in the order in which they began to; the alert's own first, which is why there is an alert.
    private List<String> affected(Map<String, Double> suffering) {
        Map<String, Instant> since = new TreeMap<>();
        for (Finding finding : seen) {
            if (finding.entity() == null || finding.at() == null || complaintWeight(finding) < NOISE) continue;
            since.merge(finding.entity().name(), finding.at(), (a, b) -> a.isBefore(b) ? a : b);
        }
        var affected = new LinkedHashSet<String>();
        if (symptom.service() != null) affected.add(symptom.service());
        suffering.keySet().stream().sorted(Comparator.comparing((String service) -> since.getOrDefault(service, Instant.MAX))
                .thenComparingDouble(service -> -suffering.getOrDefault(service, 0.0)).thenComparingInt(Hash::of))
                .forEach(affected::add);
        return List.copyOf(affected);
    }

    private List<String> gaps() {
        var gaps = new ArrayList<String>();
        if (!telemetry.hasLogs()) gaps.add("There are no logs, so nothing that a service says about itself is known.");
        if (telemetry.series().isEmpty()) gaps.add("There are no metrics, so it is not known how much is affected and since when.");
        if (telemetry.spans().isEmpty()) gaps.add("There are no traces, so who calls whom is known in part at best.");
        if (telemetry.changes().isEmpty()) gaps.add("No deployments, commits, flags or configuration changes are known.");
        long blind = telemetry.changes().stream().map(CitedChange::change)
                .filter(change -> change.kind() == Change.Kind.COMMIT && (change.diff() == null || change.diff().isBlank())).count();
        if (blind > 0) gaps.add(Words.plural(blind, "commit") + " came without a diff and could be judged by title and files only.");
        return gaps;
    }

    private String summary(@Nullable Hypothesis first, List<String> affected, @Nullable Instant onset) {
        if (first == null) return "Something is wrong, and nothing explains it.";
        String who = affected.isEmpty()
                ? ""
                : " " + Words.capitalised(Words.list(affected.subList(0, Math.min(4, affected.size()))))
                        + (affected.size() == 1 ? " suffers" : " suffer") + (onset == null ? "" : " since " + onset) + ".";
        return first.statement() + who;
    }
}
