package dev.firsthour.llm;

import java.time.Instant;

/// What models have cost so far: what budgets are measured against.
public interface Spending {

    /// What was spent on one account, ever.
    Spent by(String account);

    /// What was spent on all accounts since a time; [Instant#EPOCH] for ever.
    Spent since(Instant from);

    /// Adds what a call has just cost.
    void add(String account, Instant at, Spent spent);

    /// An amount.
    ///
    /// @param tokens in and out
    /// @param moneyMicros millionths of the currency that prices are given in
    record Spent(long tokens, long moneyMicros) {

        public static final Spent NOTHING = new Spent(0, 0);

        public Spent plus(Spent other) {
            return new Spent(tokens + other.tokens, moneyMicros + other.moneyMicros);
        }

        long of(Budget.Unit unit) {
            return unit == Budget.Unit.TOKENS ? tokens : moneyMicros;
        }
    }

    /// One that remembers as long as the process lives, and by hours: a day's sum is exact, as days begin on the hour.
    static Spending inMemory() {
        return new RememberedSpending();
    }
}
