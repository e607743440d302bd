package dev.firsthour.investigation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PromptsTest {

    private static final String MARKS = "The data stand between {{begin}} and {{end}}.";

    @TempDir
    private Path folder;

    @Test
    void anAgentWithAPromptOfItsOwnIsToldThatAndTheOthersWhatIsBuiltIn() throws IOException {
        Files.writeString(folder.resolve("reasoning-mine.md"), "Think twice. " + MARKS);

        Prompts prompts = Prompts.of(folder);

        assertThat(prompts.reasoning().version()).isEqualTo("reasoning-mine");
        assertThat(prompts.reasoning().system("4711")).startsWith("Think twice.").contains("<<DATA 4711>>");
        assertThat(prompts.reasoning().schema()).isEqualTo(Prompts.BUILT_IN.reasoning().schema());
        assertThat(prompts.sceptic()).isEqualTo(Prompts.BUILT_IN.sceptic());
    }

    @Test
    void aPromptThatDoesNotMarkTheDataIsRefusedWithTheWayOut() throws IOException {
        Files.writeString(folder.resolve("sceptic-mine.md"), "Doubt everything.");

        assertThatThrownBy(() -> Prompts.of(folder)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("sceptic-mine.md")
                .hasMessageContaining("{{begin}}");
    }

    @Test
    void twoPromptsForOneAgentAreNotChosenFromByChance() throws IOException {
        Files.writeString(folder.resolve("planner-a.md"), MARKS);
        Files.writeString(folder.resolve("planner-b.md"), MARKS);

        assertThatThrownBy(() -> Prompts.of(folder)).hasMessageContaining("planner-a.md").hasMessageContaining("leave one");
    }

    @Test
    void aFolderThatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> Prompts.of(folder.resolve("nowhere"))).hasMessageContaining("nowhere")
                .hasMessageContaining("cannot be read");
    }
}
