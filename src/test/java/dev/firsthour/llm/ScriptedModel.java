package dev.firsthour.llm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/// A model whose answers are written down beforehand. One question too many fails the test, there and again in [#assertAllAsked], so
/// that a caller who swallows the first failure does not hide it.
public final class ScriptedModel implements LanguageModel {

    /// A test that holds a model back and never lets it go fails rather than hangs.
    private static final long LONGEST_HOLD_SECONDS = 60;

    private final Deque<Function<Prompt, Reply>> script = new ArrayDeque<>();
    private final List<Prompt> prompts = new ArrayList<>();
    private String name = "scripted/model";
    private Abilities abilities = Abilities.of(LlmProperties.defaults());
    private int tooMany;
    private @Nullable CountDownLatch hold;

    public ScriptedModel(Reply... replies) {
        Arrays.stream(replies).forEach(this::then);
    }

    /// Answers with texts, each as if the model had said all it wanted to say.
    public ScriptedModel(String... texts) {
        Arrays.stream(texts).map(ScriptedModel::answered).forEach(this::then);
    }

    /// An answer of about as many tokens as it has words.
    public static Reply.Answered answered(String text) {
        return new Reply.Answered(text, 100, text.split("\\s+").length);
    }

    /// One more reply at the end of the script.
    public synchronized ScriptedModel then(Reply reply) {
        return then(_ -> reply);
    }

    /// One more reply, made from what is asked, for a model that obeys what it reads.
    public synchronized ScriptedModel then(Function<Prompt, Reply> reply) {
        script.add(reply);
        return this;
    }

    /// The same model under another name.
    public synchronized ScriptedModel named(String otherName) {
        name = otherName;
        return this;
    }

    /// Every question from now on waits until `latch` opens; an interrupted wait ends as `Away`, as the port has it.
    public synchronized ScriptedModel heldBy(CountDownLatch latch) {
        hold = latch;
        return this;
    }

    /// The same model, able to do so much.
    public synchronized ScriptedModel able(Abilities others) {
        abilities = others;
        return this;
    }

    @Override
    public synchronized Abilities abilities() {
        return abilities;
    }

    @Override
    public synchronized String name() {
        return name;
    }

    @Override
    public Reply ask(Prompt prompt) {
        CountDownLatch latch;
        Function<Prompt, Reply> next;
        synchronized (this) {
            prompts.add(prompt);
            next = script.poll();
            latch = hold;
            if (next == null) {
                tooMany++;
                throw new AssertionError("question " + prompts.size() + " has no answer in the script: " + prompt.messages().getLast());
            }
        }
        try {
            if (latch != null && !latch.await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the model was held back and never let go");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Reply.Away("the wait was interrupted");
        }
        return next.apply(prompt);
    }

    /// What was asked, in order.
    public synchronized List<Prompt> prompts() {
        return List.copyOf(prompts);
    }

    /// Fails unless exactly the scripted questions were asked.
    public synchronized void assertAllAsked() {
        if (tooMany > 0) throw new AssertionError(tooMany + " questions too many were asked");
        if (!script.isEmpty()) throw new AssertionError(script.size() + " scripted answers were never asked for");
    }
}
