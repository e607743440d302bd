package dev.firsthour.incident;

import java.util.List;

/// What a piece of evidence consists of: telemetry of one sort.
public sealed interface Content {

    /// The word of the sort, as stored and as the API says it.
    default String kind() {
        return switch (this) {
            case Logs _ -> "logs";
            case Metrics _ -> "metrics";
            case Traces _ -> "traces";
            case Changes _ -> "changes";
            case Topology _ -> "topology";
            case Notices _ -> "notices";
        };
    }

    /// How many records, series, spans, changes, edges or notices it holds.
    int size();

    record Logs(List<LogRecord> records) implements Content {
        public Logs { records = List.copyOf(records); }

        @Override
        public int size() {
            return records.size();
        }
    }

    record Metrics(List<MetricSeries> series) implements Content {
        public Metrics { series = List.copyOf(series); }

        @Override
        public int size() {
            return series.size();
        }
    }

    record Traces(List<Span> spans) implements Content {
        public Traces { spans = List.copyOf(spans); }

        @Override
        public int size() {
            return spans.size();
        }
    }

    record Changes(List<Change> changes) implements Content {
        public Changes { changes = List.copyOf(changes); }

        @Override
        public int size() {
            return changes.size();
        }
    }

    record Topology(List<Dependency> edges) implements Content {
        public Topology { edges = List.copyOf(edges); }

        @Override
        public int size() {
            return edges.size();
        }
    }

    record Notices(List<Notice> notices) implements Content {
        public Notices { notices = List.copyOf(notices); }

        @Override
        public int size() {
            return notices.size();
        }
    }
}
