package dev.firsthour.investigation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.firsthour.incident.Content;
import dev.firsthour.incident.Dependency;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;

/// Reads pieces of evidence record by record.
final class EvidenceTools {

    private static final int SHOWN = 20;
    private static final int MOST_SHOWN = 60;

    private EvidenceTools() {}

    static ToolAnswer read(Shelf shelf, Arguments arguments) {
        String wanted = arguments.text("id");
        Optional<EvidenceId> id = wanted == null
                ? Optional.empty()
                : EvidenceId.citedIn("[" + wanted.replaceAll("[\\[\\]]", "") + "]").findFirst();
        int offset = arguments.number("offset", 0, 10_000_000);
        int limit = Math.max(1, arguments.number("limit", SHOWN, MOST_SHOWN));
        Optional<Evidence> found = id.flatMap(number -> shelf.pieces().stream().filter(piece -> piece.id().equals(number)).findFirst());
        if (found.isEmpty()) {
            return ToolAnswer.nothing("read_evidence id='" + wanted + "'",
                    "there is no such evidence; there are "
                            + shelf.pieces().stream().map(EvidenceTools::head).collect(Collectors.joining("; ")));
        }
        Evidence piece = found.get();
        int size = piece.content().size();
        String asked = "read_evidence " + head(piece);
        if (offset >= size) return ToolAnswer.nothing(asked, "it has " + size + " records and offset is " + offset);
        int to = Math.min(size, offset + limit);
        return ToolAnswer.of(asked + ": records " + (offset + 1) + " to " + to + " of " + size
                + (to < size ? "; go on with offset " + to : "") + ".", lines(piece.content()).subList(offset, to));
    }

    private static List<String> lines(Content content) {
        return switch (content) {
            case Content.Logs(var records) -> records.stream().map(LogTools::line).toList();
            case Content.Metrics(var series) -> series.stream().map(one -> one.title() + ", " + one.samples().size()
                    + " samples (read_series shows them)").toList();
            case Content.Traces(var spans) -> spans.stream().map(span -> "trace " + span.traceId() + " " + TraceTools.line(span)).toList();
            case Content.Changes(var changes) -> changes.stream().map(ChangeTools::line).toList();
            case Content.Topology(var edges) -> edges.stream().map(EvidenceTools::line).toList();
            case Content.Notices(var notices) -> notices.stream().map(ChangeTools::line).toList();
        };
    }

    private static String line(Dependency edge) {
        return edge.caller() + " calls " + edge.callee();
    }

    static String head(Evidence piece) {
        return piece.id() + " " + piece.title() + " (" + piece.content().size() + " " + piece.content().kind() + ")";
    }
}
