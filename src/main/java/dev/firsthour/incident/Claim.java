package dev.firsthour.incident;

import java.util.List;

/// A sentence and the evidence it stands on.
public record Claim(String text, List<EvidenceId> cites) {

    public Claim {
        cites = List.copyOf(cites);
        if (cites.isEmpty()) throw new IllegalArgumentException("a claim cites evidence: " + text);
    }
}
