package dev.firsthour.llm;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// How a question to a model ended.
public sealed interface Reply {

    /// Who answered, what went before, and what it cost.
    Served served();

    /// The same reply with that said.
    Reply served(Served served);

    /// The model said all it wanted to say. The text may be empty and need not follow the schema.
    ///
    /// @param calls the tools it wants used before it goes on, in its order; most often none
    record Answered(String text, List<Tool.Call> calls, long inputTokens, long outputTokens, Served served) implements Reply {

        public Answered { calls = List.copyOf(calls); }

        public Answered(String text, List<Tool.Call> calls, long inputTokens, long outputTokens) {
            this(text, calls, inputTokens, outputTokens, Served.UNSAID);
        }

        public Answered(String text, long inputTokens, long outputTokens) {
            this(text, List.of(), inputTokens, outputTokens, Served.UNSAID);
        }

        @Override
        public Answered served(Served by) {
            return new Answered(text, calls, inputTokens, outputTokens, by);
        }
    }

    /// The model ran into its limit: the text is cut, and a cut value is never repaired.
    record Cut(String text, long inputTokens, long outputTokens, Served served) implements Reply {

        public Cut(String text, long inputTokens, long outputTokens) {
            this(text, inputTokens, outputTokens, Served.UNSAID);
        }

        @Override
        public Cut served(Served by) {
            return new Cut(text, inputTokens, outputTokens, by);
        }
    }

    /// The endpoint is there and has no room (429, 503): ask again later.
    ///
    /// @param retryAfter when it says to come back; null if it does not say
    record Busy(String reason, @Nullable Duration retryAfter, Served served) implements Reply {

        public Busy(String reason, @Nullable Duration retryAfter) {
            this(reason, retryAfter, Served.UNSAID);
        }

        @Override
        public Busy served(Served by) {
            return new Busy(reason, retryAfter, by);
        }
    }

    /// The endpoint cannot be reached, broke off, timed out or failed inside (5xx): ask again later.
    record Away(String reason, Served served) implements Reply {

        public Away(String reason) {
            this(reason, Served.UNSAID);
        }

        @Override
        public Away served(Served by) {
            return new Away(reason, by);
        }
    }

    /// Asking again will not help: wrong key, unknown model, a prompt that is too long or that the endpoint will not answer.
    record Refused(String reason, Served served) implements Reply {

        public Refused(String reason) {
            this(reason, Served.UNSAID);
        }

        @Override
        public Refused served(Served by) {
            return new Refused(reason, by);
        }
    }

    /// A budget is used up, so nobody was asked.
    ///
    /// @param spent what it stands at
    record Overspent(Budget budget, long spent, Served served) implements Reply {

        public Overspent(Budget budget, long spent) {
            this(budget, spent, Served.UNSAID);
        }

        @Override
        public Overspent served(Served by) {
            return new Overspent(budget, spent, by);
        }

        /// The budget, its limit and the way out.
        public String reason() {
            return budget.words() + " is used up: " + budget.amount(spent) + " of " + budget.amount(budget.limit())
                    + " are spent (see " + budget.setting() + ")";
        }
    }

    /// Who answered in the end and what happened on the way there.
    ///
    /// @param model the name of the model that this reply is from; empty where only one can be meant
    /// @param failed the endpoints that were tried or passed over before, in order
    /// @param moneyMicros what it cost, in millionths of the currency that prices are given in; 0 where no price is set
    record Served(String model, List<Failed> failed, long moneyMicros) {

        public static final Served UNSAID = new Served("", List.of(), 0);

        public Served { failed = List.copyOf(failed); }
    }

    /// An endpoint that gave no answer.
    ///
    /// @param endpoint its name in the settings
    /// @param model its model's name
    /// @param reason what it said, or why it was not asked
    record Failed(String endpoint, String model, String reason) {}
}
