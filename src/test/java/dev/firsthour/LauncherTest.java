package dev.firsthour;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.firsthour.testing.Checkout;
import dev.firsthour.testing.Peers;

import static org.assertj.core.api.Assertions.assertThat;

/// The script `./firsthour`, run in a checkout of its own with JDKs and a Maven that only say how they were called.
class LauncherTest {

    private static final Path LAUNCHER = Checkout.root().resolve("firsthour");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;
    private Path checkout = Path.of("");
    private Path tools = Path.of("");

    @BeforeEach
    void aCheckoutInAFolderWithSpaces() throws IOException {
        checkout = Files.createDirectories(folder.resolve("a check out"));
        tools = Files.createDirectories(folder.resolve("tools"));
        Files.createDirectories(folder.resolve("home"));
        Files.copy(LAUNCHER, checkout.resolve("firsthour"));
        Files.createDirectories(checkout.resolve("src/main"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        for (String name : List.of("src/main", "src", "pom.xml")) {
            Files.setLastModifiedTime(checkout.resolve(name), FileTime.from(LONG_AGO));
        }
        // Maven leaves behind what it was called with, and a jar.
        script(tools.resolve("mvn"), """
                if [ "$1" = --version ]; then echo "Apache Maven ${FAKE_MAVEN_VERSION:-3.8.7}"; exit; fi
                echo "mvn in $PWD with JDK $JAVA_HOME:$(printf ' [%s]' "$@")"
                mkdir -p target/lib && touch target/firsthour.jar
                exit "${FAKE_MAVEN_EXIT:-0}"
                """);
    }

    @Test
    void buildsOnceAndPassesArgumentsOn() throws Exception {
        Path jdk = jdk("jdk 25", "25.0.1");

        Run first = run(Map.of("JAVA_HOME", jdk.toString()), "investigate", "a folder", "");
        Run second = run(Map.of("JAVA_HOME", jdk.toString()), "demo");

        assertThat(first.exit()).isZero();
        assertThat(first.output()).contains("mvn in " + checkout.toRealPath()).contains("[package]")
                .contains("[-jar] [" + checkout.toRealPath() + "/target/firsthour.jar] [investigate] [a folder] []");
        assertThat(second.output()).doesNotContain("mvn in").contains("[demo]");
    }

    @Test
    void buildsAgainWhenASourceIsNewerOrGone() throws Exception {
        Path jdk = jdk("jdk 25", "25");
        run(Map.of("JAVA_HOME", jdk.toString()), "demo");

        Files.setLastModifiedTime(checkout.resolve("src/main"), FileTime.from(Instant.now().plusSeconds(60)));

        assertThat(run(Map.of("JAVA_HOME", jdk.toString()), "demo").output()).contains("mvn in");
    }

    @Test
    void aFailedBuildIsNotTakenForAGoodOne() throws Exception {
        Path jdk = jdk("jdk 25", "25");
        Files.createDirectories(checkout.resolve("target/lib"));
        Files.createFile(checkout.resolve("target/firsthour.jar"));
        Files.setLastModifiedTime(checkout.resolve("target/firsthour.jar"), FileTime.from(LONG_AGO.minusSeconds(60)));

        Run failed = run(Map.of("JAVA_HOME", jdk.toString(), "FAKE_MAVEN_EXIT", "1"), "demo");

        assertThat(failed.exit()).isNotZero();
        assertThat(failed.output()).contains("the build failed").doesNotContain("[-jar]");
    }

    @Test
    void worksThroughALinkAndFromAnotherFolder() throws Exception {
        Path jdk = jdk("jdk 25", "25");
        Path link = Files.createSymbolicLink(folder.resolve("fh"), Path.of("a check out", "firsthour"));

        Run run = run(Map.of("JAVA_HOME", jdk.toString()), link, "serve");

        assertThat(run.output()).contains("[-jar] [" + checkout.toRealPath() + "/target/firsthour.jar] [serve]");
    }

    @Test
    void prefersJavaHomeAndPassesByWhatIsTooOld() throws Exception {
        Path old = jdk("jdk-17", "17.0.15");
        Path fromMise = jdk("home/.local/share/mise/installs/java/26.0.1", "26.0.1");
        Path ancient = jdk("home/.sdkman/candidates/java/8.0.402-tem", "1.8.0_402");

        assertThat(run(Map.of("JAVA_HOME", old.toString(), "FIRSTHOUR_TEST_ONLY", ancient.toString()), "serve").jdk()).satisfies(
                // A machine may have its own JDK 25 in a place that comes earlier, but never one of the old ones is taken.
                chosen -> assertThat(chosen).isNotIn(old.toString(), ancient.toString()));
        assertThat(run(Map.of("JAVA_HOME", fromMise.toString()), "serve").jdk()).isEqualTo(fromMise.toString());
    }

    @Test
    void findsTheJdkOfAShimByAskingIt() throws Exception {
        Path jdk = jdk("hidden/jdk", "25");
        script(tools.resolve("java"), "echo '    java.home = " + jdk + "' >&2\n");

        assertThat(run(Map.of("JAVA_HOME", ""), "serve").jdk()).isEqualTo(jdk.toString());
    }

    @Test
    void saysWhatToDoWhenMavenIsMissingOrTooOld() throws Exception {
        Path jdk = jdk("jdk 25", "25");

        Run run = run(Map.of("JAVA_HOME", jdk.toString(), "FAKE_MAVEN_VERSION", "3.6.3", "MAVEN_HOME", "/nowhere"), "demo");

        // Where this machine has a good Maven in a usual place, that one is found instead, and fails on the empty project.
        assertThat(run.exit()).isNotZero();
        assertThat(run.output()).containsAnyOf("needs Maven 3.8 or newer", "the build failed");
    }

    @Test
    void passesItsMavenArgumentsOnAndThoseOfOlderMavensToo() throws Exception {
        Path jdk = jdk("jdk 25", "25");
        var environment = Map.of("JAVA_HOME", jdk.toString(), "FIRSTHOUR_MAVEN_OPTS", "-Dmaven.repo.local=/r -o", "MAVEN_ARGS",
                "-Dolder=1");

        Run run = run(environment, "build", "-Dlast=2");

        assertThat(run.output()).contains("[-Dmaven.repo.local=/r] [-o] [-Dolder=1]").contains("[-Dlast=2] [package]");
    }

    @Test
    void testRunsAllOfTheBuildAndPassesItsArgumentsOn() throws Exception {
        Path jdk = jdk("jdk 25", "25");

        Run run = run(Map.of("JAVA_HOME", jdk.toString(), "FIRSTHOUR_INSTALL_PEERS", "false"), "test", "-Dtest=One");

        assertThat(run.exit()).isZero();
        assertThat(run.output()).contains("[-Dtest=One] [verify]").doesNotContain("[-jar]");
    }

    @Test
    void usesTheStartUpCacheOnlyIfItIsNewerThanTheJar() throws Exception {
        var environment = Map.of("JAVA_HOME", jdk("jdk 25", "25").toString());
        Path cache = Files.createFile(Path.of(cacheIn(run(environment, "demo").output())));

        Files.setLastModifiedTime(cache, FileTime.from(LONG_AGO));
        assertThat(run(environment, "serve").output()).doesNotContain("-XX:AOTCache=");
        Files.setLastModifiedTime(cache, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run(environment, "serve").output()).contains("[-XX:AOTCache=" + cache + "]");
    }

    @Test
    void aStartUpCacheIsForOneJdkWithOneSetOfOptions() throws Exception {
        String java = jdk("jdk 25", "25").toString();

        assertThat(List.of(cacheIn(run(Map.of("JAVA_HOME", java), "serve").output()),
                cacheIn(run(Map.of("JAVA_HOME", java, "FIRSTHOUR_JAVA_OPTS", "-XX:+UseZGC"), "serve").output()),
                cacheIn(run(Map.of("JAVA_HOME", jdk("jdk 26", "26").toString()), "serve").output()))).doesNotHaveDuplicates();
    }

    private static String cacheIn(String output) {
        return output.replaceFirst("(?s).*\\[-Dfirsthour\\.aot-cache=([^]]*)].*", "$1");
    }

    @Test
    void theScriptsAreCleanToShellcheck() throws Exception {
        Path shellcheck = Peers.require("shellcheck");
        Process process = new ProcessBuilder(shellcheck.toString(), "firsthour", ".ci/run").directory(Checkout.root().toFile())
                .redirectErrorStream(true).start();
        String findings = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(findings).isZero();
    }

    private Run run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return run(environment, checkout.resolve("firsthour"), arguments);
    }

    private Run run(Map<String, String> environment, Path script, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(output).isTrue();
        return new Run(process.exitValue(), output);
    }

    /// A JDK that prints how its `java` was called.
    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/javac"), "exit 1\n");
        script(home.resolve("bin/java"), "echo \"java of " + home + ":$(printf ' [%s]' \"$@\")\"\n");
        return home;
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Run(int exit, String output) {

        /// The JDK that ran it, or the one that built where no jar was run.
        String jdk() {
            return output.lines().filter(line -> line.startsWith("java of ")).map(line -> line.substring(8, line.indexOf(": [")))
                    .findFirst()
                    .orElse(output);
        }
    }
}
