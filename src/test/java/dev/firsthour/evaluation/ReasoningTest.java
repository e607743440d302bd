package dev.firsthour.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Recordings;
import dev.firsthour.llm.Reply;
import dev.firsthour.testing.Checkout;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

/// A set under a language model, with one of the examples as its only case.
class ReasoningTest {

    private static final String SET = "rootcausebench";

    @TempDir
    private Path work;

    @BeforeEach
    void aSet() throws IOException {
        Path made = Files.createDirectories(work.resolve("data").resolve(SET).resolve("cases").resolve("one"));
        Path example = Checkout.root().resolve("examples/bad-deploy");
        try (var files = Files.walk(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = made.resolve(example.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Test
    void thePredictionIsWhatTheModelBlames() {
        assertThat(prediction(new Blaming("5be20f9c1d7a48e3b6f0c2954e8d71a3fb60927d")).path("culprit").asString())
                .isEqualTo("5be20f9c1d7a48e3b6f0c2954e8d71a3fb60927d");
        assertThat(prediction(null).path("culprit").asString()).as("the engine alone")
                .isNotEqualTo("5be20f9c1d7a48e3b6f0c2954e8d71a3fb60927d");
    }

    @Test
    void aRecordingAnswersInPlaceOfTheModel() {
        Path recording = work.resolve("recording");
        Blaming model = new Blaming("5be20f9c1d7a48e3b6f0c2954e8d71a3fb60927d");
        JsonNode live = prediction(Recordings.keeping(model, recording));
        int asked = model.asked.get();

        JsonNode replayed = prediction(Recordings.of(recording));

        assertThat(asked).isPositive();
        assertThat(model.asked).as("the model is not asked again").hasValue(asked);
        assertThat(without(replayed)).isEqualTo(without(live));
    }

    private static String without(JsonNode prediction) {
        return prediction.toString().replaceAll(",?\"ms\":[0-9.]+", "");
    }

    private JsonNode prediction(@Nullable LanguageModel model) {
        Path out = work.resolve("predictions.jsonl");
        new Evaluation(work.resolve("data"), model, _ -> {}).run(SET, out);
        try {
            return Json.MAPPER.readTree(Files.readString(out));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Blames one change, and has no doubts.
    private static final class Blaming implements LanguageModel {

        private final String change;
        private final AtomicInteger asked = new AtomicInteger();

        Blaming(String change) {
            this.change = change;
        }

        @Override
        public String name() {
            return "test/blaming";
        }

        @Override
        public Reply ask(Prompt prompt) {
            asked.incrementAndGet();
            boolean doubts = String.valueOf(prompt.jsonSchema()).contains("refuted");
            return new Reply.Answered(doubts
                    ? "{\"refuted\": false, \"doubts\": [], \"confidence_cap\": 100}"
                    : """
                            {"root_cause": "Change %1$s.", "reasoning": "It was the last one [E1].", "mitigation": "Undo it.", "prevention": "Test.",
                             "recommendation": "Test more.", "culprit": {"kind": "change", "name": "%1$s"}, "contributing_factors": [],
                             "hypotheses": [{"statement": "Change %1$s.", "culprit": {"kind": "change", "name": "%1$s"},
                                             "evidence_for": [{"text": "it was the last", "cites": ["E1"]}], "evidence_against": [], "ruled_out": null}],
                             "confidence": 90}"""
                            .formatted(change),
                    10, 10);
        }
    }
}
