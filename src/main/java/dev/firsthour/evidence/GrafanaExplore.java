package dev.firsthour.evidence;

import java.net.URI;
import java.util.List;

import dev.firsthour.incident.Window;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The page of Grafana that puts one query to one of its data sources.
public final class GrafanaExplore {

    private GrafanaExplore() {}

    /// The address of that page, for people.
    ///
    /// @param grafana where Grafana is
    /// @param kind what the data source is, as in `loki`
    /// @param datasource its uid
    /// @param query in the form that such a data source has in Grafana
    public static String link(URI grafana, String kind, String datasource, ObjectNode query, Window window) {
        var panes = JsonMapper.shared().createObjectNode();
        var pane = panes.putObject("firsthour").put("datasource", datasource);
        query.put("refId", "A").putObject("datasource").put("type", kind).put("uid", datasource);
        pane.putArray("queries").add(query);
        pane.putObject("range").put("from", Long.toString(window.from().toEpochMilli())).put("to",
                Long.toString(window.to().toEpochMilli()));
        return grafana.toString().replaceAll("/+$", "") + "/explore?"
                + Endpoint.encoded(List.of("schemaVersion", "1", "panes", panes.toString()));
    }
}
