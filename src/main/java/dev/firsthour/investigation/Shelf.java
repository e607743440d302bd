package dev.firsthour.investigation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Change;
import dev.firsthour.incident.Content;
import dev.firsthour.incident.Evidence;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.LogRecord;
import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Notice;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Span;
import dev.firsthour.incident.Window;

/// The evidence of an incident as it stood at one moment, to be searched by tools. A tool that is asked the same of the same shelf answers the same.
final class Shelf {

    /// More names than these are no help.
    private static final int NAMES = 30;

    private final List<Evidence> pieces;

    Shelf(List<Evidence> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /// One record with the evidence that it stands in.
    record Item<T>(EvidenceId id, T value) {}

    List<Evidence> pieces() {
        return pieces;
    }

    List<Item<LogRecord>> logs() {
        return items(content -> content instanceof Content.Logs(var records) ? records : List.of());
    }

    List<Item<MetricSeries>> series() {
        return items(content -> content instanceof Content.Metrics(var series) ? series : List.of());
    }

    List<Item<Span>> spans() {
        return items(content -> content instanceof Content.Traces(var spans) ? spans : List.of());
    }

    List<Item<Change>> changes() {
        return items(content -> content instanceof Content.Changes(var changes) ? changes : List.of());
    }

    List<Item<Notice>> notices() {
        return items(content -> content instanceof Content.Notices(var notices) ? notices : List.of());
    }

    private <T> List<Item<T>> items(Function<Content, List<T>> of) {
        List<Item<T>> items = new ArrayList<>();
        for (Evidence piece : pieces) {
            of.apply(piece.content()).forEach(value -> items.add(new Item<>(piece.id(), value)));
        }
        return items;
    }

    /// Whether a thing is of a service, spelt as anybody spells it; everything is where none is asked for.
    static boolean isOf(@Nullable String wanted, @Nullable String service) {
        return wanted == null || (service != null && wanted.equalsIgnoreCase(service));
    }

    /// What is known of telemetry that brought nothing: whether there is any, of whom and when.
    ///
    /// @param sort in the plural, as in `log records`
    /// @param service whose a record is; null where nobody knows
    /// @param time when it is from; null where nobody knows
    /// @param wanted the service that was asked for
    static <T> String why(String sort, List<Item<T>> all, Function<T, @Nullable String> service, Function<T, @Nullable Window> time,
            @Nullable String wanted, Window window) {
        if (all.isEmpty()) return "there are no " + sort + " among the evidence; ask_sources may bring some";
        List<Item<T>> own = all.stream().filter(item -> isOf(wanted, service.apply(item.value()))).toList();
        if (own.isEmpty()) {
            Set<String> names = all.stream().map(item -> service.apply(item.value())).filter(name -> name != null)
                    .collect(Collectors.toCollection(TreeSet::new));
            return "there are no " + sort + " of " + wanted + "; there are some of "
                    + (names.isEmpty() ? "services that nobody named" : names.stream().limit(NAMES).collect(Collectors.joining(", ")))
                    + "; ask_sources may bring others";
        }
        List<Window> times = own.stream().map(item -> time.apply(item.value())).filter(found -> found != null).toList();
        long inside = times.stream().filter(found -> found.from().isBefore(window.to()) && !found.to().isBefore(window.from())).count();
        if (inside == 0 && !times.isEmpty()) {
            return "the " + own.size() + " " + sort + (wanted == null ? "" : " of " + wanted) + " reach from "
                    + Instant.ofEpochMilli(millis(times, Window::from).min().orElse(0)) + " to "
                    + Instant.ofEpochMilli(millis(times, Window::to).max().orElse(0));
        }
        return "of " + inside + " " + sort + (wanted == null ? "" : " of " + wanted) + " in this range none matches";
    }

    private static LongStream millis(List<Window> times, Function<Window, Instant> end) {
        return times.stream().map(end).mapToLong(Instant::toEpochMilli);
    }

    static @Nullable Window of(@Nullable Instant at) {
        return at == null ? null : new Window(at, at);
    }

    static @Nullable Window of(Samples samples) {
        return samples.size() == 0
                ? null
                : new Window(Instant.ofEpochMilli(samples.time(0)), Instant.ofEpochMilli(samples.time(samples.size() - 1)));
    }
}
