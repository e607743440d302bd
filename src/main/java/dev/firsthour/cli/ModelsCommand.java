package dev.firsthour.cli;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.firsthour.llm.Gateway;
import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Probe;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "models", mixinStandardHelpOptions = true, description = "Finds out what the configured language models really can: whether they answer, follow a JSON Schema, use tools, how much they remember and how fast they write.")
final class ModelsCommand implements Callable<Integer> {

    private static final List<String> HEAD = List.of("ENDPOINT", "MODEL", "ANSWERS", "SCHEMA", "TOOLS", "CONTEXT", "SPEED");

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = ModelOption.CONFIGURED, description = ModelOption.DESCRIPTION
            + ". Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private String model;

    @Option(names = "--context", description = "Also try prompts as long as the model is given room for, which takes a slow model minutes.")
    private boolean context;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ModelOption wanted = ModelOption.parse(model);
        Optional<Gateway> gateway = wanted.gateway();
        if (gateway.isEmpty()) {
            out.println("no model: " + (wanted.properties().kind().equals(LlmProperties.NONE)
                    ? "firsthour.llm.kind is none"
                    : "nothing is configured, and no Ollama with a local model listens on 127.0.0.1:11434"));
            return 1;
        }
        var rows = new ArrayList<List<String>>();
        var notes = new ArrayList<String>();
        gateway.get().probe(context, ModelsCommand::codeWord, System::nanoTime, (endpoint, settings, probe) -> {
            rows.add(row(endpoint, settings, probe));
            notes.addAll(notes(endpoint, settings, probe));
        });
        print(out, rows);
        notes.forEach(out::println);
        return notes.stream().anyMatch(note -> note.contains("does not answer")) ? 1 : 0;
    }

    // Drawn by chance, so that no model can guess it.
    private static String codeWord() {
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        return "heron-" + HexFormat.of().formatHex(random);
    }

    private static List<String> row(String endpoint, LlmProperties settings, Probe probe) {
        if (probe.trouble() != null) return List.of(endpoint, probe.model(), "no", "-", "-", "-", "-");
        int room = probe.contextTokens() == 0 ? settings.contextTokens() : Math.min(settings.contextTokens(), probe.contextTokens());
        return List.of(endpoint, probe.model(), "in " + probe.firstAnswer().toMillis() + " ms", switch (probe.schema()) {
            case HONOURED -> "followed";
            case IGNORED -> "ignored";
            case REFUSED -> "refused";
            case UNKNOWN -> "?";
        }, switch (probe.tools()) {
            case YES -> "yes";
            case NO -> "no";
            case UNKNOWN -> "?";
        }, room + switch (probe.context()) {
            case WHOLE -> " seen";
            case CUT -> " cut";
            case UNKNOWN -> probe.contextTokens() == 0 ? " set" : " said";
        }, Double.isNaN(probe.tokensPerSecond()) ? "?" : String.format(Locale.ROOT, "%.1f tokens/s", probe.tokensPerSecond()));
    }

    private static List<String> notes(String endpoint, LlmProperties settings, Probe probe) {
        var notes = new ArrayList<String>();
        if (probe.trouble() != null) notes.add(endpoint + " does not answer: " + probe.trouble());
        if (probe.schema() == Probe.Schema.IGNORED)
            notes.add(endpoint + " drops schemas without a word: answers are validated and healed here.");
        if (probe.schema() == Probe.Schema.REFUSED)
            notes.add(endpoint + " refuses schemas: it is asked without, and answers are validated here.");
        if (probe.context() == Probe.Context.CUT) {
            notes.add(endpoint + " forgets the beginning of a prompt of " + settings.contextTokens() + " tokens: set context-tokens to "
                    + (probe.contextTokens() > 0 ? probe.contextTokens() + "." : "less."));
        } else if (probe.contextTokens() > settings.contextTokens()) {
            notes.add(endpoint + " says that it has room for " + probe.contextTokens() + " tokens, and is given " + settings.contextTokens()
                    + " (context-tokens).");
        }
        return notes;
    }

    private static void print(PrintWriter out, List<List<String>> rows) {
        var all = new ArrayList<List<String>>();
        all.add(HEAD);
        all.addAll(rows);
        int[] widths = new int[HEAD.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : all) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
