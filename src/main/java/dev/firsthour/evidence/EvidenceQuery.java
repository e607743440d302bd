package dev.firsthour.evidence;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Window;

/// What to look for: whatever a source knows of these services in this window.
///
/// @param services the service in trouble first, then its neighbours; empty if nobody knows
/// @param window the time before the trouble included, so that normal can be told from it
/// @param labels what the alert said of itself
/// @param metric the metric that the alert watches; null if it does not say
public record EvidenceQuery(List<String> services, @Nullable String environment, Window window, Map<String, String> labels,
        @Nullable String metric) {

    public EvidenceQuery {
        services = List.copyOf(services);
        labels = Map.copyOf(labels);
    }

    /// The first of the services that have a name.
    public List<String> services(int most) {
        return services(service -> !service.isBlank(), most);
    }

    /// The first of the services whose name can be one where they are asked for.
    public List<String> services(Predicate<String> can, int most) {
        return services.stream().filter(can).distinct().limit(most).toList();
    }

    /// The window and so long before it: changes lie before the trouble that they cause.
    public Window reachingBack(Duration before) {
        return new Window(window.from().minus(before), window.to());
    }

    /// The same hours of the day before, and of the same day a week before: what is usual at this time.
    public List<Window> earlier() {
        return Stream.of(Duration.ofDays(1), Duration.ofDays(7))
                .map(back -> new Window(window.from().minus(back), window.to().minus(back))).toList();
    }
}
