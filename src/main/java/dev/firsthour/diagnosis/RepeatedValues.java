package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;

/// Notices when failures are always about one and the same record: a message that is delivered again and again, a row that cannot be read.
///
/// Keeps, for each service and each name of a value that identifies a record (`offset=...`, `record_id=...`), how often failing lines
/// carry which value. Where there are many failures and a single value, the data is to blame (the "poison message" of message queues).
/// Reads each line once. Bounded: at most 64 values a name and 256 names; beyond that a name clearly varies. Limit: values that are
/// written without a name in front are not seen.
final class RepeatedValues {

    private static final Pattern NAMED = Pattern.compile(
            "\\b((?:[a-z]+[_.-]?)*(?:id|offset|record|row|sequence|seq|key|uuid|document|message|entry))\\s*[=:]\\s*[\"']?([A-Za-z0-9][A-Za-z0-9_.:-]{3,80})",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SENDER = Pattern.compile(
            "\\b(supplier|partner|producer|publisher|sender|vendor|feed|provider|manufacturer|firmware|carrier)(?:[_.-]?(?:id|name))?(?:\\s*[=:]\\s*|\\s)[\"']?([A-Za-z0-9][A-Za-z0-9_.-]{2,60})",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_RECORD = Pattern
            .compile("(?i)trace|span|request|correlation|session|pod|container|host|node|instance|thread|process");
    private static final int MOST_NAMES = 256;
    private static final int MOST_VALUES = 64;
    private static final int MANY = 5;

    /// @param name the value's name as the lines spell it
    /// @param count how many failures carried it
    /// @param sender whether the value says who sent what fails, and not which record it is
    record Repeated(String service, String name, String value, long count, EvidenceId evidence, boolean sender) {}

    private record Key(String service, String name, boolean sender) {}

    private static final class Values {
        private final Map<String, Long> counts = new HashMap<>();
        private @Nullable EvidenceId evidence;
    }

    private final Map<Key, Values> values = new HashMap<>();

    void see(CitedLog cited) {
        LogRecord log = cited.log();
        String level = log.severityText() == null ? "" : log.severityText().toUpperCase(Locale.ROOT);
        if (!(level.startsWith("ERR") || level.startsWith("FATAL") || level.startsWith("CRIT"))) return;
        var failures = Failure.in(log.body());
        if (!failures.contains(Failure.INVALID_DATA) && !failures.contains(Failure.DECODING) && !failures.contains(Failure.WRONG_TYPE))
            return;
        Matcher matcher = NAMED.matcher(log.body());
        while (matcher.find()) {
            if (isRecord(matcher.group(1), matcher.group(2))) see(cited, matcher.group(1), matcher.group(2), false);
        }
        Matcher sender = SENDER.matcher(log.body());
        if (sender.find()) see(cited, sender.group(1), sender.group(2), true);
        log.attributes().forEach((name, value) -> {
            if (NAMED.matcher(name + "=" + value).matches() && isRecord(name, value)) see(cited, name, value, false);
        });
    }

    private static boolean isRecord(String name, String value) {
        return !NO_RECORD.matcher(name).find() && value.chars().anyMatch(Character::isDigit);
    }

    private void see(CitedLog cited, String name, String value, boolean sender) {
        var key = new Key(cited.log().service() == null ? "a service" : cited.log().service(), name, sender);
        if (values.size() >= MOST_NAMES && !values.containsKey(key)) return;
        Values seen = values.computeIfAbsent(key, _ -> new Values());
        if (seen.counts.size() >= MOST_VALUES && !seen.counts.containsKey(value)) return;
        seen.counts.merge(value, 1L, Long::sum);
        if (seen.evidence == null) seen.evidence = cited.evidence();
    }

    /// The values that all failures share, the most repeated first, one a service.
    List<Repeated> repeated() {
        var best = new HashMap<String, Repeated>();
        values.forEach((key, seen) -> {
            EvidenceId evidence = seen.evidence;
            if (seen.counts.size() != 1 || evidence == null) return;
            var only = seen.counts.entrySet().iterator().next();
            if (only.getValue() < MANY) return;
            var one = new Repeated(key.service, key.name, only.getKey(), only.getValue(), evidence, key.sender);
            best.merge(key.service, one, (a, b) -> order().compare(a, b) <= 0 ? a : b);
        });
        var all = new ArrayList<>(best.values());
        all.sort(order());
        return all;
    }

    private static Comparator<Repeated> order() {
        return Comparator.comparing(Repeated::sender).thenComparing(Comparator.comparingLong(Repeated::count).reversed())
                .thenComparing(Repeated::name).thenComparing(Repeated::service);
    }
}
