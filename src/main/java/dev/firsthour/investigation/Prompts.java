package dev.firsthour.investigation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// What each agent is told of its part.
record Prompts(PromptFile planner, PromptFile specialist, PromptFile reasoning, PromptFile sceptic) {

    static final Prompts BUILT_IN = new Prompts(PromptFile.read("planner-1"), PromptFile.read("specialist-1"),
            PromptFile.read("reasoning-3"),
            PromptFile.read("sceptic-1"));

    /// Those of a folder, as `reasoning-mine.md` or `sceptic-3.md` with their schemas beside them; an agent that has none there keeps the built-in one.
    ///
    /// @param folder null for none
    /// @throws IllegalArgumentException if the folder or a file cannot be read, or holds several for one agent
    static Prompts of(@Nullable Path folder) {
        if (folder == null) return BUILT_IN;
        return new Prompts(in(folder, "planner", BUILT_IN.planner), in(folder, "specialist", BUILT_IN.specialist),
                in(folder, "reasoning", BUILT_IN.reasoning), in(folder, "sceptic", BUILT_IN.sceptic));
    }

    private static PromptFile in(Path folder, String agent, PromptFile builtIn) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> own = files.filter(file -> String.valueOf(file.getFileName()).startsWith(agent + "-")
                    && file.toString().endsWith(PromptFile.MARKDOWN)).sorted().toList();
            if (own.size() > 1) {
                throw new IllegalArgumentException(
                        "the prompts in " + folder + " hold " + own.size() + " for the " + agent + " agent (" + own
                                + "): leave one there");
            }
            return own.isEmpty() ? builtIn : PromptFile.read(own.getFirst(), builtIn);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("the prompts in " + folder + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
