package dev.firsthour.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Claim;
import dev.firsthour.incident.Entity;
import dev.firsthour.incident.Notice;

/// Recognises causes outside our own changes: a vendor, the names, a certificate, bad data, more traffic, the platform underneath.
///
/// Each is a rule over what the telemetry says, as an engineer would argue: whose answers fail, how many services fail alike, whether it is
/// always the same record, what somebody announced. The strengths are on one scale with those of changes, so that either can win. Cost:
/// linear in complaints, notices and kept log values. Limit: what nobody logs, measures or announces is not recognised.
final class OutsideCauses {

    private static final Pattern HOST = Pattern
            .compile(
                    "\\b(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.){1,5}(?:com|net|org|io|dev|cloud|ai|co|app|eu|us|uk|de|gov|edu)\\b|(?<=://)[a-z0-9.-]+\\.[a-z]{2,}");
    private static final Pattern OWN_HOST = Pattern.compile("(\\.svc|\\.cluster|\\.local|\\.internal|localhost)");
    private static final Pattern BAD_STATE = Pattern.compile(
            "degrad|outage|down|major|critical|partial|investigating|identified|unhealthy|notready|failed|failing|warning|monitoring|elevated");
    private static final Pattern WELL_STATE = Pattern.compile("^(operational|resolved|ok|healthy|none|normal|completed|available)$");
    private static final Duration AROUND = Duration.ofMinutes(45);
    /// How storage that ran out is named.
    static final String STORAGE = "storage";
    private static final int ENOUGH_SERVICES = 2;
    /// How far several services that say the same, one that names the cause itself, and one that says what may follow from much are believed.
    private static final double SAID_BY_SEVERAL = 0.8;
    private static final double STATED = 0.7;
    private static final double SAID_BY_ONE = 0.55;
    /// How far bad data is believed: where it is one and the same record, and where it is one and the same sender.
    private static final double ONE_RECORD = 0.82;
    private static final double ONE_SENDER = 0.65;
    /// What an announcement weighs by its time alone, and what its words add where they are the complaints' own.
    private static final double ANNOUNCED = 0.25;
    private static final double FITTING = 0.5;
    /// How well an announcement fits that names the very service which complains.
    private static final double NAMES_IT = 0.9;
    /// Load varies; what is less than half as much again is no surge.
    private static final double GROWN = 1.5;
    private static final double LIKELY = 0.6;
    /// What is left of growth as a cause, where those who ask did not ask more.
    private static final double OWN_DOING = 0.4;
    private static final Pattern ASKED = Pattern
            .compile("(?i)(^|[^a-z])(rps|qps|tps|requests?|reqs?|calls|workload|traffic|invocations)([^a-z]|$)");
    private static final Set<Failure> OF_A_PEER = Set.of(Failure.UPSTREAM, Failure.TIMEOUT, Failure.UNREACHABLE, Failure.THROTTLED,
            Failure.SLOW);

    private static final Set<Failure> OF_OVERLOAD = Set.of(Failure.CPU_EXHAUSTED, Failure.SLOW, Failure.TIMEOUT, Failure.THROTTLED,
            Failure.POOL_EXHAUSTED, Failure.THREADS_EXHAUSTED, Failure.MEMORY_EXHAUSTED, Failure.BACKLOG);

    private final List<Complaint> complaints;
    private final Vocabulary vocabulary;
    private final @Nullable Instant onset;
    private final @Nullable FaultKind standing;

    /// @param standing the kind of fault that all that is said of the parts speaks for; null if for none
    OutsideCauses(List<Complaint> complaints, Vocabulary vocabulary, @Nullable Instant onset, @Nullable FaultKind standing) {
        this.standing = standing;
        this.complaints = complaints;
        this.vocabulary = vocabulary;
        this.onset = onset;
    }

    List<OutsideCause> of(List<CitedNotice> notices, List<RepeatedValues.Repeated> repeated, MetricRanking metrics,
            List<CitedSeries> series, Set<String> services) {
        var causes = new ArrayList<OutsideCause>();
        vendors(notices, services, causes);
        everywhere(Failure.NAME_RESOLUTION, "name resolution", "name resolution outage",
                "Names do not resolve: the fault lies in DNS, under all services that look something up.", notices, causes);
        everywhere(Failure.CERTIFICATE, "a certificate", "certificate", "A certificate is not accepted any more.", notices, causes);
        everywhere(Failure.DISK_EXHAUSTED, STORAGE, "resource exhaustion", "Storage ran out.", notices, causes);
        everywhere(Failure.HARDWARE, "hardware", "infrastructure failure", "A device failed under the service.", notices, causes);
        everywhere(Failure.NODE_LOST, "machines", "infrastructure failure", "Machines went away, or threw out what ran on them.", notices,
                causes);
        everywhere(Failure.READ_ONLY, "a database's roles", "infrastructure failure",
                "The database that takes the writes has changed: what is written to takes no writes now.", notices, causes);
        everywhere(Failure.CLOCK, "clocks", "infrastructure failure", "Clocks do not agree.", notices, causes);
        everywhere(Failure.ACCOUNT, "an account", "expired or exhausted account",
                "A key, a contract or an allowance with somebody else has ended.", notices, causes);
        everywhere(Failure.BY_HAND, "work by hand", "foreign load", "Somebody's own work takes what the services need.", notices, causes);
        everywhere(Failure.INPUT_MISSING, "input", "missing input", "What others should have sent did not come.", notices, causes);
        repeated.forEach(one -> causes.add(badData(one)));
        traffic(metrics, series, causes);
        announced(notices, causes);
        causes.sort(Comparator.comparingDouble(OutsideCause::strength).reversed().thenComparing(OutsideCause::statement));
        return causes;
    }

    private void vendors(List<CitedNotice> notices, Set<String> services, List<OutsideCause> causes) {
        record Seen(double weight, Set<String> services, List<Claim> claims) {}
        Map<String, Seen> byHost = new TreeMap<>();
        for (Complaint complaint : complaints) {
            if (complaint.cites().isEmpty() || complaint.failures().stream().noneMatch(OF_A_PEER::contains)) continue;
            Matcher matcher = HOST.matcher(complaint.text().toLowerCase(Locale.ROOT));
            Set<String> hosts = new LinkedHashSet<>();
            while (matcher.find()) {
                if (!OWN_HOST.matcher(matcher.group()).find() && !services.contains(matcher.group())) hosts.add(matcher.group());
            }
            for (String host : hosts) {
                Seen before = byHost.getOrDefault(host, new Seen(0, new TreeSet<>(), new ArrayList<>()));
                if (complaint.service() != null) before.services.add(complaint.service());
                before.claims.add(new Claim(Words.capitalised(complaint.service() == null ? "a service" : complaint.service()) + " says '"
                        + shortened(complaint.text()) + "'.", complaint.cites()));
                byHost.put(host, new Seen(Math.max(before.weight, complaint.weight()), before.services, before.claims));
            }
        }
        byHost.forEach((host, seen) -> {
            var claims = new ArrayList<>(seen.claims.subList(0, Math.min(3, seen.claims.size())));
            double announced = 0;
            for (CitedNotice cited : notices) {
                if (!isBad(cited.notice()) || !isNear(cited.notice())) continue;
                if (speaksOf(cited.notice(), host)) {
                    announced = 1;
                    if (claims.size() < 6) claims.add(claim(cited));
                }
            }
            causes.add(new OutsideCause(new Entity(Entity.Kind.DEPENDENCY, host), "vendor outage",
                    "Calls to " + host + " fail: the cause lies with that provider, outside our own changes.",
                    seen.weight * 0.62 + 0.3 * announced, claims));
        });
    }

    private static boolean speaksOf(Notice notice, String host) {
        String text = (notice.source() + " " + (notice.component() == null ? "" : notice.component()) + " " + notice.text())
                .toLowerCase(Locale.ROOT);
        if (text.contains(host)) return true;
        int top = host.lastIndexOf('.');
        int second = host.lastIndexOf('.', top - 1);
        return text.contains(host.substring(second + 1, top));
    }

    private void everywhere(Failure failure, String thing, String fault, String statement, List<CitedNotice> notices,
            List<OutsideCause> causes) {
        Set<String> services = new TreeSet<>();
        var claims = new ArrayList<Claim>();
        double weight = 0;
        boolean isOver = false;
        for (Complaint complaint : complaints) {
            if (!complaint.failures().contains(failure) || complaint.cites().isEmpty()) continue;
            weight = Math.max(weight, complaint.weight());
            isOver |= failure == Failure.CERTIFICATE && complaint.failures().contains(Failure.EXPIRED);
            if (complaint.service() != null) services.add(complaint.service());
            if (claims.size() < 4) {
                claims.add(new Claim(
                        (complaint.service() == null ? "A service" : complaint.service()) + " says '" + shortened(complaint.text())
                                + "'.",
                        complaint.cites()));
            }
        }
        if (claims.isEmpty()) return;
        double announced = 0;
        for (CitedNotice cited : notices) {
            if (isBad(cited.notice()) && isNear(cited.notice()) && Failure.in(cited.notice().text() + " " + cited.notice().component())
                    .contains(failure)) {
                announced = 1;
                if (claims.size() < 6) claims.add(claim(cited));
            }
        }
        causes.add(new OutsideCause(new Entity(Entity.Kind.DEPENDENCY, thing), fault, statement,
                weight * (services.size() >= ENOUGH_SERVICES ? SAID_BY_SEVERAL : failure.isFact() || isOver ? STATED : SAID_BY_ONE)
                        + 0.2 * announced,
                claims));
    }

    private static OutsideCause badData(RepeatedValues.Repeated one) {
        return new OutsideCause(new Entity(Entity.Kind.RESOURCE, one.name() + "=" + one.value()), "bad data",
                one.sender()
                        ? "What fails in " + one.service() + " all comes from one " + one.name() + ", " + one.value()
                                + ": what it sends is bad, and the code that rejects it is not to blame."
                        : "One and the same record (" + one.name() + " " + one.value() + ") fails again and again in " + one.service()
                                + ": the data is bad, and the code that rejects it is not to blame.",
                one.sender() ? ONE_SENDER : ONE_RECORD,
                List.of(new Claim(one.service() + " failed " + one.count() + " times, each time on " + one.name() + " " + one.value() + ".",
                        List.of(one.evidence()))));
    }

    /// Load that grew is a cause only where it came from outside: callers that ask as much as ever make the growth our own doing (retries,
    /// a cache that is missed, a query for each row), and so does work that a service makes for itself.
    private void traffic(MetricRanking metrics, List<CitedSeries> series, List<OutsideCause> causes) {
        Set<String> grown = new TreeSet<>();
        metrics.shifts().stream().filter(shift -> shift.role() == MetricRole.TRAFFIC && shift.direction() > 0)
                .filter(shift -> shift.before() <= 0 || shift.after() / shift.before() >= GROWN)
                .forEach(shift -> grown.add(shift.cited().series().title()));
        boolean steadyElsewhere = series.stream().map(CitedSeries::series).anyMatch(one -> one.service() != null
                && MetricRole.of(one) == MetricRole.TRAFFIC && ASKED.matcher(one.name()).find() && !grown.contains(one.title()));
        for (SeriesShift shift : metrics.shifts()) {
            if (shift.role() != MetricRole.TRAFFIC || shift.direction() < 0 || shift.certainty() < LIKELY) continue;
            if (metrics.downstream().contains(shift.owner())) continue;
            double factor = shift.before() > 0 ? shift.after() / shift.before() : 1;
            if (factor < GROWN || (onset != null && shift.began().isAfter(onset.plus(AROUND)))) continue;
            boolean first = onset == null || !shift.began().isAfter(onset.plusSeconds(60));
            double strength = shift.certainty() * Math.min(1, Math.log(factor) / Math.log(4)) * (first ? 0.75 : 0.3)
                    * (steadyElsewhere ? OWN_DOING : 1) * (isOverloaded(shift.owner(), metrics) ? 1 : OWN_DOING * OWN_DOING);
            causes.add(new OutsideCause(Entity.service(shift.owner()), "traffic",
                    "The load itself grew: " + shift.cited().series().title() + " went to " + String.format(Locale.ROOT, "%.1f", factor)
                            + " times what it was.",
                    strength,
                    List.of(new Claim(MetricShifts.finding(shift).statement(), List.of(shift.cited().evidence())))));
        }
    }

    /// Whether a service shows that it has more to do than it can: load that it copes with breaks nothing.
    private boolean isOverloaded(String service, MetricRanking metrics) {
        // What comes a second time was not asked for anew.
        if (complaints.stream().anyMatch(complaint -> service.equals(complaint.service())
                && complaint.failures().contains(Failure.DUPLICATE))) {
            return false;
        }
        boolean said = complaints.stream().anyMatch(complaint -> service.equals(complaint.service()) && !complaint.cites().isEmpty()
                && complaint.failures().stream().anyMatch(OF_OVERLOAD::contains));
        return said || metrics.shifts().stream().anyMatch(shift -> shift.owner().equals(service) && shift.direction() > 0
                && Failure.in(shift.cited().series().name()).stream().anyMatch(OF_OVERLOAD::contains));
    }

    /// What a platform or vendor announced, whatever it is, if it fits the complaints.
    private void announced(List<CitedNotice> notices, List<OutsideCause> causes) {
        Map<String, List<CitedNotice>> bySource = new LinkedHashMap<>();
        for (CitedNotice cited : notices) {
            if (cited.isPattern() || !isBad(cited.notice()) || !isNear(cited.notice())) continue;
            bySource.computeIfAbsent(cited.notice().source(), _ -> new ArrayList<>()).add(cited);
        }
        bySource.forEach((source, told) -> {
            var fits = new HashMap<CitedNotice, Double>();
            told.forEach(cited -> fits.put(cited, fit(cited.notice())));
            told.sort(Comparator.comparingDouble((CitedNotice cited) -> fits.getOrDefault(cited, 0.0)).reversed()
                    .thenComparing(cited -> cited.notice().at()).thenComparing(cited -> cited.notice().text()));
            Notice nearest = told.getFirst().notice();
            String about = nearest.component() == null || nearest.component().equals(source) ? "" : " with " + nearest.component();
            causes.add(new OutsideCause(new Entity(Entity.Kind.DEPENDENCY, source), fault(told),
                    source + " reported trouble" + about + " at the time: " + shortened(nearest.text()),
                    ANNOUNCED + FITTING * fits.getOrDefault(told.getFirst(), 0.0),
                    told.stream().limit(4).map(OutsideCauses::claim).toList()));
        });
    }

    /// How much a notice speaks of what services complain of, by the telling words they share.
    private double fit(Notice notice) {
        Set<String> words = Vocabulary
                .words(notice.text() + " " + (notice.component() == null ? "" : notice.component()) + " " + notice.source());
        String text = (notice.text() + " " + notice.component()).toLowerCase(Locale.ROOT);
        double fit = 0;
        for (Complaint complaint : complaints) {
            String service = complaint.service();
            if (service != null && text.contains(service.toLowerCase(Locale.ROOT))) fit = Math.max(fit, NAMES_IT * complaint.weight());
            double sum = words.stream().filter(complaint.words()::contains).mapToDouble(vocabulary::telling).sum();
            fit = Math.max(fit, complaint.weight() * (1 - Math.exp(-sum)));
        }
        return fit;
    }

    /// The kind of fault that notices speak of most; an outage where they do not say.
    private String fault(List<CitedNotice> told) {
        Map<FaultKind, Double> votes = new EnumMap<>(FaultKind.class);
        told.forEach(cited -> FaultKind.in(cited.notice().text()).forEach((kind, signs) -> votes.merge(kind, signs, Double::sum)));
        return votes.entrySet().stream().max(Map.Entry.comparingByValue()).map(most -> most.getKey().words)
                .orElse(standing == null ? "platform or vendor outage" : standing.words);
    }

    private static Claim claim(CitedNotice cited) {
        Notice notice = cited.notice();
        return new Claim(notice.source() + " said at " + notice.at() + ": " + shortened(notice.text()), List.of(cited.evidence()));
    }

    private static boolean isBad(Notice notice) {
        String state = notice.state() == null ? "" : notice.state().toLowerCase(Locale.ROOT);
        if (WELL_STATE.matcher(state).matches()) return false;
        return BAD_STATE.matcher(state).find() || BAD_STATE.matcher(notice.text().toLowerCase(Locale.ROOT)).find();
    }

    private boolean isNear(Notice notice) {
        return onset == null || Duration.between(notice.at(), onset).abs().compareTo(AROUND) <= 0;
    }

    private static String shortened(String text) {
        return text.length() > 160 ? text.substring(0, 160) + "..." : text;
    }
}
