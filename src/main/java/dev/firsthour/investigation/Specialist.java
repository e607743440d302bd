package dev.firsthour.investigation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.firsthour.incident.Signal;

/// Who looks at which sort of telemetry.
@SuppressWarnings("ImmutableEnumChecker") // the lists are unmodifiable
enum Specialist {
    LOGS("the logs: which messages appeared, vanished or changed their rate, what the first of them says",
            List.of(EvidenceTool.SEARCH_LOGS, EvidenceTool.LOG_TEMPLATES, EvidenceTool.READ_EVIDENCE, EvidenceTool.ASK_SOURCES)), METRICS(
                    "the metrics: what left its normal range, when, and in which order",
                    List.of(EvidenceTool.LIST_SERIES, EvidenceTool.READ_SERIES, EvidenceTool.COMPARE_WINDOWS,
                            EvidenceTool.ASK_SOURCES)), TRACES(
                                    "the traces: which service is slow or fails of itself, and which only waits for another",
                                    List.of(EvidenceTool.TRACE_EXAMPLES, EvidenceTool.READ_EVIDENCE, EvidenceTool.ASK_SOURCES)), CHANGES(
                                            "the changes and the notices of platforms and vendors: what changed before the trouble, and whether it can produce what is seen",
                                            List.of(EvidenceTool.LIST_CHANGES, EvidenceTool.READ_DIFF, EvidenceTool.SEARCH_LOGS,
                                                    EvidenceTool.ASK_SOURCES)), HISTORY(
                                                            "past incidents and runbooks: whether one like this had a cause that could be this one's too, and what in today's evidence would show it",
                                                            List.of(EvidenceTool.PAST_INCIDENTS, EvidenceTool.SEARCH_RUNBOOKS,
                                                                    EvidenceTool.SEARCH_LOGS,
                                                                    EvidenceTool.LIST_CHANGES, EvidenceTool.READ_EVIDENCE));

    private final String matter;
    private final List<EvidenceTool> tools;

    Specialist(String matter, List<EvidenceTool> tools) {
        this.matter = matter;
        this.tools = tools;
    }

    /// The name of the agent, as stored.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What it is to look at, in words.
    String matter() {
        return matter;
    }

    List<EvidenceTool> tools() {
        return tools;
    }

    static Optional<Specialist> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equalsIgnoreCase(word)).findFirst();
    }

    /// Whose matter a signal of the engine is.
    static Specialist of(Signal signal) {
        return switch (signal) {
            case Signal.LogShift _ -> LOGS;
            case Signal.MetricShift _,Signal.ResourceLimit _ -> METRICS;
            case Signal.SpanShift _,Signal.FlowShift _,Signal.CallDelay _ -> TRACES;
            case Signal.SuspectChange _,Signal.Said _ -> CHANGES;
        };
    }
}
