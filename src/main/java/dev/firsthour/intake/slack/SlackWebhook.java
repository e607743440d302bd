package dev.firsthour.intake.slack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Accepted;
import dev.firsthour.intake.Act;
import dev.firsthour.intake.AlertDraft;
import dev.firsthour.intake.Answer;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.HmacSignature;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.SeverityWords;
import dev.firsthour.intake.Signature;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.timeline.Json;

/// Reads what Slack sends an app over HTTP, as its documentation gives it: events ("Using the Events API"), slash commands, and presses of buttons
/// ("Handling user interaction"). Slack waits three seconds; an incident is accepted in milliseconds.
///
/// An incident belongs to its thread by its grouping key `slack:TEAM/CHANNEL/THREAD`, so that the thread of an open incident goes on with it.
public final class SlackWebhook implements WebhookSource {

    private static final HmacSignature.Form FORM = new HmacSignature.Form("X-Slack-Signature", "v0=",
            new HmacSignature.Stamp("X-Slack-Request-Timestamp", "v0:", ":", Duration.ofMinutes(5)));
    private static final String BUTTON = "firsthour.";
    private static final int LONGEST_TEXT = 4_000;
    /// Ids of Slack: what is none could be anything, and would stand in a key.
    private static final Pattern ID = Pattern.compile("[A-Z0-9]{2,32}");
    private static final Pattern STAMP = Pattern.compile("\\d{1,12}\\.\\d{1,9}");
    private static final Pattern REFERENCE = Pattern.compile("<([@#!])([^|>]*)(?:\\|([^>]*))?>");
    private static final Pattern LINK = Pattern.compile("<(https?://[^|>\\s]+)(?:\\|([^>]*))?>");
    /// What people may say of it in a word: `service=checkout`, `env=prod`.
    private static final Pattern TOLD = Pattern.compile("(?i)(?<!\\S)(service|env|environment)[=:]([\\w.-]{1,100})");
    /// Words that say how bad it is wherever they stand; others, as `high`, are everyday words.
    private static final Pattern RATED = Pattern.compile("(?i)(?<![\\w-])(p[0-5]|sev-?[0-5])(?![\\w-])");

    private final Signature signature;
    private final List<String> teams;

    SlackWebhook(SlackProperties properties) {
        this.signature = new HmacSignature(FORM, properties.shared());
        this.teams = properties.teams();
    }

    @Override
    public String name() {
        return "slack";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Reading read(Delivery delivery, Instant now) {
        Sent body = body(delivery);
        if (!body.has("/type") && !body.has("/command")) return Reading.of(new AlertDraft(name(), body, now).build());
        String team = body.text("/team_id", "/team/id", "/user/team_id");
        if (!teams.isEmpty() && (team == null || !teams.contains(team))) {
            return nothing("workspace " + team + " is none of firsthour.intake.slack.teams");
        }
        if (body.has("/command")) return command(body, now);
        return switch (Objects.requireNonNullElse(body.text("/type"), "")) {
            case "event_callback" -> event(body, now);
            case "block_actions" -> button(body);
            case "url_verification" -> nothing("a handshake");
            default -> nothing("Slack's '" + body.text("/type") + "' is nothing that is listened to");
        };
    }

    /// A form holds the JSON of a press, or is the command itself.
    private static Sent body(Delivery delivery) {
        Map<String, String> form = delivery.form();
        String payload = form.get("payload");
        if (payload != null) return new Sent(Json.mapper().readTree(payload));
        return form.isEmpty() ? delivery.body() : new Sent(Json.mapper().valueToTree(form));
    }

    private static Reading nothing(String why) {
        return new Reading(null, new Reading.Nothing(why));
    }

    private Reading event(Sent body, Instant now) {
        Sent event = body.at("/event");
        Reading.Matter matter = switch (Objects.requireNonNullElse(event.text("/type"), "")) {
            case "app_mention" -> mention(body, event, now);
            case "message" -> message(body, event);
            default -> new Reading.Nothing("Slack's event '" + event.text("/type") + "' is nothing that is listened to");
        };
        return new Reading(body.text("/event_id"), matter);
    }

    private Reading.Matter mention(Sent body, Sent event, Instant now) {
        if (isBot(event)) return new Reading.Nothing("a bot's mention opens nothing");
        String team = body.text("/team_id", "/event/team");
        String channel = event.text("/channel");
        String thread = event.text("/thread_ts", "/ts");
        if (!isId(team) || !isId(channel) || thread == null || !STAMP.matcher(thread).matches()) {
            return new Reading.Nothing("a mention without team, channel and time belongs to no thread");
        }
        AlertDraft draft = told(new AlertDraft(name(), body, now), event.raw("/text"), "Reported in a thread of Slack")
                .startedAt(Sent.instant(thread.substring(0, thread.indexOf('.')))).group(team + "/" + channel + "/" + thread)
                .fingerprint(channel + "/" + thread).label("slack_thread", channel + "/" + thread).label("slack_user", event.text("/user"))
                .link("https://app.slack.com/client/" + team + "/" + channel + "/thread/" + channel + "-" + thread);
        // Where the thread's incident is open already, what is said joins it.
        Act said = new Act.Noted(actor(event.text("/user")), said(event.raw("/text")));
        Reading.Matter report = new Reading.Alerts(List.of(draft.build()), said);
        return event.has("/thread_ts") ? new Reading.Answered(name(), channel + "/" + thread, said, report) : report;
    }

    /// Later messages of a thread join its incident, and those below a card the one that it shows; of any other thread they are nobody's business.
    private Reading.Matter message(Sent body, Sent event) {
        String thread = event.text("/thread_ts");
        String team = body.text("/team_id", "/event/team");
        String channel = event.text("/channel");
        String text = event.raw("/text");
        if (thread == null || text == null || text.isBlank() || isBot(event) || !isSaid(event.text("/subtype"))) {
            return new Reading.Nothing("a message that is no answer of a person in a thread");
        }
        String app = body.text("/authorizations/0/user_id");
        // It comes as a mention too.
        if (app != null && text.contains("<@" + app)) return new Reading.Nothing("a mention, which comes by itself");
        if (!isId(team) || !isId(channel) || !STAMP.matcher(thread).matches()) return new Reading.Nothing("a message of no thread");
        Act said = new Act.Noted(actor(event.text("/user")), said(text));
        return new Reading.Answered(name(), channel + "/" + thread, said,
                new Reading.Said(name() + ":" + team + "/" + channel + "/" + thread, said));
    }

    private Reading command(Sent body, Instant now) {
        String team = body.text("/team_id");
        String channel = body.text("/channel_id");
        String trigger = body.text("/trigger_id");
        if (!isId(team) || !isId(channel) || trigger == null) return nothing("a command without team, channel and trigger belongs nowhere");
        if (body.text("/text") == null) return nothing("a command without a word of what is wrong");
        AlertDraft draft = told(new AlertDraft(name(), body, now), body.raw("/text"), "Reported in Slack")
                .group(team + "/" + channel + "/command-" + trigger).fingerprint(trigger).label("slack_channel", channel)
                .label("slack_user", body.text("/user_id")).link("https://app.slack.com/client/" + team + "/" + channel);
        return new Reading("command/" + trigger, new Reading.Alerts(List.of(draft.build()), null));
    }

    private Reading button(Sent body) {
        Sent action = body.at("/actions/0");
        String pressed = Objects.requireNonNullElse(action.text("/action_id"), "");
        String who = actor(body.text("/user/id"));
        Act act = switch (pressed) {
            case BUTTON + "acknowledge" -> new Act.Acknowledged(who, null);
            case BUTTON + "again" -> new Act.AskedAgain(who);
            case BUTTON + "right" -> new Act.Judged(who, true);
            case BUTTON + "wrong" -> new Act.Judged(who, false);
            default -> null;
        };
        IncidentId incident = incident(action.text("/value"));
        if (act == null || incident == null) return nothing("a button that does nothing here");
        String at = action.text("/action_ts");
        return new Reading(at == null ? null : "button/" + pressed + "/" + who + "/" + at, new Reading.Handled(incident, act));
    }

    @Override
    public @Nullable Answer answer(Delivery delivery, Accepted accepted) {
        Sent body = body(delivery);
        String challenge = "url_verification".equals(body.text("/type")) ? body.raw("/challenge") : null;
        if (challenge != null) return new Answer("text/plain", challenge);
        if (!body.has("/command")) return Answer.EMPTY;
        String text = switch (accepted.outcome()) {
            case OPENED, REPEATED, JOINED -> "Investigating. What comes of it is shown in this channel.";
            default -> "Say in a line what is wrong, as in: " + Objects.requireNonNullElse(body.text("/command"), "/firsthour")
                    + " checkout answers 500 service=checkout sev2";
        };
        return new Answer("application/json", Json.write(Map.of("response_type", "ephemeral", "text", text)));
    }

    private static AlertDraft told(AlertDraft draft, @Nullable String raw, String otherwise) {
        String text = said(raw);
        String rest = TOLD.matcher(text).replaceAll(" ").replaceAll("[ \\t]+", " ").strip();
        draft.title(rest.isEmpty() ? otherwise : rest).description(text);
        Matcher told = TOLD.matcher(text);
        while (told.find()) {
            if (told.group(1).equalsIgnoreCase("service")) draft.service(told.group(2));
            else
                draft.environment(told.group(2));
        }
        Matcher rated = RATED.matcher(text);
        if (rated.find()) draft.severity(SeverityWords.of(rated.group(1).replace("-", "")).orElse(Severity.MEDIUM));
        return draft;
    }

    /// A message's words: mentions go, references become their labels, links their addresses, and Slack's three escapes the signs they stand for.
    private static String said(@Nullable String raw) {
        String text = Objects.requireNonNullElse(raw, "");
        text = LINK.matcher(text).replaceAll(link -> Matcher.quoteReplacement(
                link.group(2) == null ? link.group(1) : link.group(2) + " (" + link.group(1) + ")"));
        text = REFERENCE.matcher(text).replaceAll(reference -> Matcher.quoteReplacement(
                reference.group(1).equals("@")
                        ? ""
                        : reference.group(1).equals("#")
                                ? "#" + Objects.requireNonNullElse(reference.group(3), reference.group(2))
                                : Objects.requireNonNullElse(reference.group(3), "")));
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip();
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    /// Most kinds of messages tell of what became of others; these are somebody's words too.
    private static boolean isSaid(@Nullable String subtype) {
        return subtype == null || subtype.equals("thread_broadcast") || subtype.equals("file_share");
    }

    private static boolean isBot(Sent event) {
        return event.has("/bot_id") || "bot_message".equals(event.text("/subtype"));
    }

    private static boolean isId(@Nullable String id) {
        return id != null && ID.matcher(id).matches();
    }

    private String actor(@Nullable String user) {
        return Act.actor(name(), isId(user) ? user : null);
    }

    private static @Nullable IncidentId incident(@Nullable String text) {
        try {
            return text == null ? null : IncidentId.parse(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }
}
