package dev.firsthour.investigation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How an investigation is run.
///
/// @param deadline how long after its start an analysis waits for a model that is away, before the findings stand in for it
/// @param answers how many answers a model may give until one is valid
/// @param attempts after how many attempts, taken over or resumed, an investigation is given up
/// @param computing how many diagnoses are computed at once; 0 for one less than there are processors, at least one
/// @param mode how much a model is made to do: `lean` asks it to reason over the engine's findings and to doubt; `deep` sends specialists with tools before;
///        `auto` is deep for critical and high severities where the model can use tools, has context enough and writes fast enough
/// @param toolCalls how many times one specialist may use its tools
/// @param prompts a folder with prompts of your own, as in `reasoning-mine.md`; none if it is not set
/// @param promptCharacters how long a prompt to a model may be: findings that do not fit are left out, the weakest first, and that is said
@ConfigurationProperties("firsthour.investigation")
public record InvestigationProperties(@DefaultValue("10m") Duration deadline, @DefaultValue("3") int answers,
        @DefaultValue("100") int attempts, @DefaultValue("0") int computing, @DefaultValue("auto") String mode,
        @DefaultValue("8") int toolCalls, @Nullable Path prompts,
        @DefaultValue("24000") int promptCharacters) {

    public InvestigationProperties {
        if (!Set.of("auto", "lean", "deep").contains(mode))
            throw new IllegalArgumentException("firsthour.investigation.mode '" + mode + "' is none of auto, lean, deep");
        if (toolCalls < 1) throw new IllegalArgumentException("firsthour.investigation.tool-calls is at least 1, not " + toolCalls);
    }

    /// The settings as they are when nobody sets anything.
    public static InvestigationProperties defaults() {
        return new InvestigationProperties(Duration.ofMinutes(10), 3, 100, 0, "auto", 8, null, 24_000);
    }

    /// The same with prompts from a folder; null for those that are built in.
    public InvestigationProperties prompted(@Nullable Path folder) {
        return new InvestigationProperties(deadline, answers, attempts, computing, mode, toolCalls, folder, promptCharacters);
    }

    int computingThreads() {
        return computing > 0 ? computing : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }
}
