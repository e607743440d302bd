package dev.firsthour.evidence.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// A dashboard as `GET /api/dashboards/uid/:uid` gives it, in the JSON model that Grafana calls classic: rows, open or collapsed, hold panels, and so did
/// the rows of Grafana before version 5. Of a dashboard in the schema of version 2 nothing can be read here.
///
/// @param panels all that draw something, in their order, those of collapsed rows included
/// @param variables as in `templating.list`
record Dashboard(String uid, String title, List<String> tags, List<Panel> panels, List<JsonNode> variables) {

    /// A dashboard of more panels is generated, and nobody looks at it.
    private static final int MOST_PANELS = 300;
    private static final int MOST_VARIABLES = 100;

    /// @param datasource whose queries they are, where a query does not say itself: an object, a name, or nothing for the default one
    /// @param library the uid of the library panel that it stands for; null if it is its own
    record Panel(long id, String title, @Nullable String unit, JsonNode datasource, List<JsonNode> targets, @Nullable String library) {

        static Panel of(JsonNode panel) {
            return new Panel(panel.path("id").asLong(0), panel.path("title").asString(""),
                    panel.path("fieldConfig").path("defaults").path("unit").asString(null), panel.path("datasource"),
                    panel.path("targets").valueStream().filter(JsonNode::isObject).toList(),
                    panel.path("libraryPanel").path("uid").asString(null));
        }

        /// What its place in the dashboard decides stays; the rest is as the library has it.
        Panel filled(JsonNode model) {
            Panel there = of(model);
            return new Panel(id, title.isBlank() ? there.title : title, there.unit, there.datasource, there.targets, library);
        }

        String name() {
            return title.isBlank() ? "panel " + id : title;
        }
    }

    static boolean isOne(JsonNode body) {
        return body.path("dashboard").isObject();
    }

    static Dashboard of(String uid, JsonNode body) {
        JsonNode dashboard = body.path("dashboard");
        var panels = new ArrayList<Panel>();
        add(dashboard.path("panels"), panels);
        dashboard.path("rows").forEach(row -> add(row.path("panels"), panels));
        String title = dashboard.path("title").asString("");
        return new Dashboard(uid, title.isBlank() ? uid : title,
                dashboard.path("tags").valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).toList(), List.copyOf(panels),
                dashboard.path("templating").path("list").valueStream().limit(MOST_VARIABLES).toList());
    }

    private static void add(JsonNode from, List<Panel> panels) {
        for (JsonNode panel : from) {
            if (panels.size() >= MOST_PANELS) return;
            if (panel.path("type").asString("").equals("row")) {
                // Only a collapsed row holds its panels; those of an open one follow it. Rows do not nest.
                panel.path("panels").valueStream().limit(MOST_PANELS - panels.size()).map(Panel::of).forEach(panels::add);
            } else {
                panels.add(Panel.of(panel));
            }
        }
    }

    Optional<Panel> panel(long id) {
        return panels.stream().filter(panel -> panel.id() == id).findFirst();
    }
}
