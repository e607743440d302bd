package dev.firsthour.evidence.grafana;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whose queries a panel puts. Dashboards name data sources by uid; older ones by name, or not at all where it is the default one, and many by a variable.
/// Names are looked up in the list of all, which is asked for once, and only if it is needed.
final class DataSources {

    /// How Grafana names the data source of its own expressions, which need none.
    static final Set<String> EXPRESSIONS = Set.of("__expr__", "-100");
    /// A panel of several data sources, one that shows another panel's data, and Grafana's own annotations and live streams.
    private static final Set<String> NONE = Set.of("-- Mixed --", "-- Dashboard --", "-- Grafana --", "grafana");

    /// @param type as in `prometheus` or `loki`; null if nobody knows
    record DataSource(String uid, @Nullable String type) {

        boolean isExpression() {
            return EXPRESSIONS.contains(uid);
        }
    }

    private final Supplier<Optional<JsonNode>> list;
    private @Nullable JsonNode listed;

    /// @param list all data sources: a list with `uid`, `name`, `type` and `isDefault`; empty if it may not be read
    DataSources(Supplier<Optional<JsonNode>> list) {
        this.list = list;
    }

    /// The data source of one query; empty if there is none that could be asked, or nobody can say which.
    Optional<DataSource> of(JsonNode ofQuery, JsonNode ofPanel, Variables variables) {
        JsonNode reference = isMissing(ofQuery) ? ofPanel : ofQuery;
        if (isMissing(reference)) return listed("default");
        String written = reference.isString() ? reference.stringValue() : reference.path("uid").asString("");
        String type = reference.path("type").asString(null);
        if ("__expr__".equals(type) || EXPRESSIONS.contains(written)) return Optional.of(new DataSource("__expr__", "__expr__"));
        if (NONE.contains(written) || "datasource".equals(type)) return Optional.empty();
        if (written.isBlank()) return listed("default");
        Optional<String> known = variables.dataSource(written);
        if (known.isEmpty()) return Optional.empty();
        boolean variable = !known.get().equals(written);
        if (reference.isObject() && !variable) return Optional.of(new DataSource(written, type));
        Optional<DataSource> found = listed(known.get());
        // What a variable of newer dashboards holds is the uid itself.
        return found.isPresent() || !variable || known.get().equals("default")
                ? found
                : Optional.of(new DataSource(known.get(), type));
    }

    private static boolean isMissing(JsonNode reference) {
        return reference.isMissingNode() || reference.isNull();
    }

    private Optional<DataSource> listed(String name) {
        JsonNode all = listed;
        if (all == null) {
            all = list.get().orElseGet(JsonMapper.shared()::createArrayNode);
            listed = all;
        }
        return all.valueStream().filter(one -> name.equals("default")
                ? one.path("isDefault").asBoolean(false)
                : name.equals(one.path("uid").asString("")) || name.equals(one.path("name").asString(""))).findFirst()
                .map(one -> new DataSource(one.path("uid").asString(""), one.path("type").asString(null)))
                .filter(one -> !one.uid().isBlank());
    }

    /// The list that Grafana's own pages are given, which whoever may ask a data source may read, in the form of the list of all.
    static JsonNode ofPages(JsonNode settings) {
        var all = JsonMapper.shared().createArrayNode();
        String usual = settings.path("defaultDatasource").asString("");
        for (var entry : List.copyOf(settings.path("datasources").properties())) {
            all.addObject().put("uid", entry.getValue().path("uid").asString("")).put("name", entry.getKey())
                    .put("type", entry.getValue().path("type").asString("")).put("isDefault", entry.getKey().equals(usual));
        }
        return all;
    }
}
