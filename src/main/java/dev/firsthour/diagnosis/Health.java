package dev.firsthour.diagnosis;

import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Diagnosis.Verdict;

/// Whether anything is wrong, by metrics alone, with a bounded rate of false blame.
///
/// Where the alert's own series is there it alone is tested, so looking at hundreds of others costs nothing. It is off if its
/// departure has a chance of less than {@link #FALSE_BLAME} under normal running, or if it is visibly raised and its chance and that of
/// a service that accounts for at least half of it come to less together (Fisher's method for two independent tests, times the number of
/// services that do: in a busy minute many a service is up by accident, in a fault one or two are). Where it is not there, the most
/// surprising of all departures towards trouble is tested against all that were looked at (Bonferroni).
///
/// @param chance how likely what was seen is if nothing is wrong, 0 to 1
/// @param reason what decided it, in one sentence
record Health(Verdict verdict, double chance, String reason) {

    /// How often a fault may be claimed where there is none.
    static final double FALSE_BLAME = 0.01;
    /// An alert whose series look perfectly calm may still be right, about something that nobody measures.
    private static final double CALM_ODDS = 9;
    /// A symptom below half of its normal reach is not there, whatever others do.
    private static final double VISIBLE = 0.5;
    /// From which share of the symptom on a service accounts for it.
    private static final double ACCOUNTS = 0.5;

    static Health of(@Nullable SymptomCurve curve, @Nullable Excess excess, List<SeriesShift> shifts, int looked) {
        if (looked == 0) return new Health(Verdict.NOT_ENOUGH_EVIDENCE, 1, "No series has points both before and around the detection.");
        if (curve != null) return ofSymptom(curve, excess);
        SeriesShift worst = shifts.stream().filter(SeriesShift::isBad).min(Comparator.comparingDouble(SeriesShift::chance)).orElse(null);
        if (worst == null) return new Health(Verdict.NO_FAULT, 1, "None of " + looked + " series left its normal range.");
        double chance = Math.min(1, looked * worst.chance());
        String name = worst.cited().series().title();
        if (chance > FALSE_BLAME) {
            return new Health(Verdict.NO_FAULT, chance,
                    "The farthest departure among %d series, that of %s, is one to be expected by accident."
                            .formatted(looked, name));
        }
        boolean over = shifts.stream().filter(shift -> shift.isBad() && looked * shift.chance() <= FALSE_BLAME)
                .allMatch(SeriesShift::isOver);
        return new Health(over ? Verdict.RECOVERED : Verdict.FAULT, chance, name + (over ? " was off and is back to normal." : " is off."));
    }

    private static Health ofSymptom(SymptomCurve curve, @Nullable Excess excess) {
        SeriesShift shift = curve.shift();
        String name = curve.track().cited().series().title();
        if (shift == null || !shift.isBad() || curve.surprise() < VISIBLE) {
            return new Health(Verdict.NO_FAULT, curve.chance(), name + ", which the alert watches, keeps within its normal range.");
        }
        double chance = curve.chance();
        String with = "";
        if (excess != null) {
            List<String> accountable = excess.services().stream()
                    .filter(service -> !service.equals(shift.owner()) && excess.account(service).excess() >= ACCOUNTS).toList();
            for (String service : accountable) {
                Excess.Account account = excess.account(service);
                double own = Math.pow(account.chance(), Math.min(1, account.excess()));
                double joint = Math.min(1, accountable.size() * fisher(curve.chance(), own));
                if (joint < chance) {
                    chance = joint;
                    with = " together with " + service + ", which accounts for it";
                }
            }
        }
        if (chance > FALSE_BLAME) {
            return new Health(Verdict.NO_FAULT, chance, name + ", which the alert watches, moves no farther than it does by accident.");
        }
        if (shift.isOver()) return new Health(Verdict.RECOVERED, chance, name + " was off" + with + " and is back to normal.");
        return new Health(Verdict.FAULT, chance, name + " is off" + with + ".");
    }

    /// How sure it is that nothing is wrong, 0 to 1, the nearer to {@link #FALSE_BLAME} the less: the chance as the least odds that it leaves to calm
    /// (-e p ln p; Sellke, Bayarri and Berger, The American Statistician 2001), on top of {@link #CALM_ODDS}.
    double calm() {
        if (chance <= 0) return 0;
        double odds = CALM_ODDS * (chance < 1 / Math.E ? -Math.E * chance * Math.log(chance) : 1);
        return odds / (1 + odds);
    }

    /// The chance of two independent chances together, by Fisher's method: chi-squared with four degrees of freedom in closed form.
    static double fisher(double one, double other) {
        double product = one * other;
        return product <= 0 ? 0 : Math.min(1, product * (1 - Math.log(product)));
    }
}
