package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Diagnosis.Verdict;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Symptom;

/// How things stand now, by what platforms say of their parts, and what kind of fault that is.
///
/// An alert says what was; pods, deployments, monitors and instances say what is. The newest state of each part counts: a part that is well now is well,
/// whatever was said of it before, and one that is being taken away ("terminating") is neither. Events without a state count against their part
/// unless it is well now, or said later that it is in order again. If every part is well, no error was logged since and nothing is saturated, then nothing is wrong now, however
/// loud the alert; if something was, it is over.
///
/// The kind of fault is a vote of what is not well: each thing said of it votes once for each kind it speaks for ({@link FaultKind}), the
/// alert's words included. Cost: linear in what is said. Limits: a state in words that are in neither list says nothing.
///
/// @param verdict FAULT, RECOVERED or NO_FAULT; NOT_ENOUGH_EVIDENCE where nothing has a state
/// @param kind the kind of fault; null if nothing speaks for any
/// @param confidence 0 to 1: the winning kind's share of the votes
/// @param bad what is not well now, in words
/// @param over what was not well and is again, in words
/// @param stated whether the verdict rests on what platforms say or measure of themselves, not on logs alone or on silence
record Standing(Verdict verdict, @Nullable FaultKind kind, double confidence, List<Said> bad, List<Said> over, boolean stated) {

    /// Errors beyond so many say nothing new.
    private static final int MOST_LOGGED = 50;
    /// Errors logged longer before detection than this are not of now.
    private static final Duration NOW = Duration.ofMinutes(30);
    /// The alert's own words count somewhat more than those of one part: somebody chose them for this.
    private static final double ALERT = 1.5;

    /// Something said that counts.
    record Said(EvidenceId evidence, @Nullable String component, String text) {}

    private static final Pattern WELL = Pattern
            .compile("ok|ready|running|available|resolved|normal|healthy|up|completed?|succeeded|operational"
                    + "|active|info|green|passing|progressing");
    private static final Pattern GOING = Pattern.compile("terminating|draining|deleted|scaled ?down|maintenance");
    private static final Pattern UNWELL = Pattern
            .compile("alert|alarm|firing|critical|error|failed|failing|failure|not ?ready|unready|unavailable"
                    + "|degraded|down|outage|pending|unknown|unhealthy|.*backoff|.*backoff.*|err.*|oom.*|evicted|.*pressure|crash.*|.*error|.*failed"
                    + "|low storage|no data|warn|warning|red|imagepull.*|createcontainer.*|backoff|failedscheduling|killing|progressdeadlineexceeded");
    /// A service says after a while that it is in order again.
    private static final Pattern MENDED = Pattern
            .compile("\\b(resolved|recovered|complete[d]?|finished|succe(ss|eded)|is available|now running|"
                    + "back to normal|passed|rollout cleanup|terminating during rollout|graceful)\\b");
    private static final Pattern SPEAKS_OF_FAILURE = Pattern
            .compile("fail|error|exceed|critical|crash|unable|cannot|denied|refus|reject|ran out|"
                    + "insufficient|too frequent|approaching|low storage|blocked|exhaust|unavailable|timed? ?out|killed|lost|degrad|fault");

    Standing {
        bad = List.copyOf(bad);
        over = List.copyOf(over);
    }

    /// Judges by notices, logs and series; what changes say is not its business.
    static Standing of(Symptom symptom, List<CitedNotice> notices, Iterable<CitedLog> logs, List<Saturation> saturated, Health metrics) {
        Map<String, CitedNotice> newest = new LinkedHashMap<>();
        Map<String, Boolean> states = new HashMap<>();
        List<CitedNotice> events = new ArrayList<>();
        List<CitedNotice> ordered = new ArrayList<>(notices);
        ordered.sort(Comparator.comparing(cited -> cited.notice().at()));
        for (CitedNotice cited : ordered) {
            if (cited.isPattern()) continue;
            Notice notice = cited.notice();
            Boolean well = wellness(notice);
            if (well == null) {
                events.add(cited);
                continue;
            }
            newest.put(key(notice), cited);
            states.put(key(notice), well);
        }
        List<Said> bad = new ArrayList<>();
        List<Said> over = new ArrayList<>();
        newest.forEach((key, cited) -> {
            if (Boolean.FALSE.equals(states.get(key)) && !isWellElsewhere(cited.notice(), newest, states)) bad.add(said(cited));
        });
        Map<String, Instant> mendedAt = new HashMap<>();
        for (CitedNotice cited : events) {
            Notice notice = cited.notice();
            if (notice.component() != null && isMended(notice)) mendedAt.put(part(notice.component()), notice.at());
        }
        for (CitedNotice cited : events) {
            Notice notice = cited.notice();
            if (isGoing(notice) || !SPEAKS_OF_FAILURE.matcher(notice.text().toLowerCase(Locale.ROOT)).find()) continue;
            boolean mended = isMended(notice) || (notice.component() != null && (isWell(notice.component(), newest, states)
                    || mendedAt.getOrDefault(part(notice.component()), Instant.MIN).isAfter(notice.at())));
            (mended ? over : bad).add(said(cited));
        }
        boolean stated = !newest.isEmpty() || !bad.isEmpty() || !over.isEmpty() || !saturated.isEmpty();
        List<Said> logged = new ArrayList<>();
        Instant since = symptom.detectedAt().minus(NOW);
        for (CitedLog cited : logs) {
            LogRecord log = cited.log();
            if (log.at() == null || log.at().isBefore(since) || !isError(log)) continue;
            if (logged.size() < MOST_LOGGED) logged.add(new Said(cited.evidence(), log.service(), log.body()));
        }
        bad.addAll(logged);
        for (Saturation one : saturated) {
            String text = one.ceased() ? "Work ceased: " + MetricShifts.figure(one.level()) + " is left." : one.finding().statement();
            bad.add(new Said(one.cited().evidence(), one.cited().series().service(), text));
        }

        Verdict verdict;
        if (!bad.isEmpty() || metrics.verdict() == Verdict.FAULT) verdict = Verdict.FAULT;
        else if (!over.isEmpty() || metrics.verdict() == Verdict.RECOVERED) verdict = Verdict.RECOVERED;
        else if (!newest.isEmpty() || metrics.verdict() == Verdict.NO_FAULT) verdict = Verdict.NO_FAULT;
        else
            verdict = Verdict.NOT_ENOUGH_EVIDENCE;
        return voted(verdict, symptom, bad, over, stated);
    }

    private static Standing voted(Verdict verdict, Symptom symptom, List<Said> bad, List<Said> over, boolean stated) {
        Map<FaultKind, Double> votes = new EnumMap<>(FaultKind.class);
        vote(votes, symptom.title() + ". " + symptom.description(), symptom.severity() == Severity.INFO ? 0 : ALERT);
        // Saying the same thing often is no further reason: each part, and each template of an event, votes once.
        Map<String, String> distinct = new LinkedHashMap<>();
        for (Said one : bad) {
            distinct.putIfAbsent(one.component() + " " + one.text().replaceAll("[0-9]+", "#"), one.text());
        }
        distinct.values().forEach(text -> vote(votes, text, 1));
        double all = votes.values().stream().mapToDouble(Double::doubleValue).sum();
        FaultKind kind = null;
        for (Map.Entry<FaultKind, Double> one : votes.entrySet()) {
            if (kind == null || one.getValue() > votes.getOrDefault(kind, 0.0)) kind = one.getKey();
        }
        return new Standing(verdict, kind, kind == null ? 0 : votes.getOrDefault(kind, 0.0) / all, bad, over, stated);
    }

    private static void vote(Map<FaultKind, Double> votes, String text, double weight) {
        FaultKind.in(text).forEach((kind, signs) -> votes.merge(kind, weight * signs, Double::sum));
    }

    /// Whether a notice says that its part is well or not; null if it says neither.
    private static @Nullable Boolean wellness(Notice notice) {
        String state = notice.state();
        if (state == null) return null;
        String word = state.toLowerCase(Locale.ROOT).strip();
        if (GOING.matcher(word).matches()) return true;
        if (WELL.matcher(word).matches()) return true;
        if (UNWELL.matcher(word).matches()) return false;
        return null;
    }

    private static boolean isMended(Notice notice) {
        return MENDED.matcher(notice.text().toLowerCase(Locale.ROOT)).find();
    }

    private static boolean isGoing(Notice notice) {
        String state = notice.state();
        return state != null && GOING.matcher(state.toLowerCase(Locale.ROOT).strip()).matches();
    }

    /// One part may be spoken of by several sources; a source's newest word on it counts. What is said of no part is a part of its own.
    private static String key(Notice notice) {
        return notice.source() + " " + (notice.component() == null ? notice.text() : part(notice.component()));
    }

    /// `Pod/checkout-1` and `checkout-1` are one part.
    private static String part(String component) {
        return component.substring(component.lastIndexOf('/') + 1);
    }

    /// An event's bad word on a part yields to a state of the same part that another source reports as well, and is newer or current.
    private static boolean isWellElsewhere(Notice notice, Map<String, CitedNotice> newest, Map<String, Boolean> states) {
        for (Map.Entry<String, CitedNotice> one : newest.entrySet()) {
            Notice other = one.getValue().notice();
            if (other.equals(notice) || other.component() == null || notice.component() == null
                    || !part(other.component()).equals(part(notice.component()))) {
                continue;
            }
            if (Boolean.TRUE.equals(states.get(one.getKey())) && !other.at().isBefore(notice.at())) return true;
        }
        return false;
    }

    private static boolean isWell(String component, Map<String, CitedNotice> newest, Map<String, Boolean> states) {
        boolean known = false;
        for (Map.Entry<String, CitedNotice> one : newest.entrySet()) {
            String other = one.getValue().notice().component();
            if (other == null || !part(component).equals(part(other))) continue;
            if (Boolean.FALSE.equals(states.get(one.getKey()))) return false;
            known = true;
        }
        return known;
    }

    private static boolean isError(LogRecord log) {
        String level = log.severityText();
        if (level == null) return false;
        String upper = level.toUpperCase(Locale.ROOT);
        return upper.startsWith("ERR") || upper.startsWith("FATAL") || upper.startsWith("CRIT") || upper.startsWith("SEVERE");
    }

    private static Said said(CitedNotice cited) {
        return new Said(cited.evidence(), cited.notice().component(), cited.notice().text());
    }
}
