package dev.firsthour.cli;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Models;
import dev.firsthour.llm.Probe;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "models", mixinStandardHelpOptions = true, description = "Finds out what a language model at its endpoint really can: whether it answers, follows a JSON Schema, remembers a long prompt, and how fast it writes.")
final class ModelsCommand implements Callable<Integer> {

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = LlmProperties.AUTO, description = ModelOption.DESCRIPTION
            + ". Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private String model;

    @Option(names = "--context", description = "Also try a prompt as long as the model is given room for, which takes a slow model minutes.")
    private boolean context;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        LlmProperties properties = ModelOption.parse(model).properties();
        Optional<LanguageModel> found = Models.of(properties);
        if (found.isEmpty()) {
            out.println("no model: nothing is configured, and no Ollama with a local model listens on 127.0.0.1:11434");
            return 1;
        }
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        Probe probe = Probe.of(found.get(), properties.timeout(), context ? properties.contextTokens() - properties.maxOutputTokens() : 0,
                "heron-" + HexFormat.of().formatHex(random), System::nanoTime);
        print(out, probe, properties);
        return probe.trouble() == null ? 0 : 1;
    }

    private static void print(PrintWriter out, Probe probe, LlmProperties properties) {
        out.println(probe.model());
        if (probe.trouble() != null) {
            out.println("  does not answer: " + probe.trouble());
            return;
        }
        out.println("  answers; the first answer took " + probe.firstAnswer().toMillis() + " ms");
        out.println("  JSON schema: " + switch (probe.schema()) {
            case HONOURED -> "followed";
            case IGNORED -> "silently ignored (answers are validated and healed here)";
            case REFUSED -> "refused: investigations send one and cannot use this endpoint";
            case UNKNOWN -> "not found out";
        });
        out.println("  long prompt: " + switch (probe.context()) {
            case WHOLE -> "remembered, " + properties.contextTokens() + " tokens of room";
            case CUT -> "forgotten within " + properties.contextTokens() + " tokens: set firsthour.llm.context-tokens lower";
            case UNKNOWN -> "not tried (--context)";
        });
        out.println("  speed: " + (Double.isNaN(probe.tokensPerSecond())
                ? "the endpoint counts no tokens"
                : String.format(Locale.ROOT, "%.1f tokens a second", probe.tokensPerSecond())));
    }
}
