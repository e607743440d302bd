package dev.firsthour.intake;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Collector;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;

/// An alert in the making: an adapter says what it found, and here stands, once, what becomes of what it did not find, and how much of anything is kept.
public final class AlertDraft {

    private static final int LONGEST_TITLE = 500;
    private static final int LONGEST_DESCRIPTION = 20_000;
    private static final int LONGEST_LABEL = 2_000;
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_KEY = 1_000;
    private static final int MOST_LABELS = 100;
    private static final int MOST_LINKS = 20;
    private static final int MOST_PARAMETERS = 50;
    /// A start that lies further ahead is no difference of clocks.
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final String source;
    private final Sent body;
    private final Instant now;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Set<String> links = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private Alert.State state = Alert.State.FIRING;
    private @Nullable String title;
    private @Nullable String description;
    private Severity severity = Severity.MEDIUM;
    private @Nullable String service;
    private @Nullable String environment;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private @Nullable String group;
    private @Nullable String fingerprint;

    /// @param source the webhook's name
    /// @param body what the alert is read from: kept whole where nothing in it is understood
    /// @param now what stands in where the sender gives no time
    public AlertDraft(String source, Sent body, Instant now) {
        this.source = source;
        this.body = body;
        this.now = now;
    }

    /// Each of these takes null, which leaves things as they are: what a sender does not say changes nothing.
    public AlertDraft title(@Nullable String text) {
        if (text != null) title = text;
        return this;
    }

    public AlertDraft description(@Nullable String text) {
        if (text != null) description = text;
        return this;
    }

    /// The sender's word for it; one that nobody knows is taken for medium, with a warning.
    public AlertDraft severity(@Nullable String word) {
        if (word == null) return this;
        severity = SeverityWords.of(word).orElseGet(() -> {
            warnings.add("severity '" + word + "' is not known and was taken for medium");
            return Severity.MEDIUM;
        });
        return this;
    }

    public AlertDraft severity(Severity known) {
        severity = known;
        return this;
    }

    public AlertDraft service(@Nullable String name) {
        if (name != null) service = cut(name, LONGEST_NAME, "the service's name");
        return this;
    }

    public AlertDraft environment(@Nullable String name) {
        if (name != null) environment = cut(name, LONGEST_NAME, "the environment's name");
        return this;
    }

    public AlertDraft startedAt(@Nullable Instant instant) {
        if (instant != null) startedAt = instant;
        return this;
    }

    public AlertDraft endedAt(@Nullable Instant instant) {
        if (instant != null) endedAt = instant;
        return this;
    }

    public AlertDraft labels(Map<String, String> all) {
        all.forEach(this::label);
        return this;
    }

    public AlertDraft label(String name, @Nullable String value) {
        if (value == null || value.isBlank() || name.isBlank()) return this;
        if (labels.size() >= MOST_LABELS && !labels.containsKey(name)) {
            warnings.add("it has more than " + MOST_LABELS + " labels: the rest was left out");
        } else {
            labels.put(name, cut(value, LONGEST_LABEL, "label '" + name + "'"));
        }
        return this;
    }

    /// A page about it. What is no address of the web is left out: people are going to click on it.
    public AlertDraft link(@Nullable String address) {
        if (address != null && links.size() < MOST_LINKS && address.length() <= LONGEST_LABEL && isWeb(address)) links.add(address);
        return this;
    }

    /// Where in Grafana it comes from, kept as labels under the names that Grafana itself gives to these: a dashboard and its panel, or an alert rule.
    /// What is no such address changes nothing, and neither does a second one of a kind.
    public AlertDraft origin(@Nullable String address) {
        return labels(GrafanaAddress.labels(address, labels));
    }

    /// The expression that fired, where the address is that of Prometheus' page about it; kept as the label `__expr__`. One that is too long to be kept whole
    /// is not kept.
    public AlertDraft expression(@Nullable String address) {
        String expression = address == null ? null : parameter(address, "g0.expr");
        return expression == null || expression.length() > LONGEST_LABEL ? this : label("__expr__", expression);
    }

    private static @Nullable String parameter(String address, String name) {
        int query = address.indexOf('?');
        if (query < 0) return null;
        for (String pair : address.substring(query + 1).split("[&#]", MOST_PARAMETERS)) {
            if (!pair.startsWith(name + "=")) continue;
            try {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException _) {
                // A stray percent sign: what it was meant to say nobody knows.
                return null;
            }
        }
        return null;
    }

    /// What its sender joins its alerts by; alerts of the same key belong to the same open incident.
    public AlertDraft group(@Nullable String key) {
        if (key != null) group = source + ":" + key;
        return this;
    }

    /// What tells it from others of its group.
    public AlertDraft fingerprint(@Nullable String key) {
        if (key != null) fingerprint = key;
        return this;
    }

    /// It is over.
    public AlertDraft resolved(boolean over) {
        state = over ? Alert.State.RESOLVED : Alert.State.FIRING;
        return this;
    }

    public AlertDraft warning(@Nullable String text) {
        if (text != null) warnings.add(text);
        return this;
    }

    /// The alert. Where no title was found, the body is kept whole.
    public Alert build() {
        String about = title;
        String text = Objects.requireNonNullElse(description, "");
        if (about == null) {
            about = "Alert from " + source + " that was not understood";
            text = body.whole();
            warnings.add("nothing in it says what it is about: it was kept whole");
        }
        Instant start = startedAt == null ? now : startedAt;
        if (start.isAfter(now.plus(AHEAD))) {
            warnings.add("its start " + start + " lies in the future and was taken for now");
            start = now;
        }
        return new Alert(source, state, cut(firstLine(about), LONGEST_TITLE, "the title"),
                cut(text, LONGEST_DESCRIPTION, "the description"),
                severity, service, environment, start, endedAt, labels, new ArrayList<>(links), bounded(group), bounded(fingerprint),
                List.copyOf(warnings));
    }

    private static @Nullable String bounded(@Nullable String key) {
        return key == null || key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY - 64) + Collector.digest(key);
    }

    private static String firstLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).findFirst().orElse(text).strip();
    }

    private String cut(String text, int most, String what) {
        if (text.length() <= most) return text;
        warnings.add(what + " has " + text.length() + " characters and was cut to " + most);
        return text.substring(0, most);
    }

    private static boolean isWeb(String address) {
        try {
            URI uri = new URI(address);
            return uri.getHost() != null && List.of("http", "https").contains(String.valueOf(uri.getScheme()));
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
