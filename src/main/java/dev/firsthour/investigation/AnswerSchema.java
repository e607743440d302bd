package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schema (2020-12) of a model's answer: an object with named fields.
final class AnswerSchema {

    /// A model that is told of more than these mends none of them.
    private static final int MOST_VIOLATIONS = 12;
    private static final int LONGEST_QUOTE = 40;

    private final ObjectNode definition;
    private final Schema schema;

    private AnswerSchema(ObjectNode definition) {
        this.definition = definition;
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(definition);
    }

    /// @throws IllegalArgumentException if the text is no schema of an object
    static AnswerSchema of(String text) {
        JsonNode definition = JsonReading.STRICT.readTree(text);
        if (definition instanceof ObjectNode object && object.path("properties").isObject()) return new AnswerSchema(object);
        throw new IllegalArgumentException("the schema of an answer describes an object and names its properties");
    }

    /// The schema as text, for endpoints that know how to follow one.
    String text() {
        return definition.toString();
    }

    /// The names of the answer's fields, in the schema's order.
    Set<String> fields() {
        return new LinkedHashSet<>(definition.path("properties").propertyNames());
    }

    /// The same schema with some of its fields alone, to ask for what is still missing.
    AnswerSchema only(Collection<String> fields) {
        ObjectNode narrow = definition.deepCopy();
        ((ObjectNode) narrow.path("properties")).retain(fields);
        if (narrow.path("required") instanceof ArrayNode required) {
            List<String> kept = required.valueStream().map(JsonNode::asString).filter(fields::contains).toList();
            required.removeAll();
            kept.forEach(required::add);
        }
        return new AnswerSchema(narrow);
    }

    /// Takes out of an answer what the schema does not know, as a comment that a model added; nothing else can be wrong with it.
    ///
    /// @return the pointers of what was taken out
    List<String> prune(ObjectNode answer) {
        var pruned = new ArrayList<String>();
        prune(answer, definition, "", pruned);
        return pruned;
    }

    private void prune(JsonNode value, JsonNode schemaNode, String pointer, List<String> pruned) {
        switch (value) {
            case ObjectNode object when schemaNode.path("properties").isObject() -> {
                JsonNode properties = schemaNode.path("properties");
                if (schemaNode.path("additionalProperties").isBoolean() && !schemaNode.path("additionalProperties").asBoolean()) {
                    for (String name : List.copyOf(object.propertyNames())) {
                        if (!properties.has(name)) {
                            object.remove(name);
                            pruned.add(pointer + "/" + start(name));
                        }
                    }
                }
                object.properties()
                        .forEach(field -> prune(field.getValue(), properties.path(field.getKey()), pointer + "/" + field.getKey(),
                                pruned));
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++)
                    prune(array.get(i), schemaNode.path("items"), pointer + "/" + i, pruned);
            }
            default -> {
                /* a plain value has no fields */ }
        }
    }

    /// What is wrong with an answer, field by field in its order; empty if it is valid.
    List<Violation> violations(JsonNode answer) {
        if (!answer.isObject()) return List.of(new Violation("", "must be one JSON object, not " + kind(answer)));
        List<String> order = List.copyOf(fields());
        return schema.validate(answer).stream().map(AnswerSchema::violation).distinct()
                .sorted((a, b) -> Integer.compare(order.indexOf(a.field()), order.indexOf(b.field()))).limit(MOST_VIOLATIONS).toList();
    }

    private static Violation violation(Error error) {
        String place = error.getInstanceLocation().toString();
        JsonNode limit = error.getSchemaNode();
        JsonNode value = error.getInstanceNode();
        return switch (error.getKeyword()) {
            case "required" -> new Violation(place + "/" + error.getProperty(), "is missing");
            case "additionalProperties" -> new Violation(place + "/" + error.getProperty(), "is no field of the answer");
            case "type" -> new Violation(place, "must be " + types(limit) + ", not " + kind(value));
            case "minLength" -> new Violation(place, "must not be empty");
            case "maxLength" -> new Violation(place, "has " + value.asString().length() + " characters and may have " + limit.asInt());
            case "minItems" -> new Violation(place, "must have at least " + limit.asInt() + " entries");
            case "maxItems" -> new Violation(place, "has " + value.size() + " entries and may have " + limit.asInt());
            case "minimum" -> new Violation(place, "must be at least " + limit.asString());
            case "maximum" -> new Violation(place, "must be at most " + limit.asString());
            case "enum" ->
                new Violation(place, "must be one of " + limit.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "))
                        + ", not " + quoted(value));
            case "pattern" -> new Violation(place, "must match " + limit.asString() + ", which " + quoted(value) + " does not");
            default -> new Violation(place, "is wrong: " + start(String.valueOf(error.getMessage())));
        };
    }

    private static String types(JsonNode type) {
        return type.isArray()
                ? type.valueStream().map(one -> article(one.asString())).collect(Collectors.joining(" or "))
                : article(type.asString());
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "null";
        };
    }

    private static String article(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "array" -> "a list";
            case "object" -> "an object";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            case "null" -> "null";
            default -> "a " + type;
        };
    }

    private static String quoted(JsonNode value) {
        return value.isValueNode() ? "'" + start(value.asString("null")) + "'" : kind(value);
    }

    private static String start(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }
}
