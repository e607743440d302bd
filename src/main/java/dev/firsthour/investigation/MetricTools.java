package dev.firsthour.investigation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.MetricSeries;
import dev.firsthour.incident.Samples;
import dev.firsthour.incident.Window;
import dev.firsthour.investigation.Shelf.Item;

/// Questions about metrics.
final class MetricTools {

    private static final int LISTED = 40;
    private static final int SERIES = 6;
    private static final int STEPS = 30;
    private static final int MOST_STEPS = 60;

    private MetricTools() {}

    static ToolAnswer list(Shelf shelf, Arguments arguments) {
        String service = arguments.text("service");
        String words = arguments.text("words");
        String asked = "list_series" + LogTools.given("service", service) + LogTools.given("words", words);
        List<Item<MetricSeries>> found = found(shelf, service, words);
        if (found.isEmpty()) return nothing(asked, shelf, service, arguments.around());
        List<String> lines = found.stream().limit(LISTED).map(item -> "[" + item.id() + "] " + item.value().title()
                + (item.value().unit() == null ? "" : " in " + item.value().unit()) + ", " + item.value().samples().size() + " samples")
                .toList();
        return ToolAnswer.of(asked + ": " + found.size() + " series" + (found.size() > lines.size()
                ? ", the first " + lines.size()
                        + " shown; narrow it with words"
                : "") + ".", lines);
    }

    static ToolAnswer read(Shelf shelf, Arguments arguments) {
        String metric = required(arguments);
        String service = arguments.text("service");
        Window window = arguments.window("from", "to");
        Duration step = arguments.step("step");
        long millis = Math.max(1000, step == null ? window.length().toMillis() / STEPS : step.toMillis());
        if (window.length().toMillis() / millis > MOST_STEPS) {
            millis = window.length().toMillis() / MOST_STEPS;
        }
        String asked = "read_series metric='" + metric + "'" + LogTools.given("service", service) + LogTools.over(window) + " in steps of "
                + Duration.ofMillis(millis).toSeconds() + " s";
        List<Item<MetricSeries>> found = found(shelf, service, metric);
        List<String> lines = new ArrayList<>();
        for (Item<MetricSeries> item : found.stream().limit(SERIES).toList()) {
            String steps = steps(item.value().samples(), window, millis);
            if (!steps.isEmpty()) lines.add("[" + item.id() + "] " + item.value().title() + ": " + steps);
        }
        if (lines.isEmpty()) return nothing(asked, shelf, service, window);
        return ToolAnswer.of(asked + ": the mean of each step, " + lines.size() + " of " + found.size() + " series.", lines);
    }

    private static String steps(Samples samples, Window window, long millis) {
        StringBuilder text = new StringBuilder();
        int end = samples.indexAt(window.to());
        int i = samples.indexAt(window.from());
        while (i < end) {
            long bucket = (samples.time(i) - window.from().toEpochMilli()) / millis;
            double sum = 0;
            int count = 0;
            while (i < end && (samples.time(i) - window.from().toEpochMilli()) / millis == bucket) {
                if (Double.isFinite(samples.value(i))) {
                    sum += samples.value(i);
                    count++;
                }
                i++;
            }
            if (count == 0) continue;
            if (!text.isEmpty()) text.append(", ");
            text.append(LogTools.clock(window.from().plusMillis(bucket * millis))).append(' ').append(number(sum / count));
        }
        return text.toString();
    }

    static ToolAnswer compare(Shelf shelf, Arguments arguments) {
        String metric = required(arguments);
        String service = arguments.text("service");
        Instant start = arguments.start();
        Window around = arguments.around();
        Window window = arguments.window("from", "to", new Window(start, later(around.to(), start)));
        Window base = arguments.window("base_from", "base_to", new Window(earlier(around.from(), start), start));
        String asked = "compare_windows metric='" + metric + "'" + LogTools.given("service", service) + LogTools.over(window)
                + " with" + LogTools.over(base);
        List<Item<MetricSeries>> found = found(shelf, service, metric);
        List<String> lines = new ArrayList<>();
        for (Item<MetricSeries> item : found.stream().limit(2L * SERIES).toList()) {
            double[] now = values(item.value().samples(), window);
            double[] then = values(item.value().samples(), base);
            if (now.length == 0 && then.length == 0) continue;
            lines.add("[" + item.id() + "] " + item.value().title() + ": before " + summary(then) + "; in the window " + summary(now));
        }
        if (lines.isEmpty()) return nothing(asked, shelf, service, window);
        return ToolAnswer.of(asked + ": " + lines.size() + " of " + found.size() + " series.", lines);
    }

    private static Instant later(Instant at, Instant start) {
        return at.isAfter(start) ? at : start.plusSeconds(900);
    }

    private static Instant earlier(Instant at, Instant start) {
        return at.isBefore(start) ? at : start.minusSeconds(3600);
    }

    private static double[] values(Samples samples, Window window) {
        return DoubleStream.of(samples.values(samples.indexAt(window.from()), samples.indexAt(window.to()))).filter(Double::isFinite)
                .sorted().toArray();
    }

    private static String summary(double[] sorted) {
        if (sorted.length == 0) return "no samples";
        return sorted.length + " samples, median " + number(sorted[sorted.length / 2]) + ", mean "
                + number(Arrays.stream(sorted).average().orElse(0)) + ", lowest " + number(sorted[0]) + ", highest "
                + number(sorted[sorted.length - 1]);
    }

    private static String required(Arguments arguments) {
        String metric = arguments.text("metric");
        if (metric == null) throw new Arguments.Unusable("metric is missing: give a part of its name, list_series names them");
        return metric;
    }

    private static List<Item<MetricSeries>> found(Shelf shelf, @Nullable String service, @Nullable String words) {
        List<String> wanted = words == null ? List.of() : List.of(words.toLowerCase(Locale.ROOT).split("\\s+"));
        return shelf.series().stream().filter(item -> Shelf.isOf(service, item.value().service())).filter(item -> {
            String title = item.value().title().toLowerCase(Locale.ROOT);
            return wanted.stream().allMatch(title::contains);
        }).toList();
    }

    private static ToolAnswer nothing(String asked, Shelf shelf, @Nullable String service, Window window) {
        return ToolAnswer.nothing(asked,
                Shelf.why("series", shelf.series(), MetricSeries::service, series -> Shelf.of(series.samples()), service, window));
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
