package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Window;
import dev.firsthour.investigation.Shelf.Item;

/// Questions about what people and their machines changed, and what platforms and vendors said.
final class ChangeTools {

    private static final int SHOWN = 20;
    private static final int MOST_SHOWN = 50;
    private static final int DIFF_LINES = 80;
    private static final int FILES = 8;

    private ChangeTools() {}

    static ToolAnswer list(Shelf shelf, Arguments arguments) {
        String service = arguments.text("service");
        Window window = arguments.window("from", "to");
        int limit = Math.max(1, arguments.number("limit", SHOWN, MOST_SHOWN));
        String asked = "list_changes" + LogTools.given("service", service) + LogTools.over(window);
        List<Item<Change>> all = shelf.changes();
        List<Item<Change>> changes = all.stream()
                .filter(item -> item.value().service() == null || Shelf.isOf(service, item.value().service()))
                .filter(item -> window.holds(item.value().at())).sorted(Comparator.comparing(item -> item.value().at())).toList();
        List<Item<Notice>> notices = shelf.notices().stream().filter(item -> window.holds(item.value().at()))
                .filter(item -> item.value().component() == null || Shelf.isOf(service, item.value().component()))
                .sorted(Comparator.comparing(item -> item.value().at())).toList();
        if (changes.isEmpty() && notices.isEmpty()) {
            return ToolAnswer.nothing(asked, Shelf.why("changes", all, Change::service, change -> Shelf.of(change.at()), service, window));
        }
        List<String> lines = new ArrayList<>();
        LogTools.ends(changes, limit).forEach(item -> lines.add("[" + item.id() + "] " + line(item.value())));
        LogTools.ends(notices, limit).forEach(item -> lines.add("[" + item.id() + "] " + line(item.value())));
        return ToolAnswer.of(asked + ": " + changes.size() + " of " + all.size() + " changes and " + notices.size()
                + " notices; changes of no named service are among them.", lines);
    }

    static ToolAnswer diff(Shelf shelf, Arguments arguments) {
        String wanted = arguments.text("change");
        if (wanted == null) throw new Arguments.Unusable("change is missing: give its id, list_changes names them");
        int offset = arguments.number("offset", 0, 1_000_000);
        String asked = "read_diff change='" + wanted + "'";
        List<Item<Change>> all = shelf.changes();
        List<Item<Change>> found = all.stream().filter(item -> names(item.value(), wanted)).toList();
        if (found.isEmpty()) {
            return ToolAnswer.nothing(asked, all.isEmpty()
                    ? "there are no changes among the evidence; ask_sources may bring some"
                    : "no change has that id; there are " + String.join(", ",
                            all.stream().limit(SHOWN).map(item -> item.value().id()).toList()));
        }
        Item<Change> change = found.getFirst();
        String diff = change.value().diff();
        if (diff == null || diff.isBlank()) {
            return ToolAnswer.nothing(asked, "its source gave no text of [" + change.id() + "] " + line(change.value()));
        }
        List<String> lines = diff.lines().toList();
        if (offset >= lines.size()) return ToolAnswer.nothing(asked, "it has " + lines.size() + " lines and offset is " + offset);
        int to = Math.min(lines.size(), offset + DIFF_LINES);
        return ToolAnswer.of(asked + ": lines " + (offset + 1) + " to " + to + " of " + lines.size() + " of [" + change.id() + "] "
                + line(change.value()) + (to < lines.size() ? "; go on with offset " + to : "") + ".", lines.subList(offset, to));
    }

    private static boolean names(Change change, String wanted) {
        int shortest = 7;
        return change.id().equalsIgnoreCase(wanted) || wanted.equalsIgnoreCase(change.commit())
                || (wanted.length() >= shortest && change.id().startsWith(wanted));
    }

    static String line(Change change) {
        return change.at() + " " + change.kind().word() + " " + change.id() + (change.service() == null ? "" : " of " + change.service())
                + ": " + change.title() + (change.version() == null ? "" : ", version " + change.version())
                + (change.files().isEmpty() ? "" : ", files " + String.join(", ", change.files().stream().limit(FILES).toList()))
                + (change.attributes().isEmpty() ? "" : " " + change.attributes());
    }

    static String line(Notice notice) {
        return notice.at() + " notice of " + notice.source() + (notice.component() == null ? "" : " on " + notice.component())
                + (notice.state() == null ? "" : " (" + notice.state() + ")") + ": " + notice.text();
    }
}
