package dev.firsthour.llm;

import java.math.BigDecimal;
import java.util.Locale;

/// A bound on what models may cost.
///
/// @param limit how much may be spent: tokens, or millionths of the currency
public record Budget(Scope scope, Unit unit, long limit) {

    /// What is added up.
    public enum Scope {
        /// What one investigation spends.
        INVESTIGATION,
        /// What all spend from midnight to midnight, UTC.
        DAY,
        /// What was ever spent here.
        INSTALLATION
    }

    /// What is counted.
    public enum Unit {
        /// Tokens in and out.
        TOKENS,
        /// Millionths of the currency that prices are given in.
        MONEY_MICROS
    }

    /// As in "the budget in tokens of a day".
    public String words() {
        return "the budget in " + (unit == Unit.TOKENS ? "tokens" : "money") + " of " + switch (scope) {
            case INVESTIGATION -> "an investigation";
            case DAY -> "a day";
            case INSTALLATION -> "the installation";
        };
    }

    /// An amount as people read it: tokens as they are, money in whole units of the currency.
    public String amount(long spent) {
        return unit == Unit.TOKENS ? spent + " tokens" : BigDecimal.valueOf(spent, 6).stripTrailingZeros().toPlainString();
    }

    /// The setting that bounds it.
    public String setting() {
        return "firsthour.llm.budget." + scope.name().toLowerCase(Locale.ROOT) + "-" + (unit == Unit.TOKENS ? "tokens" : "money");
    }
}
