package dev.firsthour.llm;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What a model at its endpoint really can, found out by asking it.
///
/// @param model the model's name
/// @param trouble why it could not be asked; null if it answered
/// @param schema what it makes of a JSON Schema
/// @param tools whether it asks for a tool that it is told to use
/// @param context whether it still knows the beginning of a long prompt
/// @param contextTokens how many tokens prompt and answer may have: as seen if a long prompt was tried and cut, else as its server says; 0 if
///        neither is known
/// @param firstAnswer how long the first answer took, which includes loading the model
/// @param tokensPerSecond how fast it writes; NaN if the endpoint counts no tokens
public record Probe(String model, @Nullable String trouble, Schema schema, Abilities.Ability tools, Context context, int contextTokens,
        Duration firstAnswer, double tokensPerSecond) {

    /// What becomes of a schema that is sent along.
    public enum Schema {
        /// The answer follows it even where the question asks for something else.
        HONOURED,
        /// The answer is free text: the endpoint dropped the schema without a word.
        IGNORED,
        /// The endpoint answers only where no schema is sent.
        REFUSED,
        /// It was not found out.
        UNKNOWN
    }

    /// What becomes of a long prompt.
    public enum Context {
        /// Its beginning is known at its end.
        WHOLE,
        /// Its beginning is forgotten: the endpoint cut it, with or without a word.
        CUT,
        /// It was not found out.
        UNKNOWN
    }

    private static final String SCHEMA = """
            {"type": "object", "additionalProperties": false, "required": ["greeting"], "properties": {"greeting": {"type": "string"}}}""";
    private static final Tool CLOCK = new Tool("clock", "Tells the time of day in a city.", """
            {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}""");
    private static final Duration PARTICULARS = Duration.ofSeconds(10);
    /// An agent that is given less can do nothing with it.
    private static final int SHORTEST_CONTEXT = 1024;
    private static final int SHORT_ANSWER = 60;
    private static final int LONG_ANSWER = 200;
    /// A word of English is about a token and a third, so that many words fill the room without bursting it.
    private static final double WORDS_PER_TOKEN = 0.6;
    private static final String FILLER = "the quick brown fox jumps over the lazy dog and rests ";
    private static final int FILLER_WORDS = 11;

    /// Asks the endpoint about itself, then a few questions, one after the other.
    ///
    /// @param timeout how long each may take
    /// @param longPrompt how long a prompt to try, in tokens; shorter ones follow as long as its beginning is forgotten. 0 tries none, which spares a
    ///        slow model minutes
    /// @param codeWord what the model shall remember of the long prompt, drawn by chance so that it cannot be guessed
    /// @param nanos a clock that only ever goes forward, in nanoseconds
    public static Probe of(LanguageModel model, Duration timeout, int longPrompt, String codeWord, LongSupplier nanos) {
        Particulars said = model.particulars(timeout.compareTo(PARTICULARS) < 0 ? timeout : PARTICULARS);
        long start = nanos.getAsLong();
        Reply withSchema = model.ask(question("Greet me in one short sentence of plain English.", SCHEMA, SHORT_ANSWER, timeout));
        Duration first = Duration.ofNanos(nanos.getAsLong() - start);
        Schema schema = schema(withSchema);
        start = nanos.getAsLong();
        Reply free = model.ask(question("Write the numbers from one to forty in words.", null, LONG_ANSWER, timeout));
        double seconds = (nanos.getAsLong() - start) / 1e9;
        String trouble = trouble(free);
        if (trouble != null) {
            if (said.modelThere() == Abilities.Ability.NO) trouble = "the endpoint does not have this model: " + trouble;
            return new Probe(model.name(), trouble, schema, said.tools(), Context.UNKNOWN, said.contextTokens(), first, Double.NaN);
        }
        if (withSchema instanceof Reply.Refused || model.abilities().schema() == Schema.REFUSED) schema = Schema.REFUSED;
        Abilities.Ability tools = said.tools() == Abilities.Ability.NO || model.abilities().tools() == Abilities.Ability.NO
                ? Abilities.Ability.NO
                : tools(model.ask(
                        question("Use the tool to find out what time it is in Oslo.", null, LONG_ANSWER, timeout).with(List.of(CLOCK))));
        Context context = Context.UNKNOWN;
        int contextTokens = said.contextTokens();
        for (int tokens = longPrompt; tokens >= SHORTEST_CONTEXT; tokens /= 2) {
            Context seen = context(model.ask(remember(codeWord, tokens, timeout)), codeWord);
            if (context == Context.UNKNOWN) context = seen;
            if (seen != Context.CUT) {
                if (seen == Context.WHOLE && tokens < longPrompt) contextTokens = tokens;
                break;
            }
        }
        return new Probe(model.name(), null, schema, tools, context, contextTokens, first,
                tokens(free) == 0 || seconds <= 0 ? Double.NaN : tokens(free) / seconds);
    }

    private static Abilities.Ability tools(Reply reply) {
        return switch (reply) {
            case Reply.Answered answered -> answered.calls().stream().anyMatch(call -> call.name().equals(CLOCK.name()))
                    ? Abilities.Ability.YES
                    : Abilities.Ability.NO;
            case Reply.Refused _ -> Abilities.Ability.NO;
            case Reply.Cut _,Reply.Busy _,Reply.Away _,Reply.Overspent _ -> Abilities.Ability.UNKNOWN;
        };
    }

    private static Prompt question(String question, @Nullable String schema, int maxOutputTokens, Duration timeout) {
        return new Prompt("You answer briefly.", List.of(new Prompt.Message(Prompt.Role.USER, question)), schema, maxOutputTokens, timeout);
    }

    private static Prompt remember(String codeWord, int contextTokens, Duration timeout) {
        int sentences = (int) ((contextTokens - SHORT_ANSWER) * WORDS_PER_TOKEN / FILLER_WORDS);
        return question(
                "The code word is " + codeWord + ". " + FILLER.repeat(Math.max(1, sentences))
                        + "\nWhat is the code word? Say only the word.",
                null,
                SHORT_ANSWER, timeout);
    }

    private static Schema schema(Reply reply) {
        return switch (reply) {
            case Reply.Answered(var text, _, _, _, _) -> isGreeting(text) ? Schema.HONOURED : Schema.IGNORED;
            case Reply.Cut(var text, _, _, _) -> text.stripLeading().startsWith("{") ? Schema.HONOURED : Schema.IGNORED;
            case Reply.Busy _,Reply.Away _,Reply.Refused _,Reply.Overspent _ -> Schema.UNKNOWN;
        };
    }

    private static boolean isGreeting(String text) {
        try {
            return JsonMapper.shared().readTree(text).path("greeting").isString();
        } catch (JacksonException _) {
            return false;
        }
    }

    private static Context context(Reply reply, String codeWord) {
        return switch (reply) {
            case Reply.Answered(var text, _, _, _, _) -> text.contains(codeWord) ? Context.WHOLE : Context.CUT;
            case Reply.Cut(var text, _, _, _) -> text.contains(codeWord) ? Context.WHOLE : Context.CUT;
            case Reply.Refused _ -> Context.CUT;
            case Reply.Busy _,Reply.Away _,Reply.Overspent _ -> Context.UNKNOWN;
        };
    }

    private static @Nullable String trouble(Reply reply) {
        return switch (reply) {
            case Reply.Answered _,Reply.Cut _ -> null;
            case Reply.Busy busy -> busy.reason();
            case Reply.Away away -> away.reason();
            case Reply.Refused refused -> refused.reason();
            case Reply.Overspent overspent -> overspent.reason();
        };
    }

    private static long tokens(Reply reply) {
        return switch (reply) {
            case Reply.Answered(_, _, _, var output, _) -> output;
            case Reply.Cut(_, _, var output, _) -> output;
            case Reply.Busy _,Reply.Away _,Reply.Refused _,Reply.Overspent _ -> 0;
        };
    }
}
