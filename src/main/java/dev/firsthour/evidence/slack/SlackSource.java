package dev.firsthour.evidence.slack;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Deadline;
import dev.firsthour.evidence.Draft;
import dev.firsthour.evidence.Endpoint.Answer;
import dev.firsthour.evidence.EvidenceQuery;
import dev.firsthour.evidence.EvidenceResult;
import dev.firsthour.evidence.EvidenceResult.Found;
import dev.firsthour.evidence.EvidenceResult.NothingFound;
import dev.firsthour.evidence.EvidenceResult.Unavailable;
import dev.firsthour.evidence.HttpEvidenceSource;
import dev.firsthour.evidence.SourceReport;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Window;

import tools.jackson.databind.JsonNode;

/// Reads the thread that an incident was reported in, by the method `conversations.replies` of Slack's Web API, page after page. Which thread it is says
/// the label `slack_thread`, as in `C024BE91L/1773325200.000100`, or `shown_slack` where the incident came from elsewhere. What people wrote there is what they believe, not what was
/// measured.
public final class SlackSource extends HttpEvidenceSource {

    private static final String NAME = "slack";
    /// The thread that it was reported in, else the one below the card that shows it.
    private static final List<String> LABELS = List.of("slack_thread", "shown_slack");
    private static final Pattern THREAD = Pattern.compile("([A-Z0-9]{2,32})/(\\d{1,12}\\.\\d{1,9})");
    /// What Slack recommends at most.
    private static final int PAGE = 200;
    private static final int MOST_PAGES = 50;
    /// The errors of its methods that pass by themselves.
    private static final Set<String> PASSING = Set.of("ratelimited", "internal_error", "fatal_error", "service_unavailable",
            "request_timeout");
    /// The thread is not there, or not for us.
    private static final Set<String> NOT_THERE = Set.of("thread_not_found");

    private final SlackProperties properties;

    SlackSource(SlackProperties properties) {
        super(NAME, SlackProperties.PREFIX, properties);
        this.properties = properties;
    }

    @Override
    public EvidenceResult ask(EvidenceQuery query) {
        Matcher thread = THREAD.matcher(LABELS.stream().map(query.labels()::get).filter(Objects::nonNull).findFirst().orElse(""));
        if (!thread.matches()) {
            return new NothingFound("conversations.replies", "the incident of " + (query.services().isEmpty()
                    ? "no service"
                    : String.join(", ", query.services())) + " was not reported in a thread of Slack, and is shown in none");
        }
        String channel = thread.group(1);
        String stamp = thread.group(2);
        String asked = "conversations.replies channel=" + channel + " ts=" + stamp;
        Deadline deadline = Deadline.in(properties.deadline());
        List<Notice> notices = new ArrayList<>();
        String cursor = "";
        boolean more = true;
        for (int page = 0; more && page < MOST_PAGES; page++) {
            List<String> parameters = new ArrayList<>(List.of("channel", channel, "ts", stamp, "limit", Integer.toString(PAGE)));
            if (!cursor.isEmpty()) parameters.addAll(List.of("cursor", cursor));
            switch (endpoint().get("/conversations.replies", parameters, deadline.left())) {
                case Answer.Failed(var reason, var lasting, _) -> {
                    // What was read before is worth more than nothing, and says that it is not all.
                    if (notices.isEmpty()) return new Unavailable(asked, reason, lasting);
                    return found(notices, asked, "the rest could not be read: " + reason);
                }
                case Answer.Data(var body) -> {
                    if (!body.path("ok").asBoolean(false)) return refused(body, asked);
                    body.path("messages").forEach(message -> add(notices, message));
                    cursor = body.path("response_metadata").path("next_cursor").asString("");
                    more = !cursor.isEmpty() && notices.size() < properties.messages();
                }
            }
        }
        if (notices.isEmpty()) return new NothingFound(asked, "the thread holds no message of a person");
        boolean cut = !cursor.isEmpty() || notices.size() > properties.messages();
        return found(notices.subList(0, Math.min(notices.size(), properties.messages())), asked,
                cut ? "its first " + properties.messages() + " messages" : null);
    }

    private EvidenceResult refused(JsonNode body, String asked) {
        String error = body.path("error").asString("");
        if (error.isEmpty()) {
            return new Unavailable(asked, "slack answered at " + endpoint().base() + " with something that is not its Web API: check "
                    + SlackProperties.PREFIX + ".url", true);
        }
        if (NOT_THERE.contains(error)) return new NothingFound(asked, "slack knows no such thread");
        return new Unavailable(asked, "slack answered " + word(error) + remedy(error), !PASSING.contains(error));
    }

    private static String word(String error) {
        return error.matches("[a-z_]{1,80}") ? error : "with an unknown error";
    }

    private static String remedy(String error) {
        return switch (error) {
            case "missing_scope" -> ": give the app the scopes channels:history and groups:history, and install it again";
            case "not_in_channel", "channel_not_found" -> ": invite the app into the channel";
            case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired" ->
                ": set " + SlackProperties.PREFIX + ".token to the app's bot token";
            default -> "";
        };
    }

    private static EvidenceResult found(List<Notice> notices, String asked, @Nullable String limit) {
        Window window = new Window(notices.getFirst().at(), notices.getLast().at());
        return new Found(
                List.of(new Draft(asked, "thread in Slack (" + notices.size() + " messages" + (limit == null ? "" : "; " + limit) + ")",
                        window, new Content.Notices(notices), null)));
    }

    /// The app's own cards would cite themselves, so bots are left out but for what they attach: alerts are posted by bots too.
    private static void add(List<Notice> notices, JsonNode message) {
        Instant at = at(message.path("ts").asString(""));
        String text = message.path("text").asString("").strip();
        if (at == null || text.isEmpty() || isCard(message)) return;
        String user = Objects.requireNonNullElse(message.path("user").stringValueOpt().orElse(null), "app");
        notices.add(new Notice(at, NAME, null, null, user + ": " + text));
    }

    private static boolean isCard(JsonNode message) {
        for (JsonNode block : message.path("blocks")) {
            if (block.path("block_id").asString("").equals("firsthour")) return true;
        }
        return false;
    }

    private static @Nullable Instant at(String stamp) {
        if (!stamp.matches("\\d{1,12}\\.\\d{1,9}")) return null;
        BigDecimal seconds = new BigDecimal(stamp);
        return Instant.ofEpochSecond(seconds.longValue(), seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }

    @Override
    public SourceReport report() {
        return switch (endpoint().get("/auth.test", List.of(), properties.deadline())) {
            case Answer.Failed(var reason, _, _) -> unreachable(reason);
            case Answer.Data(var body) -> body.path("ok").asBoolean(false)
                    ? reachable(null, List.of("reads threads in the workspace " + body.path("team").asString("that it was installed in")),
                            List.of())
                    : unreachable("slack answered " + word(body.path("error").asString("")) + remedy(body.path("error").asString("")));
        };
    }
}
