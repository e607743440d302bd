package dev.firsthour.evidence.grafana;

import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// Where in Grafana an alert comes from, under the names that Grafana itself gives to these. They come with the alert, so what is no uid is none: it would
/// stand in an address.
///
/// @param dashboard the uid of the dashboard; null if the alert names none
/// @param panel the id of the panel there; 0 if the alert names none
/// @param rule the uid of the alert rule; null if the alert names none
record AlertOrigin(@Nullable String dashboard, long panel, @Nullable String rule) {

    static final String DASHBOARD = "__dashboardUid__";
    static final String PANEL = "__panelId__";
    static final String RULE = "__alert_rule_uid__";

    /// As Grafana's own check of uids has it.
    private static final Pattern UID = Pattern.compile("[A-Za-z0-9_-]{1,40}");
    private static final Pattern ID = Pattern.compile("[0-9]{1,9}");

    /// @param said labels or annotations
    static AlertOrigin of(Map<String, String> said) {
        String panel = said.getOrDefault(PANEL, "");
        return new AlertOrigin(uid(said.get(DASHBOARD)), ID.matcher(panel).matches() ? Long.parseLong(panel) : 0, uid(said.get(RULE)));
    }

    /// The same, with what the rule says of its panel where the alert says nothing.
    AlertOrigin or(AlertOrigin ofRule) {
        return dashboard == null ? new AlertOrigin(ofRule.dashboard, ofRule.panel, rule) : this;
    }

    private static @Nullable String uid(@Nullable String text) {
        return text != null && UID.matcher(text).matches() ? text : null;
    }
}
