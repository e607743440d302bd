package dev.firsthour.investigation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.firsthour.llm.Tool;
import dev.firsthour.timeline.Json;

import tools.jackson.databind.node.ObjectNode;

/// What an agent may ask of the evidence. All of it only reads, and every answer has a bound.
@SuppressWarnings("ImmutableEnumChecker") // a schema is only ever read
enum EvidenceTool {
    // @formatter:off
    SEARCH_LOGS("Finds log records that hold all the given words, or match an RE2 expression. Shows the first and the last, and how many there are.",
            List.of(), Parameter.WORDS, Parameter.PATTERN, Parameter.SERVICE, Parameter.LEVEL, Parameter.FROM, Parameter.TO, Parameter.LIMIT),
    LOG_TEMPLATES("Groups log records by message template and counts each before and after the incident began.",
            List.of(), Parameter.SERVICE, Parameter.FROM, Parameter.TO, Parameter.LIMIT),
    LIST_SERIES("Names the series of metrics that there are.", List.of(), Parameter.SERVICE, Parameter.WORDS),
    READ_SERIES("Reads series of a metric, averaged over steps.",
            List.of("metric"), Parameter.METRIC, Parameter.SERVICE, Parameter.FROM, Parameter.TO, Parameter.STEP),
    COMPARE_WINDOWS("Compares the values of a metric in one window with those in another; without times, after the incident's beginning with before.",
            List.of("metric"), Parameter.METRIC, Parameter.SERVICE, Parameter.FROM, Parameter.TO, Parameter.BASE_FROM, Parameter.BASE_TO),
    TRACE_EXAMPLES("Shows whole traces in which a service took part: failed, slow, or any.",
            List.of(), Parameter.SERVICE, Parameter.OPERATION, Parameter.STATUS, Parameter.FROM, Parameter.TO, Parameter.LIMIT),
    LIST_CHANGES("Lists deployments, commits, configuration and flag changes, and notices of platforms and vendors.",
            List.of(), Parameter.FROM, Parameter.TO, Parameter.SERVICE, Parameter.LIMIT),
    READ_DIFF("Reads the text of one change.", List.of("change"), Parameter.CHANGE, Parameter.OFFSET),
    PAST_INCIDENTS("Finds past incidents by words, with the causes that people confirmed or that were concluded. A past cause is something to check, never an answer.",
            List.of("words"), Parameter.WORDS),
    SEARCH_RUNBOOKS("Finds passages of runbooks by words. What they say was right once: it is something to check, never an answer, and cannot be cited.",
            List.of("words"), Parameter.WORDS, Parameter.SERVICE),
    READ_EVIDENCE("Reads the records of one piece of evidence, from an offset on.", List.of("id"), Parameter.ID, Parameter.OFFSET, Parameter.LIMIT),
    ASK_SOURCES("Asks the outside sources for more evidence of a service in a window, which can then be searched. Few such questions are allowed.",
            List.of("service"), Parameter.SERVICE, Parameter.FROM, Parameter.TO, Parameter.METRIC);
    // @formatter:on

    private final Tool tool;
    private final AnswerSchema schema;

    EvidenceTool(String description, List<String> required, Parameter... parameters) {
        ObjectNode definition = Json.mapper().createObjectNode().put("type", "object").put("additionalProperties", false);
        var properties = definition.putObject("properties");
        for (Parameter parameter : parameters) {
            properties.putObject(parameter.word()).put("type", parameter.type).put("description", parameter.description);
        }
        var needed = definition.putArray("required");
        required.forEach(needed::add);
        this.schema = AnswerSchema.of(definition.toString());
        this.tool = new Tool(word(), description, definition.toString());
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// As a model is offered it.
    Tool offered() {
        return tool;
    }

    AnswerSchema schema() {
        return schema;
    }

    static Optional<EvidenceTool> of(String word) {
        return Arrays.stream(values()).filter(tool -> tool.word().equalsIgnoreCase(word.strip())).findFirst();
    }

    private enum Parameter {
        WORDS("string", "words that must all occur, in any case"), PATTERN("string", "an RE2 expression, without look-around"), SERVICE(
                "string",
                "the service's name as the data spells it"), LEVEL("string", "the level as the data spells it, as in ERROR"), METRIC(
                        "string",
                        "the metric's name or words of it"), OPERATION("string", "a part of the operation's name"), STATUS("string",
                                "error, ok or slow"), CHANGE("string", "the change's id"), ID("string",
                                        "the evidence's id, as in E3"), FROM(
                                                "string",
                                                "UTC time as in 2026-03-01T12:00:00Z, or minutes from the incident's beginning as in -15m"), TO(
                                                        "string", "the same, for the end"), BASE_FROM("string",
                                                                "where the window to compare with begins"), BASE_TO("string",
                                                                        "where it ends"), STEP(
                                                                                "string", "as in 30s or 5m"), LIMIT("integer",
                                                                                        "how many to show"), OFFSET("integer",
                                                                                                "from which on, counted from 0");

        private final String type;
        private final String description;

        Parameter(String type, String description) {
            this.type = type;
            this.description = description;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
