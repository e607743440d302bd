package dev.firsthour.web.api;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.SourceReport;

/// What one source of evidence can answer.
///
/// @param address where it is asked
/// @param version what it says it is; null if it does not say
/// @param holds what it holds, a sentence each
/// @param services some of the services it knows, by the names they have there
/// @param trouble why it cannot be asked, and what to do; null if it can
record SourceView(String source, String address, boolean reachable, @Nullable String version, List<String> holds, List<String> services,
        @Nullable String trouble) {

    static SourceView of(SourceReport report) {
        return new SourceView(report.source(), report.address(), report.reachable(), report.version(), report.facts(), report.services(),
                report.trouble());
    }
}
