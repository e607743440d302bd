package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Collector;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Usage;
import dev.firsthour.investigation.Conversation.End;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.Tool;
import dev.firsthour.timeline.Json;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Run;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One agent's talk with a model: it asks until the answer is valid or the attempts are used up, and uses tools in between where it is offered any. Every
/// exchange goes on the timeline; those of an earlier attempt at the same analysis are read back rather than asked again.
///
/// A prompt that would not fit the model's context loses its oldest tool results and rejected answers, each replaced by a sentence that says so; one that
/// does not fit even then is not sent. Not for several threads.
final class Dialogue {

    /// One token of so many is held back, since tokens are estimated.
    static final int SPARE = 20;
    /// What stands around the data: marks, and words of the chat's template.
    static final int AROUND = 200;

    private static final String LEFT_OUT = "(left out for want of room: ask again if it is needed)";

    private final Conversation with;
    private final Run run;
    private final String agent;
    private final LanguageModel model;
    private final PromptFile prompt;
    private final String marker;
    private final Deque<ModelExchange> earlier;
    private final List<Prompt.Turn> turns = new ArrayList<>();

    Dialogue(Conversation with, Run run, String agent, LanguageModel model, PromptFile prompt, String marker, String data) {
        this.with = with;
        this.run = run;
        this.agent = agent;
        this.model = model;
        this.prompt = prompt;
        this.marker = marker;
        this.earlier = with.archive().exchanges(run.analysisId()).stream().filter(exchange -> exchange.agent().equals(agent))
                .filter(exchange -> Exchanges.SAID.contains(exchange.outcome())).collect(Collectors.toCollection(ArrayDeque::new));
        turns.add(new Prompt.Message(Prompt.Role.USER, PromptFile.data(marker, data)));
    }

    /// Whether the next answer is read back rather than asked for.
    boolean isReadBack() {
        return !earlier.isEmpty();
    }

    /// What came of a call. What the model wrote into its call is told back to it as data too.
    void result(Tool.Call call, String text, String note) {
        String answer = PromptFile.data(marker, Outside.fromPrograms(text)) + (note.isEmpty() ? "" : "\n" + note);
        turns.add(new Prompt.Result(call, answer));
    }

    /// Asks for an answer that follows a schema.
    ///
    /// @param tools what the model may use before it answers. While it is offered tools no schema is sent along: many endpoints let a schema keep the
    ///        model from calling.
    End answer(AnswerSchema schema, List<Tool> tools) {
        Healing healing = Healing.start(schema, with.answers());
        AnswerSchema open = schema;
        List<Tool> offered = tools;
        while (true) {
            if (offered.isEmpty()) spellOut();
            Said said;
            if (earlier.isEmpty()) {
                String tooLong = fit(offered);
                if (tooLong != null) return new End.Lost(tooLong, healing.valid(), null);
                Prompt asked = new Prompt(prompt.system(marker), List.copyOf(turns), offered, offered.isEmpty() ? open.text() : null,
                        with.mostOutput(model), with.settings().timeout(), run.analysisId().toString());
                switch (ask(asked)) {
                    case Asked.Heard(var heard) -> said = heard;
                    case Asked.Over(var end) -> {
                        return end instanceof End.Lost lost ? new End.Lost(lost.reason(), healing.valid(), lost.overspent()) : end;
                    }
                }
            } else {
                said = readBack(earlier.removeFirst());
            }
            if (!said.calls().isEmpty() && !offered.isEmpty()) {
                said.record();
                turns.add(new Prompt.Calls(said.text(), said.calls()));
                return new End.Called(said.calls());
            }
            Healing.Step step = healing.take(said.text(), said.cut());
            said.record(step);
            switch (step) {
                case Healing.Step.Accepted accepted -> {
                    return new End.Valid(accepted.answer());
                }
                case Healing.Step.GaveUp gaveUp -> {
                    return new End.Lost("none of " + gaveUp.attempt() + " answers was valid; at last: " + words(gaveUp.violations()),
                            gaveUp.valid(), null);
                }
                case Healing.Step.AskAgain again -> {
                    turns.add(new Prompt.Message(Prompt.Role.ASSISTANT, said.text().isBlank() ? "(empty)" : said.text()));
                    turns.add(new Prompt.Message(Prompt.Role.USER, again.message()));
                    healing = again.next();
                    open = again.schema();
                    offered = List.of();
                }
            }
        }
    }

    /// Tells calls and results in plain words: endpoints refuse turns of tools in a request that offers none.
    private void spellOut() {
        List<Prompt.Turn> plain = new ArrayList<>();
        for (Prompt.Turn turn : turns) {
            Prompt.Message told = switch (turn) {
                case Prompt.Message message -> message;
                case Prompt.Calls(var text, var calls) -> new Prompt.Message(Prompt.Role.ASSISTANT, (text + "\n" + calls.stream()
                        .map(call -> "I used " + call.name() + " " + call.arguments()).collect(Collectors.joining("\n"))).strip());
                case Prompt.Result(_, var text) -> new Prompt.Message(Prompt.Role.USER, text);
            };
            if (!plain.isEmpty() && plain.getLast().role() == told.role()) {
                plain.set(plain.size() - 1, new Prompt.Message(told.role(), plain.getLast().text() + "\n\n" + told.text()));
            } else {
                plain.add(told);
            }
        }
        turns.clear();
        turns.addAll(plain);
    }

    /// Leaves out what came earliest after the data until the rest fits. Says why nothing helps; null if it fits.
    private @Nullable String fit(List<Tool> offered) {
        int most = model.abilities().contextTokens() - with.mostOutput(model);
        most -= most / SPARE;
        int fixed = Tokens.of(prompt.system(marker)) + Tokens.ofTools(offered);
        for (int i = 1; i < turns.size() - 1 && fixed + Tokens.of(turns) > most; i++) {
            turns.set(i, switch (turns.get(i)) {
                case Prompt.Result(var call, _) -> new Prompt.Result(call, LEFT_OUT);
                case Prompt.Message(var role, var text) -> new Prompt.Message(role, text.length() > LEFT_OUT.length() ? LEFT_OUT : text);
                case Prompt.Calls calls -> calls;
            });
        }
        int needed = fixed + Tokens.of(turns);
        return needed <= most
                ? null
                : "the prompt needs about " + needed + " tokens and " + model.name() + " has room for " + most
                        + " beside its answer (firsthour.llm.context-tokens)";
    }

    private sealed interface Asked {

        record Heard(Said said) implements Asked {}

        record Over(End end) implements Asked {}
    }

    private Asked ask(Prompt asked) {
        Instant at = with.clock().instant();
        Reply reply = model.ask(asked);
        long millis = Duration.between(at, with.clock().instant()).toMillis();
        Reply.Served served = reply.served();
        String name = served.model().isEmpty() ? model.name() : served.model();
        Question question = new Question(asked, at, name, before(served));
        return switch (reply) {
            case Reply.Answered(var text, var calls, var input, var output, _) -> new Asked.Heard(new Said(clean(text), clean(calls), false,
                    question, new Usage(input, output, 1, millis, served.moneyMicros())));
            case Reply.Cut(var text, var input, var output, _) -> new Asked.Heard(new Said(clean(text), List.of(), true, question,
                    new Usage(input, output, 1, millis, served.moneyMicros())));
            case Reply.Busy(var reason, var retryAfter, _) -> {
                unanswered(question, Exchanges.BUSY, reason, millis);
                yield new Asked.Over(new End.Waiting(name + " is busy: " + clean(reason), retryAfter));
            }
            case Reply.Away(var reason, _) -> {
                unanswered(question, Exchanges.AWAY, reason, millis);
                yield new Asked.Over(new End.Waiting(name + " is away: " + clean(reason), null));
            }
            case Reply.Refused(var reason, _) -> {
                unanswered(question, Exchanges.REFUSED, reason, millis);
                yield new Asked.Over(new End.Lost(name + " refused: " + clean(reason), nothing(), null));
            }
            case Reply.Overspent overspent -> new Asked.Over(new End.Lost(overspent.reason(), nothing(), overspent));
        };
    }

    private static ObjectNode nothing() {
        return Json.mapper().createObjectNode();
    }

    /// Which endpoints were tried or passed over before, in words; empty if none was.
    private String before(Reply.Served served) {
        return served.failed().isEmpty()
                ? ""
                : " Before that, "
                        + served.failed().stream().map(failed -> failed.endpoint() + " gave no answer: " + clean(failed.reason()))
                                .collect(Collectors.joining("; "))
                        + ".";
    }

    private record Question(Prompt prompt, Instant at, String model, String before) {}

    private String clean(String text) {
        return with.redactor().redact(text, run.incidentId().toString()).text();
    }

    private List<Tool.Call> clean(List<Tool.Call> calls) {
        return calls.stream().map(call -> new Tool.Call(call.id(), clean(call.name()), clean(call.arguments()))).toList();
    }

    /// What the model said, now or in an earlier attempt.
    private final class Said {

        private final String text;
        private final List<Tool.Call> calls;
        private final boolean cut;
        private final @Nullable Question question;
        private final Usage usage;

        Said(String text, List<Tool.Call> calls, boolean cut, @Nullable Question question, Usage usage) {
            this.text = text;
            this.calls = List.copyOf(calls);
            this.cut = cut;
            this.question = question;
            this.usage = usage;
        }

        String text() {
            return text;
        }

        List<Tool.Call> calls() {
            return calls;
        }

        boolean cut() {
            return cut;
        }

        /// Writes down that the model called for tools, unless that was read back.
        void record() {
            if (question == null) return;
            ObjectNode reply = nothing().put("text", text);
            var list = reply.putArray("calls");
            calls.forEach(call -> list.addObject().put("id", call.id()).put("name", call.name()).put("arguments", call.arguments()));
            called(question, reply.toString(), Exchanges.CALLED, usage, "The " + agent + " agent asked " + question.model()
                    + ", which wants " + calls.stream().map(Tool.Call::name).distinct().collect(Collectors.joining(", ")) + " used."
                    + question.before());
        }

        /// Writes down an answer and what became of it, unless it was read back.
        void record(Healing.Step step) {
            if (question == null) return;
            with.timeline().atomically(() -> {
                called(question, text, cut ? Exchanges.CUT : Exchanges.ANSWERED, usage, "The " + agent + " agent asked " + question.model()
                        + ", which " + (cut ? "was cut off" : "answered") + " after " + usage.modelMillis() + " ms." + question.before());
                switch (step) {
                    case Healing.Step.Accepted accepted -> repaired(accepted.repairs(), accepted.attempt());
                    case Healing.Step.AskAgain again -> {
                        repaired(again.repairs(), again.attempt());
                        rejected("Answer " + again.attempt() + " was not valid and is asked for again: ", again.attempt(),
                                again.violations(), again.keptFields());
                    }
                    case Healing.Step.GaveUp gaveUp -> rejected("Answer " + gaveUp.attempt() + " was not valid, and was the last: ",
                            gaveUp.attempt(), gaveUp.violations(), List.copyOf(gaveUp.valid().propertyNames()));
                }
                return step;
            });
        }
    }

    private Said readBack(ModelExchange exchange) {
        if (!exchange.outcome().equals(Exchanges.CALLED)) {
            return new Said(exchange.reply(), List.of(), exchange.outcome().equals(Exchanges.CUT), null, exchange.usage());
        }
        JsonNode reply = Json.mapper().readTree(exchange.reply());
        List<Tool.Call> calls = reply.path("calls").valueStream().map(call -> new Tool.Call(call.path("id").asString(""),
                call.path("name").asString(""), call.path("arguments").asString(""))).toList();
        return new Said(reply.path("text").asString(""), calls, false, null, exchange.usage());
    }

    private static String words(List<Violation> violations) {
        return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
    }

    private void repaired(List<String> repairs, int attempt) {
        if (repairs.isEmpty()) return;
        append(EventType.OUTPUT_REPAIRED, "Answer " + attempt + " was repaired: " + String.join("; ", repairs) + ".",
                new EventData.OutputRepaired(run.analysisId(), agent, attempt, repairs));
    }

    private void rejected(String what, int attempt, List<Violation> violations, List<String> kept) {
        append(EventType.OUTPUT_REJECTED, what + words(violations), new EventData.OutputRejected(run.analysisId(), agent, attempt,
                violations.stream().map(Violation::toString).toList(), kept));
    }

    private void unanswered(Question question, String outcome, String reason, long millis) {
        String clean = clean(reason);
        called(question, clean, outcome, new Usage(0, 0, 1, millis, 0), "The " + agent + " agent asked " + question.model() + ", which "
                + (outcome.equals(Exchanges.REFUSED) ? "refused" : "is " + outcome) + ": " + clean + question.before());
    }

    private void called(Question question, String reply, String outcome, Usage usage, String message) {
        String request = transcript(question.prompt());
        String id = with.exchangeIds().get();
        ModelExchange exchange = new ModelExchange(id, run.analysisId(), agent, question.model(), prompt.version(), request, reply, outcome,
                usage, question.at());
        with.timeline().append(run, new NewEvent(with.clock().instant(), agent, EventType.MODEL_CALLED, message,
                new EventData.ModelCalled(run.analysisId(), id, agent, question.model(), prompt.version(), outcome, usage.modelMillis(),
                        usage.inputTokens(), usage.outputTokens(), Collector.digest(request + "\n" + reply))),
                exchange);
    }

    private void append(EventType type, String message, EventData data) {
        with.timeline().append(run, new NewEvent(with.clock().instant(), "system", type, message, data));
    }

    private static String transcript(Prompt prompt) {
        StringBuilder text = new StringBuilder("[system]\n").append(prompt.system());
        if (!prompt.tools().isEmpty()) {
            text.append("\n\n[tools]");
            prompt.tools().forEach(tool -> text.append('\n').append(tool.name()).append(": ").append(tool.description()).append(' ')
                    .append(tool.jsonSchema()));
        }
        for (Prompt.Turn turn : prompt.messages()) {
            text.append("\n\n[").append(turn.role().name().toLowerCase(Locale.ROOT)).append("]\n").append(turn.text());
            if (turn instanceof Prompt.Calls(_, var calls))
                calls.forEach(call -> text.append("\n(calls ").append(call.name()).append(' ').append(call.arguments()).append(')'));
        }
        return text.toString();
    }
}
