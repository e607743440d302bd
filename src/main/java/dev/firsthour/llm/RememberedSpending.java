package dev.firsthour.llm;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Spending in memory, bounded: the accounts that spent last, the hours of the last days, and one sum for all before.
final class RememberedSpending implements Spending {

    /// More investigations do not run at once.
    private static final int ACCOUNTS = 4096;
    private static final int HOURS = 72;

    private final Map<String, Spent> accounts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Spent> eldest) {
            return size() > ACCOUNTS;
        }
    };
    private final TreeMap<Instant, Spent> hours = new TreeMap<>();
    private Spent all = Spent.NOTHING;

    @Override
    public synchronized Spent by(String account) {
        return accounts.getOrDefault(account, Spent.NOTHING);
    }

    @Override
    public synchronized Spent since(Instant from) {
        if (from.equals(Instant.EPOCH)) return all;
        return hours.tailMap(from.truncatedTo(ChronoUnit.HOURS)).values().stream().reduce(Spent.NOTHING, Spent::plus);
    }

    @Override
    public synchronized void add(String account, Instant at, Spent spent) {
        accounts.merge(account, spent, Spent::plus);
        hours.merge(at.truncatedTo(ChronoUnit.HOURS), spent, Spent::plus);
        if (hours.size() > HOURS) hours.pollFirstEntry();
        all = all.plus(spent);
    }
}
