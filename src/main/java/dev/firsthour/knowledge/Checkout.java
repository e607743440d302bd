package dev.firsthour.knowledge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A git checkout that is brought up to date by the `git` of the machine, with whatever credentials that has.
///
/// @param patience how long it may take
record Checkout(Path folder, Duration patience) {

    /// Fetches what is new and goes forward to it; changes nothing where that is no plain step forward.
    ///
    /// @return what went wrong, in words; empty if nothing did
    Optional<String> pull() {
        // Hooks of a checkout are programs that nobody asked for, and nobody is there to answer a question.
        ProcessBuilder builder = new ProcessBuilder(List.of("git", "-c", "core.hooksPath=/dev/null", "pull", "--ff-only", "--quiet"))
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().put("GIT_ASKPASS", "true");
        builder.environment().put("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
        Process git;
        try {
            git = builder.start();
        } catch (IOException missing) {
            return Optional.of("git could not be started: " + missing.getMessage());
        }
        try {
            if (!git.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of("git pull in " + folder + " took longer than " + patience.toSeconds() + " s");
            }
            return git.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of("git pull --ff-only in " + folder + " ended with " + git.exitValue() + ": run it there to see why");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of("git pull was broken off");
        } finally {
            // Without effect where it has ended.
            git.destroyForcibly();
        }
    }
}
