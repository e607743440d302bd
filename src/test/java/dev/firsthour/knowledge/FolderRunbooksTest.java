package dev.firsthour.knowledge;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.firsthour.knowledge.Runbooks.Question;
import dev.firsthour.privacy.Redactors;

import static org.assertj.core.api.Assertions.assertThat;

class FolderRunbooksTest {

    private static final String POOL = "---\nservices: [checkout]\n---\n# Pool exhausted\nNo connection is left in the pool.\n";

    @TempDir
    private Path folder;
    private final List<List<String>> asked = new ArrayList<>();
    private boolean away;

    private Path write(String path, String content) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private FolderRunbooks runbooks() {
        return new FolderRunbooks(files(2000, 1 << 20), null, null, Redactors.standard(new byte[32]));
    }

    private FolderRunbooks withMeaning() {
        return new FolderRunbooks(files(2000, 1 << 20), null, this::embed, Redactors.standard(new byte[32]));
    }

    private RunbookFolder files(int files, long bytes) {
        return new RunbookFolder(folder, URI.create("https://git.example.org/runbooks/"), files, bytes);
    }

    /// What speaks of pools points one way, everything else the other.
    private Embeddings.Answer embed(List<String> texts) {
        asked.add(List.copyOf(texts));
        return away
                ? new Embeddings.Answer.Unavailable("it is away")
                : new Embeddings.Answer.Vectors(texts.stream().map(
                        text -> text.contains("pool") || text.contains("saturated") ? new float[]{1, 0} : new float[]{0, 1}).toList());
    }

    private static List<String> found(Runbooks runbooks, String text, boolean askOutside) {
        return runbooks.search(new Question(text, null, askOutside), 5).stream().map(one -> one.passage().path()).toList();
    }

    @Test
    void itFindsNothingUntilItWasReadAndThenWhatIsThere() throws IOException {
        write("checkout/pool.md", POOL);
        FolderRunbooks runbooks = runbooks();
        assertThat(runbooks.isEmpty()).isTrue();

        runbooks.refresh();

        assertThat(runbooks.search(new Question("connection pool", "checkout", false), 5)).singleElement().satisfies(
                one -> assertThat(one.passage().link()).isEqualTo("https://git.example.org/runbooks/checkout/pool.md#pool-exhausted"));
    }

    @Test
    void whatChangedIsSeenAtTheNextLook() throws IOException {
        Path file = write("checkout/pool.md", POOL);
        FolderRunbooks runbooks = runbooks();
        runbooks.refresh();

        write("checkout/pool.md", POOL.replace("connection", "certificate"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        write("edge.md", "# Edge\nThe gateway answers late.\n");
        runbooks.refresh();
        assertThat(found(runbooks, "certificate pool", false)).containsExactly("checkout/pool.md");
        assertThat(found(runbooks, "gateway late", false)).containsExactly("edge.md");

        Files.delete(file);
        runbooks.refresh();
        assertThat(found(runbooks, "certificate pool", false)).isEmpty();
    }

    @Test
    void aFolderThatGoesAwayLeavesWhatWasRead() throws IOException {
        Path file = write("pool.md", POOL);
        FolderRunbooks runbooks = runbooks();
        runbooks.refresh();
        Files.delete(file);
        Files.delete(folder);

        runbooks.refresh();

        assertThat(found(runbooks, "connection pool", false)).containsExactly("pool.md");
        Files.createDirectory(folder);
    }

    @Test
    void hiddenFilesOtherFilesAndLinksThatLeadOutAreNotRead(@TempDir Path elsewhere) throws IOException {
        write(".git/pool.md", POOL);
        write("pool.txt", POOL);
        Files.createSymbolicLink(folder.resolve("out.md"), Files.writeString(elsewhere.resolve("pool.md"), POOL));
        assertThat(files(10, 1 << 20).list().found()).isEmpty();

        // As Kubernetes mounts a ConfigMap.
        write("..data/pool.md", POOL);
        Files.createSymbolicLink(folder.resolve("pool.md"), Path.of("..data/pool.md"));
        assertThat(files(10, 1 << 20).list().found()).extracting(RunbookFolder.Entry::path).containsExactly("pool.md");
    }

    @Test
    void itStopsAtItsBoundsAndSaysWhatWasLeftOut() throws IOException {
        for (int i = 0; i < 5; i++) write("r" + i + ".md", POOL);
        write("large.md", "x".repeat((int) RunbookFolder.LARGEST + 1));

        assertThat(files(3, 1 << 20).list().found()).extracting(RunbookFolder.Entry::path).containsExactly("r0.md", "r1.md", "r2.md");
        assertThat(files(3, 1 << 20).list().leftOut()).containsExactly("1 larger than 1048576 bytes each",
                "2 beyond firsthour.knowledge.files or .size");
        assertThat(files(100, 2L * POOL.length()).list().found()).hasSize(2);
    }

    @Test
    void aMeaningIsAskedForOnceAndSecretsDoNotTravel() throws IOException {
        write("pool.md", POOL + "The password: hunter2-Xk93qLm\n");
        write("edge.md", "# Edge\nThe gateway answers late.\n");
        FolderRunbooks runbooks = withMeaning();
        runbooks.refresh();
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst()).hasSize(2).noneMatch(text -> text.contains("hunter2"));

        Files.setLastModifiedTime(write("disk.md", "# Disk\nThe volume is full.\n"), FileTime.fromMillis(1_000));
        runbooks.refresh();
        runbooks.refresh();
        assertThat(asked).as("only what is new is asked for").hasSize(2).last().satisfies(texts -> assertThat(texts).hasSize(1));

        assertThat(found(runbooks, "all slots saturated", true)).containsExactly("pool.md");
        assertThat(found(runbooks, "all slots saturated", false)).as("what was asked before is remembered").containsExactly("pool.md");
        assertThat(asked).hasSize(3);
    }

    @Test
    void fromWithinARequestNobodyIsAsked() throws IOException {
        write("pool.md", POOL);
        FolderRunbooks runbooks = withMeaning();
        runbooks.refresh();

        assertThat(found(runbooks, "all slots saturated", false)).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void whereTheModelIsAwayWordsFindThemAndTheNextLookAsksAgain() throws IOException {
        write("pool.md", POOL);
        away = true;
        FolderRunbooks runbooks = withMeaning();
        runbooks.refresh();
        assertThat(found(runbooks, "connection pool", true)).containsExactly("pool.md");
        assertThat(found(runbooks, "all slots saturated", true)).isEmpty();

        away = false;
        runbooks.refresh();
        assertThat(found(runbooks, "all slots saturated", true)).containsExactly("pool.md");
    }

    @Test
    void aCheckoutIsPulledBeforeItIsRead(@TempDir Path scratch) throws Exception {
        Path origin = Files.createDirectory(scratch.resolve("origin"));
        Path checkout = scratch.resolve("checkout");
        git(origin, "init", "--quiet", "--initial-branch=main");
        Files.writeString(origin.resolve("pool.md"), POOL);
        commit(origin);
        git(scratch, "clone", "--quiet", origin.toString(), checkout.toString());
        FolderRunbooks runbooks = new FolderRunbooks(new RunbookFolder(checkout, null, 10, 1 << 20),
                new Checkout(checkout, Duration.ofSeconds(60)), null, Redactors.standard(new byte[32]));
        Files.writeString(origin.resolve("edge.md"), "# Edge\nThe gateway answers late.\n");
        commit(origin);

        runbooks.refresh();

        assertThat(found(runbooks, "gateway late", false)).containsExactly("edge.md");
        assertThat(new Checkout(scratch, Duration.ofSeconds(60)).pull()).hasValueSatisfying(
                trouble -> assertThat(trouble).contains(scratch.toString()));
    }

    private static void commit(Path folder) throws Exception {
        git(folder, "add", ".");
        git(folder, "-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", "runbooks");
    }

    private static void git(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor()).as(String.join(" ", command)).isZero();
    }
}
