package dev.firsthour.notification.slack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.notification.Announcement;

/// An incident in Slack's Block Kit. Whatever came from outside stands in `plain_text` objects, in which Slack reads neither mentions nor links nor
/// markup; where markup cannot be kept out, its three signs are escaped.
final class Card {

    // Slack's own limits: a header has 150 characters, a text of a section 3000; a card is compact, so it ends before.
    private static final int LONGEST_HEADER = 150;
    private static final int LONGEST_TEXT = 1_200;
    private static final int LONGEST_SUMMARY = 300;

    /// What the block of its buttons is called.
    static final String BUTTONS = "firsthour";

    private Card() {}

    /// What a notification shows, where blocks cannot be.
    static String summary(Announcement announcement) {
        Incident incident = announcement.incident();
        String text = cut(incident.severity().word() + ": " + line(incident.title()) + " - " + progress(announcement), LONGEST_SUMMARY);
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    static List<Map<String, Object>> blocks(Announcement announcement) {
        Incident incident = announcement.incident();
        Analysis analysis = analysis(announcement);
        List<Map<String, Object>> blocks = new ArrayList<>();
        blocks.add(Map.of("type", "header", "text", plain(cut(line(incident.title()), LONGEST_HEADER))));
        blocks.add(Map.of("type", "context", "elements", List.of(plain(cut(about(incident), LONGEST_SUMMARY)))));
        blocks.add(section(progress(announcement)));
        if (analysis != null) {
            blocks.add(section(cause(analysis)));
            if (!analysis.mitigation().isBlank()) blocks.add(section("Do now: " + analysis.mitigation()));
        }
        blocks.add(Map.of("type", "actions", "block_id", BUTTONS, "elements", buttons(announcement, analysis)));
        return blocks;
    }

    private static @Nullable Analysis analysis(Announcement announcement) {
        Analysis analysis = announcement.analysis();
        return analysis == null || analysis.rootCause().isBlank() ? null : analysis;
    }

    private static String about(Incident incident) {
        return Stream.of(incident.severity().word(), incident.status().word(), incident.service(), incident.environment())
                .filter(word -> word != null && !word.isBlank()).map(word -> line(String.valueOf(word))).collect(Collectors.joining(" | "));
    }

    private static String progress(Announcement announcement) {
        Standing standing = announcement.incident().standing();
        return switch (standing.state()) {
            case QUEUED -> "The investigation is about to begin.";
            case RUNNING, WAITING -> switch (announcement.entry().type()) {
                case INCIDENT_CREATED, AI_ANALYSIS_STARTED -> "Investigating: gathering evidence.";
                default -> "Investigating. " + line(announcement.entry().message());
            };
            case IDLE -> announcement.analysis() == null ? "There is no analysis yet." : verdict(announcement.analysis());
        };
    }

    private static String verdict(Analysis analysis) {
        return switch (analysis.executionStatus()) {
            case COMPLETED -> "Root cause, with " + confidence(analysis) + " confidence:";
            case RECOVERED_FALLBACK ->
                "Root cause from the findings alone, with " + confidence(analysis) + " confidence; it needs a closer look:";
            case FAILED -> "No analysis could be produced" + (analysis.failure() == null ? "." : ": " + line(analysis.failure()));
        };
    }

    private static String confidence(Analysis analysis) {
        return String.format(Locale.ROOT, "%.0f%%", analysis.confidence().score());
    }

    private static String cause(Analysis analysis) {
        return analysis.rootCause() + (analysis.culprit() == null ? "" : "\n(" + analysis.culprit() + ")");
    }

    private static List<Map<String, Object>> buttons(Announcement announcement, @Nullable Analysis analysis) {
        Incident incident = announcement.incident();
        String id = incident.id().toString();
        List<Map<String, Object>> buttons = new ArrayList<>();
        if (incident.status() == Status.OPEN) buttons.add(button("acknowledge", "Acknowledge", id));
        if (analysis != null && analysis.executionStatus() != ExecutionStatus.FAILED) {
            buttons.add(button("right", "Right", id));
            buttons.add(button("wrong", "Wrong", id));
        }
        if (incident.standing().state() == Standing.State.IDLE) buttons.add(button("again", "Run again", id));
        buttons.add(Map.of("type", "button", "action_id", "firsthour.open", "text", plain("Open"), "url", announcement.page().toString()));
        return buttons;
    }

    private static Map<String, Object> button(String action, String label, String incident) {
        return Map.of("type", "button", "action_id", "firsthour." + action, "text", plain(label), "value", incident);
    }

    private static Map<String, Object> section(String text) {
        return Map.of("type", "section", "text", plain(cut(text, LONGEST_TEXT)));
    }

    private static Map<String, Object> plain(String text) {
        String clean = text.codePoints().filter(sign -> sign == '\n' || !hidden(sign))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString().strip();
        return Map.of("type", "plain_text", "text", clean.isEmpty() ? "-" : clean, "emoji", false);
    }

    /// Signs that show nothing, or turn the order of others round.
    private static boolean hidden(int sign) {
        return Character.isISOControl(sign) || Character.getType(sign) == Character.FORMAT;
    }

    private static String line(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) return text;
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
