package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;

/// What a change does, read from its diff.
///
/// The reading is lexical, so that it works on hunks cut out of files of any language: lines are paired where they differ in one value or
/// name; calls, guards, literals and queries that only the old or only the new side holds are what the change took away or brought in. In
/// spirit it follows fix-pattern mining (Pan, Kim and Whitehead, "Toward an understanding of bug fix patterns", 2009), turned round: what
/// a fix adds, a defect takes away. Cost: quadratic in the changed lines of a hunk, which are bounded. Limit: a change whose effect lies in
/// code that it does not show is seen by its words only.
///
/// @param effects what it does, empty if nothing of it can be told
/// @param words the words of what it touches: of everything on its changed lines that is not the same on both sides
/// @param touched all words of its changed lines, those that stay the same included
/// @param inert why it cannot change how anything runs; null if it can
/// @param preserving whether it says the same thing in other words: calls, literals and conditions survive it
record CodeChange(List<Effect> effects, Set<String> words, Set<String> touched, @Nullable String inert, boolean preserving) {

    private static final double ADDED = 0.3;
    private static final double TUNED = 0.5;
    /// Files that nothing in production runs or reads.
    private static final List<Inert> INERT = List.of(
            new Inert("touches only documentation",
                    "(^|/)(docs?|documentation|runbooks?)/|\\.(md|rst|adoc)$|(^|/)(readme|license|changelog|authors|notice)[^/]*$"),
            new Inert("touches only tests",
                    "(^|/)(tests?|__tests__|testdata|spec|fixtures)/|(_test|\\.test|\\.spec|_spec|Test|_fuzz_test)\\.[a-z]+$"),
            new Inert("touches only the build pipeline or repository rules",
                    "(^|/)(gnu)?makefile$|(^|/)\\.(github|circleci|gitlab|buildkite)|(^|/)(codeowners|jenkinsfile|\\.gitignore|\\.editorconfig)|golangci|eslint|prettier|\\.pre-commit"),
            new Inert("touches only styles and pictures", "\\.(css|scss|sass|less|svg|png|jpe?g|gif|ico|woff2?)$|(^|/)theme\\.[a-z]+$"),
            new Inert("touches only an environment other than production",
                    "(^|[/_.-])(staging|dev|sandbox|local|preview|qa|test)([/_.-])"));

    private record Inert(String why, Pattern paths) {
        Inert(String why, String paths) {
            this(why, Pattern.compile(paths, Pattern.CASE_INSENSITIVE));
        }
    }

    static CodeChange of(Change change) {
        String inert = inert(change);
        String diff = change.diff();
        Set<String> title = Vocabulary.words(change.title() + " " + String.join(" ", change.attributes().values()));
        if (diff == null || diff.isBlank()) return new CodeChange(List.of(), title, title, inert, false);
        var hunks = Hunk.of(diff, change.files());
        var effects = new ArrayList<Effect>();
        var words = new LinkedHashSet<String>();
        var touched = new LinkedHashSet<String>();
        boolean behaves = false;
        boolean preserving = true;
        boolean dependency = change.files().stream().anyMatch(CodeChange::isManifest);
        for (Hunk hunk : hunks) {
            hunk.removed().forEach(line -> touched.addAll(Vocabulary.words(line.text())));
            hunk.added().forEach(line -> touched.addAll(Vocabulary.words(line.text())));
            if (hunk.isCosmetic()) continue;
            behaves |= !hunk.isLogging();
            var reading = new HunkReading(hunk, hunks, dependency);
            reading.read();
            effects.addAll(reading.effects());
            words.addAll(reading.words());
            preserving &= reading.preserving();
        }
        if (inert == null && !behaves) inert = words.isEmpty() ? "changes only comments or layout" : "changes only what is logged";
        return new CodeChange(List.copyOf(effects), words, touched, inert, preserving);
    }

    /// How much a program does otherwise than before, 0 to 1: not at all where the change says the same in other words, little where it only
    /// adds or moves a number a little, much where something is gone or another in its place.
    double otherwise() {
        if (inert != null || preserving) return 0;
        double most = 0;
        for (Effect effect : effects) {
            most = Math.max(most, effect.sure() * switch (effect.kind()) {
                case REMOTE_CALL_ADDED, GUARD_ADDED, DEPENDENCY_CHANGED, THRESHOLD_CHANGED, VERBOSITY_RAISED -> ADDED;
                case VALUE_CHANGED, CONCURRENCY_CHANGED, COMPRESSION_CHANGED -> TUNED;
                case TIME_LOWERED, TIME_RAISED, LIMIT_LOWERED, LIMIT_RAISED -> effect.sure();
                default -> 1;
            });
        }
        return most;
    }

    static boolean isManifest(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return name.matches("go\\.(mod|sum)|package(-lock)?\\.json|yarn\\.lock|pnpm-lock\\.yaml|pom\\.xml|build\\.gradle(\\.kts)?|"
                + "requirements.*\\.txt|poetry\\.lock|pyproject\\.toml|cargo\\.(toml|lock)|gemfile(\\.lock)?|composer\\.(json|lock)|libs\\.versions\\.toml|(.*\\.)?(dockerfile|containerfile)(\\..*)?|chart\\.(yaml|lock)|.*\\.csproj|directory\\.packages\\.props|build\\.sbt"
                + "|mix\\.(exs|lock)|pipfile(\\.lock)?|setup\\.(py|cfg)|environment\\.ya?ml|\\.terraform\\.lock\\.hcl|versions\\.tf|\\.tool-versions|\\.nvmrc|runtime\\.txt|flake\\.lock");
    }

    private static @Nullable String inert(Change change) {
        if (change.files().isEmpty()) return null;
        for (Inert rule : INERT) {
            if (change.files().stream().allMatch(file -> rule.paths.matcher(file).find() && !isManifest(file))) return rule.why;
        }
        boolean all = change.files().stream().allMatch(file -> !isManifest(file)
                && INERT.stream().anyMatch(rule -> rule.paths.matcher(file).find()));
        return all ? "touches only documentation, tests, styles and the like" : null;
    }

}
