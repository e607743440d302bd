package dev.firsthour.notification.slack;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Incident;
import dev.firsthour.notification.Announcement;
import dev.firsthour.notification.Channel;
import dev.firsthour.notification.Receiver;
import dev.firsthour.notification.Secret;
import dev.firsthour.notification.Sending;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Shows an incident in Slack as one message that is kept up to date, by the methods `chat.postMessage` and `chat.update` of its Web API: in the thread
/// that it was reported in, else in the channel that is configured.
final class SlackChannel implements Channel {

    private static final Logger LOG = LoggerFactory.getLogger(SlackChannel.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    /// What is news; everything else keeps the card up to date.
    private static final Set<EventType> NEWS = Set.of(EventType.INCIDENT_CREATED, EventType.ROOT_CAUSE_GENERATED,
            EventType.AI_ANALYSIS_FAILED, EventType.RESOLVED);
    private static final Set<EventType> PASSING = Set.of(EventType.AI_ANALYSIS_STARTED, EventType.DIAGNOSIS_COMPLETED,
            EventType.AI_ANALYSIS_RETRY_SCHEDULED, EventType.AI_ANALYSIS_CANCELLED, EventType.ACKNOWLEDGED, EventType.MITIGATED,
            EventType.REOPENED, EventType.SEVERITY_CHANGED, EventType.FEEDBACK_GIVEN);
    /// The grouping key of what was reported in Slack: team, channel, and the time stamp of the thread's first message if there is a thread.
    private static final Pattern THREAD = Pattern.compile("slack:[A-Z0-9]+/([A-Z0-9]+)/(?:(\\d+\\.\\d+)|.*)");
    /// Errors that pass by themselves, of those that the methods document.
    private static final Set<String> PASSING_ERRORS = Set.of("ratelimited", "rate_limited", "internal_error", "fatal_error",
            "service_unavailable", "request_timeout", "team_added_to_org", "message_limit_exceeded");
    /// The message is gone, or too old to be changed: a new one takes its place.
    private static final Set<String> GONE = Set.of("message_not_found", "cant_update_message", "edit_window_closed");

    /// What the metadata of our cards are called, and say.
    private static final String CARD = "firsthour_card";
    private static final String INCIDENT = "incident";
    private static final Pattern STAMP = Pattern.compile("\\d{1,12}\\.\\d{1,9}");
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
    /// A page of messages with their blocks stays below what is read of an answer; a card that is further away than all pages is not found again.
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 10;

    private final Secret token;
    private final @Nullable String channel;
    private final Receiver receiver;

    SlackChannel(SlackProperties properties) {
        this.token = properties.secret();
        this.channel = properties.channel() == null || properties.channel().isBlank() ? null : properties.channel().strip();
        this.receiver = new Receiver("slack", "firsthour.notification.slack.url", properties.url());
    }

    /// Where a message is, or shall be.
    ///
    /// @param thread the time stamp of the thread's first message; null in the channel itself
    private record Place(String channel, @Nullable String thread) {}

    @Override
    public String name() {
        return "slack";
    }

    @Override
    public boolean wants(Incident incident, Event entry) {
        return (NEWS.contains(entry.type()) || PASSING.contains(entry.type())) && place(incident).isPresent();
    }

    @Override
    public boolean passing(Event entry) {
        return !NEWS.contains(entry.type());
    }

    private Optional<Place> place(Incident incident) {
        Matcher thread = THREAD.matcher(incident.groupingKey() == null ? "" : incident.groupingKey());
        if (thread.matches()) return Optional.of(new Place(thread.group(1), thread.group(2)));
        return channel == null ? Optional.empty() : Optional.of(new Place(channel, null));
    }

    @Override
    public Sending send(Announcement announcement) {
        Place place = place(announcement.incident()).orElse(null);
        if (place == null) return new Sending.Failed("no channel of Slack is set: set firsthour.notification.slack.channel", true, null);
        String reference = announcement.reference();
        int slash = reference == null ? -1 : reference.indexOf('/');
        if (reference == null || slash < 0) return posted(place, announcement);
        Map<String, Object> update = message(reference.substring(0, slash), announcement);
        update.put("ts", reference.substring(slash + 1));
        Said said = call("/chat.update", update);
        if (said.error() != null && GONE.contains(said.error())) return posted(place, announcement);
        return said.sending(reference);
    }

    /// Posts the card, unless one is there already that nobody wrote down.
    private Sending posted(Place place, Announcement announcement) {
        if (!announcement.again()) return post(place, announcement);
        return switch (lost(place, announcement)) {
            case Search.Found(var stamp) -> {
                Map<String, Object> update = message(place.channel(), announcement);
                update.put("ts", stamp);
                Said said = call("/chat.update", update);
                // What cannot be changed is not ours, whatever it says of itself.
                yield said.error() != null && GONE.contains(said.error())
                        ? post(place, announcement)
                        : said.sending(place.channel() + "/" + stamp);
            }
            case Search.Nothing() -> post(place, announcement);
            case Search.Failed(var how) when !how.lasting() -> how;
            case Search.Failed(var how) -> {
                // A second card is a lesser evil than none.
                LOG.warn("Whether a card of incident {} is in Slack already cannot be found out, so that there may be a second one: {}",
                        announcement.incident().id(), how.reason());
                yield post(place, announcement);
            }
        };
    }

    /// What came of looking for a card.
    private sealed interface Search {

        record Found(String stamp) implements Search {}

        record Nothing() implements Search {}

        record Failed(Sending.Failed how) implements Search {}
    }

    /// Looks for a card of the incident that was posted before its time stamp could be written down: it says in its metadata what it is about.
    private Search lost(Place place, Announcement announcement) {
        Incident incident = announcement.incident();
        Instant oldest = incident.createdAt().minus(CLOCKS_DIFFER);
        String known = announcement.reference();
        String path = place.thread() == null ? "/conversations.history?" : "/conversations.replies?ts=" + place.thread() + "&";
        String query = path + "channel=" + URLEncoder.encode(place.channel(), StandardCharsets.UTF_8) + "&oldest=" + oldest.getEpochSecond()
                + "&include_all_metadata=true&limit="
                + PAGE;
        String cursor = "";
        String newest = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            Said said = ask(query + (cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8)));
            if (said.failed() != null) return new Search.Failed(said.failed());
            JsonNode body = Objects.requireNonNull(said.body());
            for (JsonNode message : body.path("messages")) {
                String stamp = message.path("ts").asString("");
                if (!isCard(message, incident) || !STAMP.matcher(stamp).matches()) continue;
                if ((place.channel() + "/" + stamp).equals(known)) continue;
                if (newest == null || new BigDecimal(stamp).compareTo(new BigDecimal(newest)) > 0) newest = stamp;
            }
            cursor = body.path("response_metadata").path("next_cursor").asString("");
            if (cursor.isEmpty()) break;
        }
        return newest == null ? new Search.Nothing() : new Search.Found(newest);
    }

    /// By its metadata; by its buttons where metadata are kept from us.
    private static boolean isCard(JsonNode message, Incident incident) {
        String id = incident.id().toString();
        JsonNode metadata = message.path("metadata");
        if (metadata.path("event_type").asString("").equals(CARD)) {
            return metadata.path("event_payload").path(INCIDENT).asString("").equals(id);
        }
        for (JsonNode block : message.path("blocks")) {
            if (block.path("block_id").asString("").equals(Card.BUTTONS)
                    && block.path("elements").valueStream().anyMatch(button -> button.path("value").asString("").equals(id)))
                return true;
        }
        return false;
    }

    private Sending post(Place place, Announcement announcement) {
        Map<String, Object> message = message(place.channel(), announcement);
        if (place.thread() != null) message.put("thread_ts", place.thread());
        Said said = call("/chat.postMessage", message);
        return said.sending(said.timestamp() == null ? null : said.channel(place.channel()) + "/" + said.timestamp());
    }

    private static Map<String, Object> message(String channel, Announcement announcement) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("channel", channel);
        message.put("text", Card.summary(announcement));
        message.put("blocks", Card.blocks(announcement));
        // Texts that came from outside neither mention anybody nor show previews of addresses.
        message.put("link_names", false);
        message.put("parse", "none");
        message.put("unfurl_links", false);
        message.put("unfurl_media", false);
        message.put("metadata",
                Map.of("event_type", CARD, "event_payload", Map.of(INCIDENT, announcement.incident().id().toString())));
        return message;
    }

    /// What Slack said: it answers 200 also where it refuses.
    private record Said(@Nullable String error, Sending.@Nullable Failed failed, @Nullable JsonNode body) {

        @Nullable
        String timestamp() {
            JsonNode at = body == null ? null : body.get("ts");
            return at == null || !at.isString() ? null : at.stringValue();
        }

        String channel(String asked) {
            JsonNode at = body == null ? null : body.get("channel");
            return at == null || !at.isString() ? asked : at.stringValue();
        }

        Sending sending(@Nullable String reference) {
            return failed == null ? new Sending.Sent(reference) : failed;
        }
    }

    private Said call(String method, Map<String, Object> arguments) {
        byte[] body = JSON.writeValueAsString(arguments).getBytes(StandardCharsets.UTF_8);
        return asked(method, headers -> receiver.post(method, body, headers));
    }

    private Said ask(String path) {
        return asked(path.substring(0, path.indexOf('?')), headers -> receiver.get(path, headers));
    }

    private Said asked(String method, Function<Map<String, String>, Receiver.Answer> request) {
        String bearer;
        try {
            bearer = "Bearer " + token.read();
        } catch (IOException unreadable) {
            return new Said(null, new Sending.Failed(String.valueOf(unreadable.getMessage()), false, null), null);
        }
        return switch (request.apply(Map.of("Authorization", bearer))) {
            case Receiver.Answer.Refused(var how) -> new Said(null, how, null);
            case Receiver.Answer.Taken(var text) -> said(method, text);
        };
    }

    private static Said said(String method, String text) {
        JsonNode body;
        try {
            body = JSON.readTree(text);
        } catch (JacksonException _) {
            return new Said(null,
                    new Sending.Failed("slack answered " + method + " with no JSON: check firsthour.notification.slack.url", true, null),
                    null);
        }
        if (body.path("ok").asBoolean(false)) return new Said(null, null, body);
        String error = body.path("error").asString("an unknown error");
        String word = error.matches("[a-z_]{1,80}") ? error : "an unknown error";
        return new Said(word,
                new Sending.Failed("slack refused " + method + " with " + word + remedy(word), !PASSING_ERRORS.contains(word), null),
                null);
    }

    private static String remedy(String error) {
        return switch (error) {
            case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired" ->
                ": set firsthour.notification.slack.token to the app's bot token";
            case "missing_scope" -> ": give the app the scopes chat:write, channels:history and groups:history, and install it again";
            case "not_in_channel" -> ": invite the app into the channel";
            case "channel_not_found", "is_archived" -> ": check firsthour.notification.slack.channel, or invite the app into the channel";
            default -> "";
        };
    }
}
