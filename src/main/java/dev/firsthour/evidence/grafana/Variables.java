package dev.firsthour.evidence.grafana;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.EvidenceQuery;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// The variables of a dashboard, with the values that an alert gives them, put into queries in the forms that Grafana's documentation "Variable syntax"
/// lays down.
///
/// A variable takes what the alert says by a label of its name, or of the label that its `label_values()` lists; else, if it stands for a service or an
/// environment, the incident's; else what is saved with the dashboard. What came with an alert never changes more than the value it stands in: a value
/// with any sign that could end one is not used. Grafana's own variables (`$__interval` and the like) are left to the data sources, which know them.
final class Variables {

    private static final Set<String> SERVICES = Set.of("service", "service_name", "app", "app_kubernetes_io_name", "application", "job",
            "container", "workload", "deployment", "component");
    private static final Set<String> ENVIRONMENTS = Set.of("environment", "env", "deployment_environment_name", "deployment_environment",
            "namespace");
    private static final Pattern PLACE = Pattern
            .compile("\\$\\{(\\w+)(?::([\\w-]+))?\\}|\\$(\\w+)|\\[\\[(\\w+)(?::([\\w-]+))?\\]\\]");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((?:.*,)?\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*\\)",
            Pattern.DOTALL);
    /// No sign that ends a string, a matcher or a word in any language that data sources speak, comments included.
    private static final Pattern HARMLESS = Pattern.compile("(?!.*--)[\\p{L}\\p{N}_.:/@-]{1,200}");
    private static final String ALL = "$__all";
    private static final int MOST_VALUES = 100;
    private static final int DEEPEST = 20;

    /// How a data source wants a value that no format is given for.
    enum Style {
        /// Prometheus, Loki and what speaks their languages: several values are a regular expression within a quoted string.
        MATCHER,
        /// Elasticsearch, OpenSearch.
        LUCENE, SQL, OTHER;

        /// @param type of the data source; null if nobody knows
        static Style of(@Nullable String type, JsonNode query) {
            String name = type == null ? "" : type;
            if (name.contains("elasticsearch") || name.contains("opensearch")) return LUCENE;
            if (name.contains("sql") || name.contains("clickhouse") || query.has("rawSql")) return SQL;
            return name.contains("prometheus") || name.contains("loki") || name.contains("victoria") || query.has("expr") ? MATCHER : OTHER;
        }
    }

    /// What a variable stands for.
    ///
    /// @param all whether it stands for everything
    /// @param whole what to write for everything as it is; null if the dashboard does not say
    /// @param several whether the dashboard lets people choose more than one
    /// @param ofAlert whether the incident said so, rather than the dashboard
    private record Value(List<String> values, boolean all, @Nullable String whole, boolean several, boolean ofAlert) {}

    /// A query with its variables filled.
    ///
    /// @param missing the variables in it that have no value, each with why
    /// @param saved those that the alert says nothing of, so that what is saved with the dashboard was taken
    record Filled(ObjectNode query, Set<String> missing, Set<String> saved, boolean ofAlert) {}

    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final EvidenceQuery query;

    /// @param list as in a dashboard's `templating.list`
    Variables(List<JsonNode> list, EvidenceQuery query) {
        this.query = query;
        for (JsonNode variable : list) {
            String name = variable.path("name").asString("");
            if (!name.isBlank()) read(name, variable);
        }
    }

    private void read(String name, JsonNode variable) {
        String type = variable.path("type").asString("query");
        boolean several = variable.path("multi").asBoolean(false) || variable.path("includeAll").asBoolean(false);
        if (type.equals("adhoc") || type.equals("groupby")) {
            missing.put(name, "it is a filter that only the page applies");
            return;
        }
        if (!type.equals("datasource") && !type.equals("interval") && !type.equals("constant")) {
            Optional<String> said = said(name, variable);
            if (said.isPresent() && HARMLESS.matcher(said.get()).matches()) {
                values.put(name, new Value(List.of(said.get()), false, null, several, true));
                return;
            }
            if (said.isPresent()) {
                missing.put(name, "the alert's value for it holds signs that could change the query");
                return;
            }
        }
        JsonNode current = variable.path("current").path("value");
        List<String> saved = (current.isArray()
                ? current.valueStream()
                : current.isMissingNode() || current.isNull()
                        ? Stream.<JsonNode>empty()
                        : Stream.of(current))
                .map(value -> value.asString("")).filter(value -> !value.isEmpty()).limit(MOST_VALUES)
                .toList();
        if (saved.isEmpty() && (type.equals("constant") || type.equals("textbox")) && variable.path("query").isString()) {
            saved = List.of(variable.path("query").stringValue());
        }
        if (type.equals("interval") && saved.stream().anyMatch(value -> value.startsWith("$__auto") || value.equals("auto"))) {
            saved = List.of("$__interval");
        }
        String whole = variable.path("allValue").asString("");
        if (saved.contains(ALL) || (saved.isEmpty() && variable.path("includeAll").asBoolean(false))) {
            values.put(name, new Value(type.equals("custom") ? options(variable) : List.of(), true, whole.isBlank() ? null : whole, several,
                    false));
        } else if (saved.isEmpty()) {
            missing.put(name, "neither the alert nor the dashboard gives it a value");
        } else {
            values.put(name, new Value(saved, false, null, several, false));
        }
    }

    /// What the incident says of a variable.
    private Optional<String> said(String name, JsonNode variable) {
        var names = new ArrayList<String>(List.of(name));
        for (JsonNode place : List.of(variable.path("definition"), variable.path("query"), variable.path("query").path("query"))) {
            Matcher values = LABEL_VALUES.matcher(place.asString(""));
            if (values.find()) names.add(values.group(1));
        }
        // How Loki's variables say it.
        if (variable.path("query").path("label").isString()) names.add(variable.path("query").path("label").stringValue());
        for (String one : names) {
            Optional<String> label = query.labels().entrySet().stream().filter(entry -> entry.getKey().equalsIgnoreCase(one))
                    .map(Map.Entry::getValue).filter(value -> !value.isBlank()).findFirst();
            if (label.isPresent()) return label;
        }
        for (String one : names) {
            if (SERVICES.contains(one) && !query.services().isEmpty()) return Optional.of(query.services().getFirst());
            if (ENVIRONMENTS.contains(one) && query.environment() != null) return Optional.of(query.environment());
        }
        return Optional.empty();
    }

    /// The values of a variable of the type custom: `a, b` or `shown : a`.
    private static List<String> options(JsonNode variable) {
        return Arrays.stream(variable.path("query").asString("").split("(?<!\\\\),", MOST_VALUES)).map(String::strip)
                .map(option -> option.contains(" : ") ? option.substring(option.indexOf(" : ") + 3).strip() : option)
                .filter(option -> !option.isEmpty()).toList();
    }

    /// A query with every text in it filled. What it is and whose it is stays: those are no places for values.
    Filled fill(JsonNode target, Style style) {
        var lacking = new TreeSet<String>();
        var saved = new TreeSet<String>();
        boolean[] ofAlert = {false};
        ObjectNode filled = JsonMapper.shared().createObjectNode();
        target.properties().forEach(field -> filled.set(field.getKey(),
                Set.of("refId", "datasource", "legendFormat").contains(field.getKey())
                        ? field.getValue()
                        : fill(field.getValue(), style, lacking, saved, ofAlert, 0)));
        return new Filled(filled, lacking, saved, ofAlert[0]);
    }

    private JsonNode fill(JsonNode node, Style style, Set<String> lacking, Set<String> saved, boolean[] ofAlert, int depth) {
        if (depth > DEEPEST) return node;
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode filled = JsonMapper.shared().createObjectNode();
                object.properties()
                        .forEach(field -> filled.set(field.getKey(), fill(field.getValue(), style, lacking, saved, ofAlert, depth + 1)));
                yield filled;
            }
            case ArrayNode array -> {
                ArrayNode filled = JsonMapper.shared().createArrayNode();
                array.forEach(value -> filled.add(fill(value, style, lacking, saved, ofAlert, depth + 1)));
                yield filled;
            }
            case StringNode text -> StringNode.valueOf(fill(text.stringValue(), style, lacking, saved, ofAlert));
            default -> node;
        };
    }

    private String fill(String text, Style style, Set<String> lacking, Set<String> saved, boolean[] ofAlert) {
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(one(place, style, lacking, saved, ofAlert)));
    }

    private String one(MatchResult place, Style style, Set<String> lacking, Set<String> saved, boolean[] ofAlert) {
        String name = place.group(1) != null ? place.group(1) : place.group(3) != null ? place.group(3) : place.group(4);
        String format = place.group(2) != null ? place.group(2) : place.group(5);
        if (name.equals("__from")) return Long.toString(query.window().from().toEpochMilli());
        if (name.equals("__to")) return Long.toString(query.window().to().toEpochMilli());
        Value value = values.get(name);
        if (value == null) {
            // What is no variable of the dashboard is left as it is, as Grafana does: `$1` of a regular expression, its own variables.
            if (missing.containsKey(name)) lacking.add("$" + name + " (" + missing.get(name) + ")");
            return place.group();
        }
        Optional<String> written = written(value, format, style);
        if (written.isEmpty()) {
            lacking.add(
                    "$" + name + (format == null ? " (it stands for everything there is)" : " (its format " + format + " is not known)"));
            return place.group();
        }
        if (value.ofAlert()) {
            ofAlert[0] = true;
        } else if (!value.all()) {
            saved.add("$" + name);
        }
        return written.get();
    }

    /// The uid or name of a data source, which may be a variable too; empty if that has no value.
    Optional<String> dataSource(String text) {
        var lacking = new TreeSet<String>();
        String filled = fill(text, Style.OTHER, lacking, new TreeSet<>(), new boolean[1]);
        return lacking.isEmpty() ? Optional.of(filled) : Optional.empty();
    }

    /// What the incident said, as the parameters that open a dashboard with these values.
    List<String> parameters() {
        var parameters = new ArrayList<String>();
        values.forEach((name, value) -> {
            if (value.ofAlert()) parameters.addAll(List.of("var-" + name, value.values().getFirst()));
        });
        return parameters;
    }

    private static Optional<String> written(Value value, @Nullable String format, Style style) {
        if (value.all() && value.whole() != null) return Optional.of(value.whole());
        List<String> all = value.values();
        if (value.all() && all.isEmpty()) {
            // The page would list all there is; what a label has at all is the same to those who speak in patterns.
            return switch (style) {
                case MATCHER -> Optional.of(".+");
                case LUCENE -> Optional.of("*");
                case SQL -> Optional.empty();
                case OTHER -> "regex".equals(format) ? Optional.of(".+") : Optional.empty();
            };
        }
        if (format == null) return Optional.of(usual(value, style));
        return Optional.ofNullable(switch (format) {
            case "raw", "text" -> String.join(",", all);
            case "csv" -> String.join(",", all);
            case "pipe" -> String.join("|", all);
            case "glob" -> all.size() == 1 ? all.getFirst() : "{" + String.join(",", all) + "}";
            case "regex" ->
                all.size() == 1
                        ? escaped(all.getFirst(), "\\")
                        : all.stream().map(one -> escaped(one, "\\")).collect(Collectors.joining("|", "(", ")"));
            case "singlequote" -> all.stream().map(one -> "'" + one.replace("'", "\\'") + "'").collect(Collectors.joining(","));
            case "doublequote" -> all.stream().map(one -> "\"" + one.replace("\"", "\\\"") + "\"").collect(Collectors.joining(","));
            case "sqlstring" -> sql(all);
            case "json" -> JsonMapper.shared().valueToTree(all).toString();
            case "lucene" -> lucene(all);
            default -> null;
        });
    }

    private static String usual(Value value, Style style) {
        List<String> all = value.values();
        boolean one = all.size() == 1;
        return switch (style) {
            case MATCHER -> one && !value.several()
                    ? all.getFirst().replace("\\", "\\\\").replace("\"", "\\\"")
                    : one
                            ? escaped(all.getFirst(), "\\\\")
                            : all.stream().map(text -> escaped(text, "\\\\")).collect(Collectors.joining("|", "(", ")"));
            case LUCENE -> one ? all.getFirst() : lucene(all);
            case SQL -> one && !value.several() ? all.getFirst().replace("'", "''") : sql(all);
            case OTHER -> one ? all.getFirst() : "{" + String.join(",", all) + "}";
        };
    }

    private static String lucene(List<String> all) {
        return all.stream().map(one -> "\"" + one.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    private static String sql(List<String> all) {
        return all.stream().map(one -> "'" + one.replace("'", "''") + "'").collect(Collectors.joining(","));
    }

    /// A text as part of a regular expression.
    ///
    /// @param escape one backslash, or two within a quoted string
    private static String escaped(String text, String escape) {
        var all = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("\\^$.|?*+()[]{}".indexOf(c) >= 0) all.append(escape);
            all.append(c == '\\' ? escape : String.valueOf(c));
        }
        return all.toString();
    }
}
