package dev.firsthour.intake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// What the address of one of Grafana's pages names. Grafana takes the ids out of an alert before it sends it, and leaves them in the addresses of its pages;
/// rules of other systems link to dashboards too.
final class GrafanaAddress {

    static final String DASHBOARD = "__dashboardUid__";
    static final String PANEL = "__panelId__";
    static final String RULE = "__alert_rule_uid__";

    private static final int LONGEST = 4000;
    /// `/d/UID` with or without the name after it; `/d-solo/UID` is a panel alone.
    private static final Pattern DASHBOARDS = Pattern.compile("/d(?:-solo)?/([A-Za-z0-9_-]{1,40})(?:[/?#]|$)");
    /// As `viewPanel=2`, and `viewPanel=panel-2` since Grafana 11; before version 7 it was `panelId`.
    private static final Pattern PANELS = Pattern.compile("[?&](?:viewPanel|panelId)=(?:panel-)?([0-9]{1,9})(?:[&#-]|$)");
    private static final Pattern RULES = Pattern.compile("/alerting/grafana/([A-Za-z0-9_-]{1,40})/view(?:[?#]|$)");

    private GrafanaAddress() {}

    /// The labels that an alert gets by an address, as far as it has none yet. A panel belongs to its dashboard, so neither is taken without the other's leave.
    static Map<String, String> labels(@Nullable String address, Map<String, String> known) {
        var labels = new LinkedHashMap<String, String>();
        if (address == null || address.length() > LONGEST) return labels;
        Matcher rule = RULES.matcher(address);
        if (rule.find() && !known.containsKey(RULE)) labels.put(RULE, rule.group(1));
        Matcher dashboard = DASHBOARDS.matcher(address);
        if (!dashboard.find()) return labels;
        String uid = dashboard.group(1);
        if (known.containsKey(DASHBOARD) && !uid.equals(known.get(DASHBOARD))) return labels;
        labels.put(DASHBOARD, uid);
        Matcher panel = PANELS.matcher(address);
        if (panel.find() && !known.containsKey(PANEL)) labels.put(PANEL, panel.group(1));
        return labels;
    }
}
