package dev.firsthour.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import dev.firsthour.privacy.CustomPattern;
import dev.firsthour.privacy.PrivacyRules;
import dev.firsthour.privacy.PseudonymBook;
import dev.firsthour.privacy.Redacted;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.Redactors;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "redact", mixinStandardHelpOptions = true, description = "Prints a file as it would be stored: without its secrets, with pseudonyms for personal data. How many went is said on standard error.")
final class RedactCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a text file in UTF-8")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--pattern", paramLabel = "NAME=REGEX", description = "what else must go, as in 'badge=badge ([A-Z]{2}[0-9]{6})'; NAME:pseudonym=REGEX for a pseudonym. Can be given again.")
    private List<String> patterns = List.of();

    @Option(names = "--internal-domain", paramLabel = "DOMAIN", description = "the ending of internal host names, as in prod.example.com. Can be given again.")
    private List<String> domains = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        // A fixed key and scope: the same file prints the same pseudonyms, and they say nothing about any installation's.
        Redactor redactor = Redactors.of("firsthour redact".getBytes(StandardCharsets.UTF_8), rules(), PseudonymBook.NONE);
        Redacted redacted = redactor.redact(Files.readString(file), "redact");
        PrintWriter out = spec.commandLine().getOut();
        out.print(redacted.text());
        out.flush();
        spec.commandLine().getErr().println(redacted.removed() + " secrets and personal data taken out of " + file);
        return 0;
    }

    private PrivacyRules rules() {
        try {
            return new PrivacyRules(domains, patterns.stream().map(CustomPattern::parse).toList());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
