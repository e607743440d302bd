package dev.firsthour.web.api;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.Finding;

/// One thing that the diagnosis saw.
///
/// @param score how much it weighs, 0 to 1
/// @param signal what was measured; its `kind` says of which sort
record FindingView(String statement, @Nullable EntityView entity, @Nullable Instant at, double score, Stored signal, List<String> cites) {

    static FindingView of(Finding finding) {
        return new FindingView(finding.statement(), EntityView.of(finding.entity()), finding.at(), finding.score(),
                new Stored(finding.signal()), finding.cites().stream().map(EvidenceId::toString).toList());
    }
}
