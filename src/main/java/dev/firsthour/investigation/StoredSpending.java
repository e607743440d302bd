package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.Usage;
import dev.firsthour.llm.Spending;
import dev.firsthour.timeline.Archive;

/// What models have cost as the stored exchanges say, so that budgets outlive a restart and hold for all nodes together. Sums over time are read again every
/// few seconds, and what this node spent since is added: another node's spending counts with that delay.
///
/// Endpoints that count no tokens are estimated here while the process lives, and stored as they said it.
final class StoredSpending implements Spending {

    private static final Duration FRESH = Duration.ofSeconds(10);
    /// A day's beginning and the beginning of all.
    private static final int SUMS = 4;

    private final Archive archive;
    private final InstantSource clock;
    private final Spending here = Spending.inMemory();
    private final Map<Instant, Sum> sums = new LinkedHashMap<>();

    StoredSpending(Archive archive, InstantSource clock) {
        this.archive = archive;
        this.clock = clock;
    }

    private record Sum(Instant readAt, Spent stored, Spent added) {}

    /// @param account the run's id, as text
    @Override
    public Spent by(String account) {
        Spent stored = spent(archive.usage(AnalysisId.parse(account)));
        Spent seen = here.by(account);
        return new Spent(Math.max(stored.tokens(), seen.tokens()), Math.max(stored.moneyMicros(), seen.moneyMicros()));
    }

    @Override
    public synchronized Spent since(Instant from) {
        Instant now = clock.instant();
        Sum sum = sums.get(from);
        if (sum == null || Duration.between(sum.readAt, now).compareTo(FRESH) > 0) {
            sum = new Sum(now, spent(archive.usageSince(from)), Spent.NOTHING);
            sums.put(from, sum);
            if (sums.size() > SUMS) sums.remove(sums.keySet().iterator().next());
        }
        return sum.stored.plus(sum.added);
    }

    @Override
    public synchronized void add(String account, Instant at, Spent spent) {
        here.add(account, at, spent);
        sums.replaceAll((_, sum) -> new Sum(sum.readAt, sum.stored, sum.added.plus(spent)));
    }

    private static Spent spent(Usage usage) {
        return new Spent(usage.inputTokens() + usage.outputTokens(), usage.moneyMicros());
    }
}
