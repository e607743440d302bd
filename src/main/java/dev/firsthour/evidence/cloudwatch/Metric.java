package dev.firsthour.evidence.cloudwatch;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One metric of CloudWatch: a name within a namespace, of one thing that its dimensions name.
record Metric(String namespace, String name, Map<String, String> dimensions) {

    private static final Pattern TIME = Pattern.compile(".*(latency|duration|responsetime|response_time|elapsed).*");
    private static final Pattern AGE = Pattern.compile(".*(age|lag|delay|offset|replicalag|utilization|utilisation|percent|depth|load).*");
    private static final Pattern LEFT = Pattern.compile("(free|freeable|burst|healthyhost|.*balance|.*remaining|.*available).*");
    private static final Pattern SHARE = Pattern.compile(".*(rate|ratio)");
    private static final Pattern FAILURE = Pattern
            .compile(".*(error|fault|fail|5xx|4xx|throttle|reject|timeout|timedout|deadletter|dropped|deadlock|abort|unhealthy).*");
    private static final Pattern COUNT = Pattern.compile(
            ".*(count|requests|invocations|executions|numberof|messages|connectionsnew|newconnection|processedbytes|bytes(in|out|sent|received|read|written)|(read|write|received|sent)bytes|packets|events|records|hits|misses|calls|total|retries|restarts).*");
    /// A level, whatever else its name says: adding levels up over a period says nothing.
    private static final Pattern LEVEL = Pattern.compile(
            ".*(concurrent|databaseconnections|activeconnection|visible|inservice|desired|pending|running|hostcount|currconnections|utilization|utilisation|percent).*");
    /// Requests come before resources, as symptoms come before causes.
    private static final List<Pattern> TELLING = List.of(FAILURE, TIME,
            Pattern.compile(".*(request|invocation|executions|published|received|sent).*"),
            Pattern.compile(".*(concurrent|connection|queue|visible|ageof|lag|iteratorage|healthyhost|restart).*"),
            Pattern.compile(".*(cpu|mem|disk|storage|burst|credit|load|network).*"));
    private static final Map<String, String> UNITS = Map.of("AWS/Lambda Duration", "ms", "AWS/ApiGateway Latency", "ms",
            "AWS/ApiGateway IntegrationLatency", "ms", "AWS/ApplicationELB TargetResponseTime", "s", "AWS/ELB Latency", "s",
            "AWS/RDS ReadLatency",
            "s", "AWS/RDS WriteLatency", "s", "AWS/DynamoDB SuccessfulRequestLatency", "ms", "AWS/Lambda IteratorAge", "ms",
            "AWS/SQS ApproximateAgeOfOldestMessage", "s");

    /// How the values of one period become one, as CloudWatch spells it and as the series' name ends.
    enum Statistic {
        AVERAGE("Average", ""), SUM("Sum", "_sum"), MINIMUM("Minimum", "_min"), MAXIMUM("Maximum", "_max"), P99("p99", "_p99");

        private final String word;
        private final String suffix;

        Statistic(String word, String suffix) {
            this.word = word;
            this.suffix = suffix;
        }

        String word() {
            return word;
        }
    }

    Metric { dimensions = Map.copyOf(dimensions); }

    /// As `ListMetrics` and `DescribeAlarms` write it; null if it has no name.
    static @Nullable Metric of(JsonNode written) {
        String namespace = written.path("Namespace").asString("");
        String name = written.path("MetricName").asString("");
        var dimensions = new TreeMap<String, String>();
        written.path("Dimensions").forEach(one -> dimensions.put(one.path("Name").asString(""), one.path("Value").asString("")));
        return namespace.isEmpty() || name.isEmpty() ? null : new Metric(namespace, name, dimensions);
    }

    ObjectNode json() {
        ObjectNode metric = JsonMapper.shared().createObjectNode().put("Namespace", namespace).put("MetricName", name);
        ArrayNode all = metric.putArray("Dimensions");
        new TreeMap<>(dimensions).forEach((key, value) -> all.addObject().put("Name", key).put("Value", value));
        return metric;
    }

    /// The statistics that tell most of what it measures, by its name. Of times both a percentile and the mean are asked for: where a program sends sums
    /// only, there are no percentiles.
    List<Statistic> statistics() {
        String low = name.toLowerCase(Locale.ROOT);
        if (TIME.matcher(low).matches()) return List.of(Statistic.P99, Statistic.AVERAGE);
        if (SHARE.matcher(low).matches()) return List.of(Statistic.AVERAGE);
        if (LEFT.matcher(low).matches()) return List.of(Statistic.MINIMUM);
        if (low.contains("unhealthy") || LEVEL.matcher(low).matches()) return List.of(Statistic.MAXIMUM);
        if (FAILURE.matcher(low).matches() || COUNT.matcher(low).matches()) return List.of(Statistic.SUM);
        return List.of(AGE.matcher(low).matches() ? Statistic.MAXIMUM : Statistic.AVERAGE);
    }

    /// What a series of it is called. The class of a status is spelt in small letters, so that it is read as one word.
    String title(Statistic statistic) {
        return name.replace("5XX", "5xx").replace("4XX", "4xx") + statistic.suffix;
    }

    /// Whether a period without a value is one in which nothing of it happened: load balancers, for one, say of failures only that there were some.
    boolean isZeroWhereSilent(Statistic statistic) {
        return statistic == Statistic.SUM && FAILURE.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    /// The unit as far as AWS' documentation gives it by the name; null if it is not known.
    @Nullable
    String unit(Statistic statistic) {
        String known = UNITS.get(namespace + " " + name);
        if (known != null) return known;
        if (name.endsWith("Utilization")) return "%";
        return name.endsWith("Bytes") && statistic != Statistic.SUM ? "By" : null;
    }

    /// How telling it is, the less the more.
    int rank() {
        String low = name.toLowerCase(Locale.ROOT);
        for (int i = 0; i < TELLING.size(); i++) {
            if (TELLING.get(i).matcher(low).matches()) return i;
        }
        return TELLING.size();
    }

    /// All that may say which environment it is of.
    Stream<String> names() {
        return Stream.concat(Stream.of(namespace), dimensions.values().stream());
    }
}
