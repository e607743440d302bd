package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Collector;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Usage;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Run;
import dev.firsthour.timeline.Timeline;

import tools.jackson.databind.node.ObjectNode;

/// One agent asks a model until the answer is valid, or the attempts are used up. Every exchange goes on the timeline; those of an earlier attempt at the
/// same analysis are read back rather than asked again.
final class Conversation {

    private static final int MARKER_BYTES = 6;

    private final Timeline timeline;
    private final Archive archive;
    private final Redactor redactor;
    private final Supplier<String> exchangeIds;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final LlmProperties settings;
    private final int answers;

    Conversation(Timeline timeline, Archive archive, Redactor redactor, Supplier<String> exchangeIds, InstantSource clock,
            RandomGenerator random, LlmProperties settings, int answers) {
        this.timeline = timeline;
        this.archive = archive;
        this.redactor = redactor;
        this.exchangeIds = exchangeIds;
        this.clock = clock;
        this.random = random;
        this.settings = settings;
        this.answers = answers;
    }

    /// How it ended.
    sealed interface End {

        /// The answer is valid in full.
        record Valid(ObjectNode answer) implements End {}

        /// The model has no room or is away: go on later.
        record Waiting(String reason, @Nullable Duration atLeast) implements End {}

        /// No valid answer is to be had.
        ///
        /// @param valid the fields that were valid
        record Lost(String reason, ObjectNode valid) implements End {}
    }

    /// @param agent which agent asks
    /// @param data what it is told of the incident
    End ask(Run run, String agent, LanguageModel model, PromptFile prompt, String data) {
        String marker = marker();
        Turns turns = new Turns(Healing.start(prompt.schema(), answers), prompt.schema(), PromptFile.data(marker, data));
        for (ModelExchange earlier : archive.exchanges(run.analysisId())) {
            boolean said = earlier.outcome().equals(Exchanges.ANSWERED) || earlier.outcome().equals(Exchanges.CUT);
            if (!earlier.agent().equals(agent) || !said) continue;
            End end = turns.follow(turns.take(earlier.reply(), earlier.outcome().equals(Exchanges.CUT)), earlier.reply());
            if (end != null) return end;
        }
        while (true) {
            Prompt asked = new Prompt(prompt.system(marker), turns.messages, turns.schema.text(), settings.maxOutputTokens(),
                    settings.timeout());
            Instant at = clock.instant();
            Reply reply = model.ask(asked);
            Duration took = Duration.between(at, clock.instant());
            Asked question = new Asked(run, agent, model, prompt, asked, at);
            End end = switch (reply) {
                case Reply.Answered(var text, _, var input, var output, var served) ->
                    said(question, turns, text, false, new Usage(input, output, 1, took.toMillis(), served.moneyMicros()));
                case Reply.Cut(var text, var input, var output, var served) ->
                    said(question, turns, text, true, new Usage(input, output, 1, took.toMillis(), served.moneyMicros()));
                case Reply.Busy(var reason, var retryAfter, _) -> {
                    unanswered(question, Exchanges.BUSY, reason, took);
                    yield new End.Waiting(model.name() + " is busy: " + reason, retryAfter);
                }
                case Reply.Away(var reason, _) -> {
                    unanswered(question, Exchanges.AWAY, reason, took);
                    yield new End.Waiting(model.name() + " is away: " + reason, null);
                }
                case Reply.Refused(var reason, _) -> {
                    unanswered(question, Exchanges.REFUSED, reason, took);
                    yield new End.Lost(model.name() + " refused: " + reason, turns.healing.valid());
                }
                case Reply.Overspent overspent -> new End.Lost(overspent.reason(), turns.healing.valid());
            };
            if (end != null) return end;
        }
    }

    private String marker() {
        byte[] bytes = new byte[MARKER_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private record Asked(Run run, String agent, LanguageModel model, PromptFile prompt, Prompt text, Instant at) {}

    /// The turns so far, and what the next answer is measured against.
    private static final class Turns {

        private Healing healing;
        private AnswerSchema schema;
        private final List<Prompt.Message> messages = new ArrayList<>();

        Turns(Healing healing, AnswerSchema schema, String question) {
            this.healing = healing;
            this.schema = schema;
            messages.add(new Prompt.Message(Prompt.Role.USER, question));
        }

        Healing.Step take(String reply, boolean cut) {
            return healing.take(reply, cut);
        }

        /// What a step makes of the conversation: its end, or null if it goes on with one more turn.
        @Nullable
        End follow(Healing.Step step, String reply) {
            return switch (step) {
                case Healing.Step.Accepted accepted -> new End.Valid(accepted.answer());
                case Healing.Step.GaveUp gaveUp -> new End.Lost("none of " + gaveUp.attempt() + " answers was valid; at last: "
                        + words(gaveUp.violations()), gaveUp.valid());
                case Healing.Step.AskAgain again -> {
                    messages.add(new Prompt.Message(Prompt.Role.ASSISTANT, reply.isBlank() ? "(empty)" : reply));
                    messages.add(new Prompt.Message(Prompt.Role.USER, again.message()));
                    healing = again.next();
                    schema = again.schema();
                    yield null;
                }
            };
        }
    }

    private String clean(Run run, String text) {
        return redactor.redact(text, run.incidentId().toString()).text();
    }

    private @Nullable End said(Asked asked, Turns turns, String text, boolean cut, Usage usage) {
        Run run = asked.run();
        String reply = clean(run, text);
        String outcome = cut ? Exchanges.CUT : Exchanges.ANSWERED;
        Healing.Step step = turns.take(reply, cut);
        timeline.atomically(() -> {
            called(asked, reply, outcome, usage, "The " + asked.agent() + " agent asked " + asked.model().name() + ", which "
                    + (cut ? "was cut off" : "answered") + " after " + usage.modelMillis() + " ms.");
            switch (step) {
                case Healing.Step.Accepted accepted -> repaired(asked, accepted.repairs(), accepted.attempt());
                case Healing.Step.AskAgain again -> {
                    repaired(asked, again.repairs(), again.attempt());
                    append(run, EventType.OUTPUT_REJECTED, "Answer " + again.attempt() + " was not valid and is asked for again: "
                            + words(again.violations()),
                            new EventData.OutputRejected(run.analysisId(), asked.agent(), again.attempt(),
                                    again.violations().stream().map(Violation::toString).toList(), again.keptFields()));
                }
                case Healing.Step.GaveUp gaveUp -> append(run, EventType.OUTPUT_REJECTED, "Answer " + gaveUp.attempt()
                        + " was not valid, and was the last: " + words(gaveUp.violations()),
                        new EventData.OutputRejected(run.analysisId(), asked.agent(),
                                gaveUp.attempt(), gaveUp.violations().stream().map(Violation::toString).toList(),
                                List.copyOf(gaveUp.valid().propertyNames())));
            }
            return step;
        });
        return turns.follow(step, reply);
    }

    private static String words(List<Violation> violations) {
        return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
    }

    private void repaired(Asked asked, List<String> repairs, int attempt) {
        if (repairs.isEmpty()) return;
        append(asked.run(), EventType.OUTPUT_REPAIRED, "Answer " + attempt + " was repaired: " + String.join("; ", repairs) + ".",
                new EventData.OutputRepaired(asked.run().analysisId(), asked.agent(), attempt, repairs));
    }

    private void unanswered(Asked asked, String outcome, String reason, Duration took) {
        String clean = clean(asked.run(), reason);
        called(asked, clean, outcome, new Usage(0, 0, 1, took.toMillis(), 0),
                "The " + asked.agent() + " agent asked " + asked.model().name() + ", which "
                        + (outcome.equals(Exchanges.REFUSED) ? "refused" : "is " + outcome) + ": " + clean);
    }

    private void called(Asked asked, String reply, String outcome, Usage usage, String message) {
        Run run = asked.run();
        String request = transcript(asked.text());
        String id = exchangeIds.get();
        String model = asked.model().name();
        String version = asked.prompt().version();
        ModelExchange exchange = new ModelExchange(id, run.analysisId(), asked.agent(), model, version, request, reply, outcome, usage,
                asked.at());
        timeline.append(run,
                new NewEvent(clock.instant(), asked.agent(), EventType.MODEL_CALLED, message,
                        new EventData.ModelCalled(run.analysisId(), id,
                                asked.agent(), model, version, outcome, usage.modelMillis(), usage.inputTokens(), usage.outputTokens(),
                                Collector.digest(request + "\n" + reply))),
                exchange);
    }

    private void append(Run run, EventType type, String message, EventData data) {
        timeline.append(run, new NewEvent(clock.instant(), "system", type, message, data));
    }

    private static String transcript(Prompt prompt) {
        StringBuilder text = new StringBuilder("[system]\n").append(prompt.system());
        for (Prompt.Turn message : prompt.messages()) {
            text.append("\n\n[").append(message.role().name().toLowerCase(Locale.ROOT)).append("]\n").append(message.text());
        }
        return text.toString();
    }
}
