package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.LogRecord;

/// What is worth keeping of logs that pass by once: of each template the first record, the last ones before the detection, the first ones
/// after it, and the one that a finding shows as its example, so that who follows a citation finds the line there.
///
/// Cost: nothing is copied but records that are too long. Memory: at most [#ROOM] characters and beside them one example a template.
final class LogSample {

    private static final int BEFORE = 3;
    private static final int AFTER = 5;
    /// Templates that grew together bring their records along; no template has more than this.
    private static final int MOST = 32;
    /// Longer records are cut: several times what a finding shows of one.
    private static final int LONGEST = 4_000;
    /// Characters of all kept records.
    private static final long ROOM = 16L << 20;
    /// What a record takes beside its text, as characters.
    private static final int OVERHEAD = 200;

    private final @Nullable Consumer<CitedLog> told;
    private long used;

    /// @param told null if everything is kept anyway, and no sample wanted
    LogSample(@Nullable Consumer<CitedLog> told) {
        this.told = told;
    }

    boolean isWanted() {
        return told != null;
    }

    /// Tells all that was kept, by time.
    void tell(List<Kept> all) {
        if (told == null) return;
        Set<CitedLog> distinct = new LinkedHashSet<>();
        all.forEach(kept -> distinct.addAll(kept.records()));
        distinct.stream()
                .sorted(Comparator.comparing((CitedLog cited) -> cited.log().at(), Comparator.nullsFirst(Comparator.naturalOrder())))
                .forEach(told);
    }

    private static CitedLog shortened(CitedLog cited, String body) {
        LogRecord log = cited.log();
        String text = body.length() > LONGEST ? body.substring(0, LONGEST) + "…" : body;
        if (text.equals(log.body())) return cited;
        return new CitedLog(cited.evidence(),
                new LogRecord(log.at(), log.service(), log.severityText(), text, log.traceId(), log.spanId(), log.attributes()));
    }

    private static long size(CitedLog cited) {
        return (long) cited.log().body().length() + OVERHEAD;
    }

    /// What is kept of one template.
    final class Kept {

        private final List<CitedLog> after = new ArrayList<>();
        private final CitedLog[] before = new CitedLog[BEFORE];
        private int seenBefore;
        private @Nullable CitedLog first;
        private @Nullable CitedLog example;
        private final List<CitedLog> absorbed = new ArrayList<>();

        /// @param body the record's text with the lines that followed it
        /// @param early whether it lies before the detection
        void see(CitedLog cited, String body, boolean early) {
            boolean full = used >= ROOM;
            if (first == null && !full) first = counted(shortened(cited, body));
            if (early) {
                int slot = seenBefore % BEFORE;
                CitedLog old = slot < seenBefore ? before[slot] : null;
                if (old != null) used -= size(old);
                if (old != null || !full) {
                    before[slot] = counted(shortened(cited, body));
                    seenBefore++;
                }
            } else if (after.size() < AFTER && !full) {
                after.add(counted(shortened(cited, body)));
            }
        }

        void example(CitedLog cited, String body) {
            example = shortened(cited, body);
        }

        void absorb(Kept other, boolean withExample) {
            absorbed.addAll(other.records());
            if (withExample) example = other.example;
            if (absorbed.size() > MOST) absorbed.subList(MOST, absorbed.size()).clear();
        }

        private CitedLog counted(CitedLog cited) {
            used += size(cited);
            return cited;
        }

        List<CitedLog> records() {
            Set<CitedLog> records = new LinkedHashSet<>();
            if (example != null) records.add(example);
            if (first != null) records.add(first);
            for (CitedLog cited : before) {
                if (cited != null) records.add(cited);
            }
            records.addAll(after);
            records.addAll(absorbed);
            return records.stream().limit(MOST).toList();
        }
    }
}
