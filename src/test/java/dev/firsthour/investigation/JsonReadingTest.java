package dev.firsthour.investigation;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.testing.SharedData;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReadingTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static JsonReading.Read read(String text) {
        assertThat(JsonReading.of(text)).as(text).isInstanceOf(JsonReading.Read.class);
        return (JsonReading.Read) JsonReading.of(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"a\":1,}", "{'a':1}", "{a:1}", "[1,]", "// no\n{}", "{\"a\":1} {}", "{\"a\":NaN}", "01", "+1",
            ".5", "1.", "True",
            "{\"a\":1,\"a\":2}", "\"a\nb\"", "\"\\x\"", "```json\n{}\n```", "{\"a\":1}x", "\ufeff{}", "[\"a\" \"b\"]", "nul"})
    void strictReadingRefusesWhatJsonForbids(String text) {
        assertThat(JsonReading.strictly(text)).isInstanceOf(JsonReading.Unreadable.class);
    }

    @Test
    void whatIsJsonIsNotMended() {
        String text = "{\"a\": [1, 2.5e3, true, null, \"x\\u00e9\\n\"], \"b\": {}}";
        assertThat(JsonReading.of(text)).isEqualTo(JsonReading.strictly(text));
        assertThat(read(text).repairs()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"Sure! Here it is:{\"a\":1} Hope that helps.|{\"a\":1}",
            "Based on [E3], I say: ```json {\"a\":\"b\"} ```|{\"a\":\"b\"}", "[E3] shows it. {\"a\":1}|{\"a\":1}",
            "<think>{\"a\":0}? no</think>{\"a\":1}|{\"a\":1}", "use {name} so: {\"a\":1}|{\"a\":1}",
            "{\"a\": True, 'b': None,}|{\"a\":true,\"b\":null}",
            "{\"a\":\"he said \"hi\", then left\",\"b\":1}|{\"a\":\"he said \\\"hi\\\", then left\",\"b\":1}",
            "{\\\"a\\\": \\\"b\\\"}|{\"a\":\"b\"}", "{\"a\": 1 // one|{\"a\":1}", "{\"a\":1 /* one */, # two|{\"a\":1}"})
    void theAnswerIsTakenOutOfWhatSurroundsItAndMended(String text, String expected) {
        JsonReading.Read read = read(text);
        assertThat(read.value()).isEqualTo(JSON.readTree(expected));
        assertThat(read.repairs()).isNotEmpty();
    }

    @Test
    void aValueThatWasCutIsLeftOutAndNeverCompleted() {
        var read = read("{\"root_cause\": \"The deploy.\", \"reasoning\": \"It began wi");
        assertThat(read.value()).isEqualTo(JSON.readTree("{\"root_cause\": \"The deploy.\"}"));
        assertThat(read.cut()).isTrue();
        assertThat(read.unfinished()).isEqualTo("reasoning");
        assertThat(read.leftOut()).containsExactly("the text ends within a string");
    }

    @Test
    void aListThatWasCutIsNamedAsUnfinished() {
        var read = read("{\"root_cause\": \"x\", \"factors\": [{\"a\": 1}, {\"b\": \"y\"");
        assertThat(read.cut()).isTrue();
        assertThat(read.unfinished()).isEqualTo("factors");
    }

    @Test
    void anObjectThatLacksOnlyItsLastBracketHasNoUnfinishedField() {
        var read = read("{\"a\": \"b\"");
        assertThat(read.value()).isEqualTo(JSON.readTree("{\"a\": \"b\"}"));
        assertThat(read.unfinished()).isNull();
        assertThat(read.cut()).isTrue();
    }

    @Test
    void aFieldWithoutAValueIsLeftOut() {
        var read = read("{\"a\": , \"b\": 2}");
        assertThat(read.value()).isEqualTo(JSON.readTree("{\"b\": 2}"));
        assertThat(read.leftOut()).containsExactly("the field \"a\" has no value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "[2.]", "{\"a\": 2e}", "\"abc", "{\"a\": \"\\u12\"}", "{:1}", "{\"a\":1}{\"a\":2}",
            "{\"a\": b c: d}"})
    void whereTwoReadingsArePossibleOrAValueIsMissingNothingIsGuessed(String text) {
        assertThat(JsonReading.of(text)).satisfiesAnyOf(reading -> assertThat(reading).isInstanceOf(JsonReading.Unreadable.class),
                reading -> assertThat(((JsonReading.Read) reading).value()).isEqualTo(JSON.createObjectNode()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[", "\"", "{\"a\":", "\"a\" ", "\",", "{\"a\" \"b\" ", "'", "/*", "//\n", "a(", "...", "{a ", "\\\"",
            "```", "[\"x\" 1 ", ",", " ",
            "{x ", "1\n", "<think>", "\"a\"+", "/a", "“", "\"a,\"b"})
    void hostileTextTakesLinearTime(String piece) {
        String text = piece.repeat(JsonReading.LONGEST / piece.length());
        // What takes more than linear time takes hours; a busy machine takes seconds.
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> JsonReading.of(text));
    }

    @Test
    void whatIsTooLongIsNotRead() {
        assertThat(JsonReading.of(" ".repeat(JsonReading.LONGEST + 1))).isInstanceOf(JsonReading.Unreadable.class);
    }

    @Provide
    Arbitrary<String> brokenTexts() {
        return Arbitraries
                .of("{", "}", "[", "]", "\"", "'", ",", ":", "\\", "\n", " ", "a", "key", "1", "-", ".", "e", "true", "None", "/*", "*/",
                        "//", "...", "+",
                        "(", ")", ";", "```", "\"a\"", "\"a\":", "\\u00", "\u201c", "\u201d", "\u00a0", "<think>", "</think>", "\u0000")
                .list().ofMaxSize(40)
                .map(pieces -> String.join("", pieces));
    }

    @Property(tries = 50_000)
    void anyTextIsReadOrRefused(@ForAll("brokenTexts") String text) {
        JsonReading reading = JsonReading.of(text);
        if (reading instanceof JsonReading.Read read)
            assertThat(JSON.readTree(JSON.writeValueAsString(read.value()))).isEqualTo(read.value());
    }

    @Property(tries = 2_000)
    void anyTextAtAllIsReadOrRefused(@ForAll String text) {
        assertThat(JsonReading.of(text)).isNotNull();
    }

    @Property(tries = 5_000)
    void whatIsCutIsNeverLongerThanItWas(@ForAll("cutTexts") String cutText) {
        if (!(JsonReading.of(cutText) instanceof JsonReading.Read read) || !read.value().isObject()) return;
        JsonNode whole = JSON.readTree(WHOLE);
        for (Map.Entry<String, JsonNode> field : read.value().properties()) {
            if (!field.getKey().equals(read.unfinished())) assertThat(field.getValue()).as(cutText).isEqualTo(whole.path(field.getKey()));
        }
    }

    private static final String WHOLE = """
            {"root_cause": "The deploy of \\"checkout\\" 4.2, and nothing else.", "confidence": 87, "culprit": {"kind": "change", "name": "dep-417"},
             "contributing_factors": ["a, b", "c: d"], "hypotheses": [{"statement": "x", "evidence_for": [{"text": "y", "cites": ["E3"]}], "ruled_out": null}],
             "reasoning": "Step 1 [E3]:\\n{then} this. It's \\\\ done"}""";

    @Provide
    Arbitrary<String> cutTexts() {
        return Arbitraries.integers().between(1, WHOLE.length()).map(end -> WHOLE.substring(0, end));
    }

    /// The public cases of jsonrepair. Those that can only be read by making up or completing a value are counted apart, by the rule that refuses them.
    @Test
    void publicCasesAreMendedUnlessAValueWouldHaveToBeMadeUp() throws IOException {
        int read = 0;
        int refusedRightly = 0;
        var byRule = new LinkedHashMap<String, List<String>>();
        var missed = new ArrayList<String>();
        var mustRefuse = new ArrayList<String>();
        for (String line : Files.readAllLines(SharedData.require("corpora/malformed-json/jsonrepair.jsonl"))) {
            JsonNode item = JSON.readTree(line);
            String id = item.path("id").asString();
            JsonReading reading = JsonReading.of(item.path("input").asString());
            if (!item.has("expected")) {
                if (reading instanceof JsonReading.Unreadable) refusedRightly++;
                else
                    mustRefuse.add(id);
                continue;
            }
            JsonNode expected = JSON.readTree(item.path("expected").asString());
            if (reading instanceof JsonReading.Read mended && mended.value().equals(expected)) {
                read++;
                continue;
            }
            String rule = switch (reading) {
                case JsonReading.Read mended when !mended.leftOut().isEmpty() -> mended.leftOut().getFirst();
                case JsonReading.Unreadable(String reason) when reason.contains("the text ends") || reason.contains("not finished") ->
                    reason;
                default -> "";
            };
            if (rule.isEmpty()) missed.add(id);
            else
                byRule.computeIfAbsent(rule.replaceAll("\"[^\"]*\"", "x"), _ -> new ArrayList<>()).add(id);
        }
        int wanted = read + missed.size();
        System.out.printf("malformed JSON: %d of %d read (%.1f %%), missed %s%n", read, wanted, 100.0 * read / wanted, missed);
        byRule.forEach((rule, ids) -> System.out.printf("  refused, %s: %d %s%n", rule, ids.size(), ids));
        System.out.printf("  of those that must be refused %d are; read nevertheless, as an answer within words: %s%n", refusedRightly,
                mustRefuse);
        assertThat(read).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * wanted));
        assertThat(wanted).as("cases that need no value made up or completed").isGreaterThan(340);
    }
}
