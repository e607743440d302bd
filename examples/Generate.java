import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// Writes the example incidents beside itself: `java examples/Generate.java`, or into another folder: `java examples/Generate.java DIR`.
///
/// Every figure comes from one seed and from `StrictMath`, so the same bytes come out on every machine; a test compares them with what is
/// committed. The shop, its code and its vendor are made up. Customers are numbers, addresses lie in the ranges kept for documentation
/// (RFC 5737, RFC 2606), and what looks like a secret is one that never opened anything: it is there so that redaction has something to do.
///
/// One story is a [Story]: it says what the shop's services do at a given moment, and which changes and notices lie about. The shop
/// itself ([Shop]) turns that into requests, and these into log lines, spans and metrics, the same way for all stories.
public final class Generate {

    public static void main(String[] arguments) throws Exception {
        Path folder = arguments.length > 0 ? Path.of(arguments[0]) : besideItself();
        var truths = new LinkedHashMap<String, Object>();
        for (Story story : List.of(new BadDeploy(), new VendorOutage(), new AllQuiet())) {
            new Shop(story).write(folder.resolve(story.name()));
            truths.put(story.name(), story.truth());
        }
        write(folder.resolve("expected.json"), Json.pretty(truths));
    }

    private static Path besideItself() throws Exception {
        URI source = Generate.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path path = Path.of(source);
        return Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    // ------------------------------------------------------------------------------------------------------------ the stories' face

    /// What a story decides; everything it leaves alone is an ordinary day.
    abstract static class Story {

        private static final String[] PODS = {"orders-5d8b7c9f6-hj6rw", "orders-5d8b7c9f6-t9lcn"};

        abstract String name();

        abstract long seed();

        abstract Instant firedAt();

        abstract Map<String, Object> alert();

        abstract Map<String, Object> truth();

        abstract List<Commit> commits();

        abstract List<Deploy> deploys();

        abstract List<Flag> flags();

        abstract Map<String, Object> statusFeed();

        /// How many requests of each sort a minute leave a trace in the logs.
        abstract Sampling sampling();

        /// How far the samples of a metric lie apart.
        Duration step() {
            return Duration.ofMinutes(1);
        }

        /// The name of the pod of orders with that number.
        String orderPod(Instant at, int pod) {
            return PODS[pod];
        }

        /// Shoppers relative to an ordinary minute.
        double traffic(Instant at) {
            return 1;
        }

        /// Share of orders that cannot get a database connection on a pod.
        double orderFailures(Instant at, int pod) {
            return 0;
        }

        /// Milliseconds an order waits for its database connection.
        double connectionWait(Instant at, int pod) {
            return 1;
        }

        /// Connections in use on a pod of orders, of 20.
        double busyConnections(Instant at, int pod) {
            return 3 * traffic(at);
        }

        /// Connections of a pod that sit idle in a transaction that nobody will end.
        double strandedConnections(Instant at, int pod) {
            return 0;
        }

        /// Share of calls to the payment provider that fail.
        double providerFailures(Instant at) {
            return 0.002;
        }

        /// Milliseconds that the payment provider takes.
        double providerMillis(Instant at) {
            return 180;
        }

        /// Lines that belong to this story alone.
        void ownLines(Shop shop) {}
    }

    record Sampling(int browse, int cart, int checkout) {}

    record Commit(String sha, String author, Instant at, String message, List<String> files, String diff) {
        Map<String, Object> json() {
            return object("sha", sha, "author", author, "timestamp", at.toString(), "message", message, "files_changed", files, "diff",
                    diff);
        }
    }

    record Deploy(Instant at, String service, String sha, String version) {
        Map<String, Object> json() {
            return object("timestamp", at.toString(), "service", service, "commit_sha", sha, "version", version);
        }
    }

    record Flag(Instant at, String flag, String service, String change, String actor) {
        Map<String, Object> json() {
            return object("timestamp", at.toString(), "flag", flag, "service", service, "change", change, "actor", actor);
        }
    }

    // ------------------------------------------------------------------------------------------------------------------- the shop

    /// The shop: storefront calls catalog, inventory and checkout; checkout calls payments (and those the provider), orders (and those
    /// their database) and notifications.
    static final class Shop {

        private static final Duration BEFORE = Duration.ofMinutes(60);
        private static final Duration AFTER = Duration.ofMinutes(15);
        private static final int TRACES_KEPT = 120;
        private static final String[] SKUS = {"TEA-0417", "MUG-1102", "LAMP-0090", "BAG-2231", "PEN-5518", "MAP-0313", "COAT-7704"};
        private static final int ORDER_PODS = 2;

        private final Story story;
        private final Random random;
        private final Instant from;
        private final Instant to;
        private final List<Line> lines = new ArrayList<>();
        private final List<List<Map<String, Object>>> traces = new ArrayList<>();
        private int orderNumber = 81_204;

        Shop(Story story) {
            this.story = story;
            random = new Random(story.seed());
            from = story.firedAt().minus(BEFORE);
            to = story.firedAt().plus(AFTER);
        }

        void write(Path folder) {
            trade();
            chatter();
            story.ownLines(this);
            lines.sort(Comparator.comparing(Line::at));
            var logs = new StringBuilder();
            lines.forEach(line -> logs.append(Json.line(line.json())).append('\n'));
            Generate.write(folder.resolve("alert.json"), Json.pretty(story.alert()));
            Generate.write(folder.resolve("logs.ndjson"), logs.toString());
            Generate.write(folder.resolve("metrics.csv"), metrics());
            Generate.write(folder.resolve("traces.json"), Json.rows(kept().stream().flatMap(List::stream).toList()));
            Generate.write(folder.resolve("context/commits.json"), Json.pretty(story.commits().stream().map(Commit::json).toList()));
            Generate.write(folder.resolve("context/deploys.json"), Json.pretty(story.deploys().stream().map(Deploy::json).toList()));
            Generate.write(folder.resolve("context/flags.json"), Json.pretty(story.flags().stream().map(Flag::json).toList()));
            Generate.write(folder.resolve("status_feed.json"), Json.pretty(story.statusFeed()));
        }

        /// An even choice of the traces over the whole time, as a sampling tracer keeps them.
        private List<List<Map<String, Object>>> kept() {
            traces.sort(Comparator.comparing(trace -> Instant.parse((String) trace.getFirst().get("start"))));
            int every = Math.max(1, traces.size() / TRACES_KEPT);
            var kept = new ArrayList<List<Map<String, Object>>>();
            for (int i = 0; i < traces.size(); i += every) {
                kept.add(traces.get(i));
            }
            return kept;
        }

        // ---- requests

        private void trade() {
            Sampling sampling = story.sampling();
            for (Instant minute = from; minute.isBefore(to); minute = minute.plus(Duration.ofMinutes(1))) {
                double traffic = story.traffic(minute);
                for (int i = count(sampling.browse() * traffic); i > 0; i--) {
                    browse(within(minute));
                }
                for (int i = count(sampling.cart() * traffic); i > 0; i--) {
                    cart(within(minute));
                }
                for (int i = count(sampling.checkout() * traffic); i > 0; i--) {
                    checkout(within(minute));
                }
            }
        }

        private void browse(Instant at) {
            String trace = hex(32);
            String sku = sku();
            long catalog = millis(14, 0.4);
            long inventory = millis(6, 0.4);
            long whole = catalog + inventory + millis(5, 0.3);
            var root = span(trace, null, "storefront", "GET /products/{sku}", at, whole, null);
            var looked = span(trace, root, "catalog", "GET /products/{sku}", at.plusMillis(2), catalog, null);
            span(trace, looked, "catalog", "SELECT catalog.product", at.plusMillis(3), Math.max(1, catalog / 2), null);
            span(trace, root, "inventory", "GET /stock/{sku}", at.plusMillis(3 + catalog), inventory, null);
            log(at.plusMillis(whole), "storefront", "INFO", "GET /products/" + sku + " 200 " + whole + " ms client=" + client(), trace,
                    "/products/{sku}");
            if (random.nextInt(3) == 0) {
                log(at.plusMillis(3 + catalog), "catalog", "INFO",
                        "product " + sku + " served from " + (random.nextInt(5) == 0 ? "database" : "cache")
                                + " in " + catalog + " ms",
                        trace, "/products/{sku}");
            }
        }

        private void cart(Instant at) {
            String trace = hex(32);
            String sku = sku();
            int pieces = 1 + random.nextInt(3);
            long inventory = millis(7, 0.4);
            long whole = inventory + millis(9, 0.3);
            var root = span(trace, null, "storefront", "POST /cart", at, whole, null);
            span(trace, root, "inventory", "GET /stock/{sku}", at.plusMillis(3), inventory, null);
            log(at.plusMillis(whole), "storefront", "INFO", "POST /cart 201 " + whole + " ms client=" + client(), trace, "/cart");
            log(at.plusMillis(inventory), "inventory", "INFO",
                    "stock of " + sku + " is " + (4 + random.nextInt(380)) + ", asked for " + pieces, trace,
                    "/stock/{sku}");
        }

        private void checkout(Instant at) {
            String trace = hex(32);
            String order = "" + orderNumber++;
            int items = 1 + random.nextInt(5);
            String total = String.format(Locale.ROOT, "%.2f", 8 + random.nextInt(14_000) / 100.0);
            String customer = "customer-" + (1000 + random.nextInt(8000)) + "@example.org";
            int pod = random.nextInt(ORDER_PODS);
            String podName = story.orderPod(at, pod);

            // The parts run one after the other, so their times add up to the caller's.
            long provider = millis(story.providerMillis(at), 0.25);
            boolean declinedByOutage = random.nextDouble() < story.providerFailures(at);
            long payments = provider + millis(8, 0.3);
            boolean paid = !declinedByOutage;

            boolean starved = paid && random.nextDouble() < story.orderFailures(at, pod);
            boolean outOfStock = paid && !starved && random.nextDouble() < 0.035;
            boolean waitless = random.nextInt(4) == 0;
            long waited = starved ? 5000 + random.nextInt(6) : millis(waitless ? 1 : story.connectionWait(at, pod), 0.3);
            long insert = starved ? 0 : millis(9, 0.4);
            long orders = paid ? waited + insert + millis(6, 0.3) : 0;
            long message = paid && !starved && !outOfStock ? millis(5, 0.3) : 0;
            long whole = payments + orders + message + millis(11, 0.3);

            String failed = declinedByOutage ? "503 from payments" : starved ? "503 from orders" : null;
            var root = span(trace, null, "storefront", "POST /checkout", at, whole + 6, failed == null ? null : "502 from checkout");
            var checkout = span(trace, root, "checkout", "POST /checkout", at.plusMillis(3), whole, failed);
            Instant paying = at.plusMillis(8);
            var payment = span(trace, checkout, "payments", "POST /authorizations", paying, payments,
                    declinedByOutage ? "provider did not answer" : null);
            span(trace, payment, "payments", "POST api.paylane.example/v1/authorizations", paying.plusMillis(4), provider,
                    declinedByOutage ? "read timed out" : null);
            log(paying.minusMillis(2), "checkout", "INFO",
                    "checkout of order " + order + " started: " + items + " items, " + total + " EUR", trace,
                    "/checkout");
            if (declinedByOutage) {
                log(paying.plusMillis(provider), "payments", "ERROR",
                        "POST https://api.paylane.example/v1/authorizations failed for order " + order
                                + ": read timed out after " + provider + " ms",
                        trace, "/authorizations");
                log(at.plusMillis(whole), "checkout", "ERROR", "order " + order + " not placed: payments answered 503", trace, "/checkout");
                log(at.plusMillis(whole + 6), "storefront", "WARN", "POST /checkout 502 " + (whole + 6) + " ms client=" + client(), trace,
                        "/checkout");
                return;
            }
            log(paying.plusMillis(payments), "payments", "INFO",
                    "authorized " + total + " EUR for order " + order + " in " + provider + " ms", trace,
                    "/authorizations");

            Instant placing = paying.plusMillis(payments);
            var placed = span(trace, checkout, "orders", "POST /orders", placing, orders,
                    starved ? "java.sql.SQLTransientConnectionException: Connection is not available" : null);
            span(trace, placed, "orders", "pool.acquire", placing.plusMillis(2), waited, starved ? "timeout" : null);
            if (starved) {
                int waiting = 4 + random.nextInt(40);
                log(placing.plusMillis(waited), "orders", "ERROR",
                        "HikariPool-1 - Connection is not available, request timed out after " + waited
                                + "ms (total=20, active=20, idle=0, waiting=" + waiting + ")",
                        trace, "/orders", podName);
                log(placing.plusMillis(waited + 1), "orders", "ERROR", "order " + order
                        + " failed: org.springframework.jdbc.CannotGetJdbcConnectionException: Failed to obtain JDBC Connection", trace,
                        "/orders",
                        podName);
                log(at.plusMillis(whole - 3), "checkout", "ERROR",
                        "order " + order + " not placed: orders answered 503 after " + orders + " ms", trace,
                        "/checkout");
                log(at.plusMillis(whole), "payments", "WARN", "authorization of " + total + " EUR for order " + order
                        + " voided: the order was not stored", trace, "/authorizations");
                log(at.plusMillis(whole + 6), "storefront", "WARN", "POST /checkout 502 " + (whole + 6) + " ms client=" + client(), trace,
                        "/checkout");
                return;
            }
            span(trace, placed, "orders-db", outOfStock ? "SELECT stock_line FOR UPDATE" : "INSERT orders.order",
                    placing.plusMillis(2 + waited), insert,
                    null);
            if (outOfStock) {
                log(placing.plusMillis(orders), "orders", "INFO", "order " + order + " rejected: " + sku() + " is out of stock", trace,
                        "/orders",
                        podName);
                log(at.plusMillis(whole), "checkout", "INFO", "order " + order + " answered 409: out of stock", trace, "/checkout");
                log(at.plusMillis(whole + 6), "storefront", "INFO", "POST /checkout 409 " + (whole + 6) + " ms client=" + client(), trace,
                        "/checkout");
                return;
            }
            log(placing.plusMillis(orders), "orders", "INFO",
                    "order " + order + " stored in " + orders + " ms (" + items + " lines, " + total + " EUR)",
                    trace, "/orders", podName);
            span(trace, checkout, "notifications", "POST /messages", placing.plusMillis(orders), message, null);
            log(placing.plusMillis(orders + message), "notifications", "INFO", "confirmation of order " + order + " queued for " + customer,
                    trace,
                    "/messages");
            log(at.plusMillis(whole + 6), "storefront", "INFO", "POST /checkout 201 " + (whole + 6) + " ms client=" + client(), trace,
                    "/checkout");
        }

        // ---- what services say by themselves, trouble or not

        private void chatter() {
            every(Duration.ofSeconds(47), at -> log(at, "inventory", "WARN", "stock snapshot is " + (31 + random.nextInt(40))
                    + " s old, expected under 30 s (warehouse feed is slow)", null, null));
            every(Duration.ofSeconds(95), at -> log(at, "storefront", "WARN",
                    "request header X-Shop-Region is deprecated and will be ignored from release 9, sent by client " + client(), null,
                    null));
            every(Duration.ofMinutes(5), at -> log(at, "orders-db", "LOG", "checkpoint complete: wrote " + (900 + random.nextInt(700))
                    + " buffers (5." + random.nextInt(10) + "%); write=26." + random.nextInt(900) + " s, sync=0.0"
                    + (10 + random.nextInt(80)) + " s", null,
                    null));
            every(Duration.ofSeconds(60), at -> log(at, "catalog", "INFO", "search index refreshed: " + (18_200 + random.nextInt(60))
                    + " products in " + (310 + random.nextInt(160)) + " ms", null, null));
            every(Duration.ofSeconds(75),
                    at -> log(at, "notifications", "INFO", "sent " + (20 + random.nextInt(50)) + " messages, " + random.nextInt(3)
                            + " bounced, queue is empty", null, null));
            every(Duration.ofMinutes(10), at -> log(at, "payments", "INFO", "provider balance read, next in 600 s", null, null));
            every(Duration.ofMinutes(19),
                    at -> log(at, "payments", "WARN", "card 4111 1111 1111 1111 declined for order " + (orderNumber - 40 + random.nextInt(
                            40)) + ": insufficient_funds", hex(32), "/authorizations"));
            every(Duration.ofMinutes(23),
                    at -> log(at, "storefront", "ERROR", "unhandled rejection in bundle checkout.js: ResizeObserver loop limit exceeded",
                            null, null));
        }

        interface At {
            void say(Instant at);
        }

        /// At that interval, give or take a tenth, over the whole time.
        void every(Duration interval, At line) {
            Instant at = from.plusMillis(random.nextInt((int) interval.toMillis()));
            while (at.isBefore(to)) {
                line.say(at);
                at = at.plusMillis((long) (interval.toMillis() * (0.9 + 0.2 * random.nextDouble())));
            }
        }

        // ---- metrics

        private String metrics() {
            var csv = new StringBuilder("timestamp,service,metric,value\n");
            for (Instant at = from; at.isBefore(to); at = at.plus(story.step())) {
                var row = new Row(at, csv);
                double traffic = story.traffic(at);
                double starved = (story.orderFailures(at, 0) + story.orderFailures(at, 1)) / 2;
                double wait = (story.connectionWait(at, 0) + story.connectionWait(at, 1)) / 2;
                double provider = story.providerFailures(at);
                double unpaid = provider > 0.01 ? provider : 0;
                double ordersLost = Math.min(1, unpaid + starved);
                double orderMillis = (1 - starved) * (24 + wait) + starved * 5010;
                double providerMillis = story.providerMillis(at);
                double checkoutMillis = 22 + providerMillis + (1 - unpaid) * orderMillis;

                web(row, "storefront", 42 * traffic, 0.001 + 0.11 * ordersLost, 21, 190 + 0.9 * (checkoutMillis - 230), 38 * traffic, 512);
                web(row, "catalog", 31 * traffic, 0.0008, 14, 61, 27 * traffic, 768);
                web(row, "inventory", 29 * traffic, 0.0011, 7, 33, 18 * traffic, 384);
                web(row, "checkout", 2.6 * traffic, 0.002 + 0.62 * ordersLost, checkoutMillis, 1.7 * checkoutMillis, 12 * traffic,
                        420 + 60 * starved);
                web(row, "payments", 1.7 * traffic, 0.002 + 0.95 * unpaid, 8 + providerMillis, 1.6 * providerMillis, 9 * traffic, 390);
                web(row, "orders", 2.2 * traffic * (1 - 0.8 * unpaid), 0.001 + 0.97 * starved, orderMillis, Math.max(70, 2.1 * orderMillis),
                        16 * traffic * (1 - 0.6 * starved), 610);
                web(row, "notifications", 1.6 * traffic * (1 - ordersLost), 0.0005, 5, 19, 4 * traffic, 256);

                row.value("orders", "orders_placed_per_minute", 92 * traffic * (1 - ordersLost), 0.05);
                row.value("payments", "provider_error_ratio", provider, 0.2);
                row.value("payments", "provider_duration_p99_ms", 1.8 * providerMillis, 0.06);
                double busy = story.busyConnections(at, 0) + story.busyConnections(at, 1);
                double stranded = story.strandedConnections(at, 0) + story.strandedConnections(at, 1);
                row.value("orders", "hikaricp_connections_active", Math.rint(Math.min(40, busy + stranded)), 0);
                row.value("orders", "hikaricp_connections_pending", Math.rint(46 * starved * (0.85 + 0.3 * random.nextDouble())), 0);
                row.value("orders", "hikaricp_connections_acquire_p99_ms", (1 - starved) * 1.9 * wait + starved * 5000, 0.05);
                row.value("orders-db", "pg_stat_activity_count", Math.rint(48 + random.nextInt(3)), 0);
                row.value("orders-db", "pg_stat_activity_idle_in_transaction", Math.rint(stranded), 0);
                row.value("orders-db", "pg_transactions_per_second", 210 * traffic * (1 - 0.85 * starved), 0.05);
                row.value("orders-db", "cpu_utilization_pct", 23 * traffic * (1 - 0.55 * starved), 0.05);
                row.value("orders-db", "disk_read_latency_ms", 0.9, 0.1);
                row.value("orders-db", "replication_lag_seconds", 0.3, 0.25);
            }
            return csv.toString();
        }

        private void web(Row row, String service, double rate, double errors, double p50, double p99, double cpu, double memory) {
            row.value(service, "http_requests_per_second", rate, 0.04);
            row.value(service, "http_5xx_ratio", errors, 0.12);
            row.value(service, "http_server_duration_p50_ms", p50, 0.04);
            row.value(service, "http_server_duration_p99_ms", p99, 0.07);
            row.value(service, "cpu_utilization_pct", cpu, 0.06);
            row.value(service, "memory_working_set_mb", memory, 0.01);
        }

        private final class Row {
            private final Instant at;
            private final StringBuilder csv;

            Row(Instant at, StringBuilder csv) {
                this.at = at;
                this.csv = csv;
            }

            void value(String service, String metric, double value, double noise) {
                double noisy = Math.max(0, value * (1 + noise * random.nextGaussian()));
                if (metric.endsWith("_ratio")) noisy = Math.min(1, noisy);
                csv.append(at).append(',').append(service).append(',').append(metric).append(',').append(decimal(noisy)).append('\n');
            }
        }

        private static String decimal(double value) {
            String format = value < 1 ? "%.4f" : value < 100 ? "%.2f" : "%.1f";
            String text = String.format(Locale.ROOT, format, value);
            return text.replaceFirst("\\.?0+$", "");
        }

        // ---- the small change

        void log(Instant at, String service, String severity, String message, String trace, String route) {
            log(at, service, severity, message, trace, route, null);
        }

        void log(Instant at, String service, String severity, String message, String trace, String route, String pod) {
            if (at.isBefore(to)) lines.add(new Line(at, service, severity, message, trace, route, pod));
        }

        private Map<String, Object> span(String trace, Map<String, Object> parent, String service, String name, Instant at, long millis,
                String error) {
            var span = object("trace_id", trace, "span_id", hex(16), "parent_id", parent == null ? null : parent.get("span_id"), "service",
                    service, "name",
                    name, "start", at.toString(), "duration_ms", millis, "status", error == null ? "OK" : "ERROR");
            if (error != null) span.put("error", error);
            if (parent == null) traces.add(new ArrayList<>());
            traces.getLast().add(span);
            return span;
        }

        Instant from() {
            return from;
        }

        Instant to() {
            return to;
        }

        Random random() {
            return random;
        }

        private Instant within(Instant minute) {
            return minute.plusMillis(random.nextInt(60_000));
        }

        private int count(double expected) {
            int whole = (int) expected;
            return whole + (random.nextDouble() < expected - whole ? 1 : 0);
        }

        /// Around that many milliseconds, at least one: log-normal, as latencies are.
        private long millis(double typical, double spread) {
            return Math.max(1, Math.round(typical * StrictMath.exp(spread * random.nextGaussian())));
        }

        private String sku() {
            return SKUS[random.nextInt(SKUS.length)];
        }

        private String client() {
            return (random.nextBoolean() ? "203.0.113." : "198.51.100.") + (1 + random.nextInt(254));
        }

        String hex(int digits) {
            return Generate.hex(random, digits);
        }
    }

    record Line(Instant at, String service, String severity, String message, String trace, String route, String pod) {
        Map<String, Object> json() {
            var line = object("timestamp", at.toString(), "service", service, "severity_text", severity, "msg", message);
            if (trace != null) line.put("trace_id", trace);
            if (route != null) line.put("http.route", route);
            if (pod != null) line.put("k8s.pod.name", pod);
            return line;
        }
    }

    static String hex(Random random, int digits) {
        var text = new StringBuilder();
        while (text.length() < digits) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.toString();
    }

    static Map<String, Object> object(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    static Instant time(String text) {
        return Instant.parse(text);
    }

    /// How far between 0 and 1 a moment lies from a start to an end.
    static double progress(Instant at, Instant start, Instant end) {
        double share = (double) Duration.between(start, at).toMillis() / Duration.between(start, end).toMillis();
        return Math.clamp(share, 0, 1);
    }

    // ------------------------------------------------------------------------------------------------------------- 1: bad deployment

    /// A release of `orders` returns early where an order is out of stock, and no longer gives its database connection back there.
    /// Each such order strands one of the 20 connections of its pod. After eight to eleven minutes the pools are empty, orders wait five
    /// seconds and fail, and checkout, one call away, is what the pager sees.
    ///
    /// Beside it: a release of checkout that came later and is nearer to the alert, a change of that pool's timeout a day before, a
    /// newsletter's traffic, a flag, a configuration change of catalog, a vendor's notice about something else, and warnings that are
    /// there every day.
    static final class BadDeploy extends Story {

        private static final Instant FIRED = time("2026-03-12T14:17:00Z");
        private static final Instant RELEASED = time("2026-03-12T14:02:40Z");
        private static final Instant[] EMPTY = {time("2026-03-12T14:11:10Z"), time("2026-03-12T14:13:50Z")};
        private static final Duration NEWSLETTER = Duration.ofMinutes(14);
        private static final Instant NEWSLETTER_SENT = time("2026-03-12T13:50:30Z");

        private static final String[] PODS_AFTER = {"orders-7c9f4d6b8-x2kqp", "orders-7c9f4d6b8-m4vzt"};
        private static final String CULPRIT = "9d41c7e05b8f2a6340de17c98ab5f3e2716d0c84";

        @Override
        String name() {
            return "bad-deploy";
        }

        @Override
        long seed() {
            return 20_260_312L;
        }

        @Override
        Instant firedAt() {
            return FIRED;
        }

        @Override
        Sampling sampling() {
            return new Sampling(11, 3, 4);
        }

        @Override
        Duration step() {
            return Duration.ofSeconds(30);
        }

        @Override
        String orderPod(Instant at, int pod) {
            return at.isBefore(RELEASED) ? super.orderPod(at, pod) : PODS_AFTER[pod];
        }

        @Override
        double traffic(Instant at) {
            double bump = at.isBefore(NEWSLETTER_SENT) ? 0 : 0.22 * (1 - progress(at, NEWSLETTER_SENT, NEWSLETTER_SENT.plus(NEWSLETTER)));
            return 1 + bump;
        }

        @Override
        double strandedConnections(Instant at, int pod) {
            return at.isBefore(RELEASED) ? 0 : 19.6 * progress(at, RELEASED, EMPTY[pod]);
        }

        @Override
        double busyConnections(Instant at, int pod) {
            return Math.min(3 * traffic(at), 20 - strandedConnections(at, pod));
        }

        @Override
        double orderFailures(Instant at, int pod) {
            double stranded = strandedConnections(at, pod);
            return stranded < 17.5 ? 0 : 0.97 * Math.clamp((stranded - 17.5) / 2.1, 0, 1);
        }

        @Override
        double connectionWait(Instant at, int pod) {
            double free = 20 - strandedConnections(at, pod);
            return free > 6 ? 1 : 1 + 120 * (6 - free) / free;
        }

        @Override
        void ownLines(Shop shop) {
            started(shop, RELEASED, "3.18.0");
            Instant shift = time("2026-03-12T14:08:55Z");
            shop.log(shift, "checkout", "INFO", "checkout 5.12.1 started in 6.9 s, listening on 0.0.0.0:8080", null, null);
            shop.log(shift.plusSeconds(1), "checkout", "INFO", "calls orders at http://orders.shop.svc:8080 with timeout 6 s", null, null);
            shop.log(time("2026-03-12T13:58:20Z"), "catalog", "INFO", "configuration reloaded: search.page-size=36 (was 24)", null, null);
            shop.log(NEWSLETTER_SENT, "notifications", "INFO",
                    "campaign spring-sale: 48210 messages handed to the mail relay by newsletter@example.com",
                    null, null);
            for (int pod = 0; pod < 2; pod++) {
                leakWarnings(shop, pod);
                probes(shop, pod);
            }
        }

        /// What the pool says of connections that nobody gave back, a minute after they were taken.
        private static void leakWarnings(Shop shop, int pod) {
            Instant at = RELEASED.plusSeconds(95 + 20L * pod);
            while (at.isBefore(EMPTY[pod].plusSeconds(60))) {
                shop.log(at, "orders", "WARN", "HikariPool-1 - Connection leak detection triggered for org.postgresql.jdbc.PgConnection@"
                        + shop.hex(8)
                        + " on thread http-nio-8080-exec-" + (1 + shop.random().nextInt(40)) + ", stack trace follows"
                        + " java.lang.Exception: Apparent connection leak detected"
                        + " at shop.orders.store.OrderStore.place(OrderStore.java:61) at shop.orders.web.OrderController.post(OrderController.java:38)",
                        null,
                        null, PODS_AFTER[pod]);
                at = at.plusMillis(24_000 + shop.random().nextInt(9_000));
            }
        }

        private static void probes(Shop shop, int pod) {
            for (Instant at = EMPTY[pod].plusSeconds(40); at.isBefore(shop.to()); at = at.plusSeconds(30)) {
                shop.log(at, "orders", "WARN", "readiness probe failed: db health check did not finish within 5000 ms", null, "/health",
                        PODS_AFTER[pod]);
            }
        }

        private static void started(Shop shop, Instant at, String version) {
            for (int pod = 0; pod < 2; pod++) {
                Instant up = at.plusSeconds(4 + 9L * pod);
                String name = PODS_AFTER[pod];
                shop.log(up, "orders", "INFO", "orders " + version + " starting with 2 CPUs, 1024 MiB", null, null, name);
                shop.log(up.plusMillis(900), "orders", "INFO",
                        "HikariPool-1 - Starting with jdbc:postgresql://orders_rw:meadow-lantern-47@orders-db.shop.svc:5432/orders, maximumPoolSize=20",
                        null,
                        null, name);
                shop.log(up.plusMillis(1350), "orders", "DEBUG",
                        "mail relay login user=shop-mailer password=plover-Copper-93 host=10.20.4.17", null, null, name);
                shop.log(up.plusMillis(5200), "orders", "INFO",
                        "orders " + version + " started in 5." + (1 + pod) + " s, listening on 0.0.0.0:8080", null, null,
                        name);
            }
        }

        @Override
        Map<String, Object> alert() {
            return object("service", "checkout", "metric", "http_5xx_ratio", "threshold", 0.05, "observed", 0.58, "fired_at",
                    FIRED.toString(), "severity",
                    "critical", "monitor", "checkout-availability", "summary",
                    "checkout answers 58% of its requests with 5xx (limit 5% over 3 minutes); customers see \"we could not place your order\"");
        }

        @Override
        Map<String, Object> truth() {
            return object("culprit", CULPRIT, "service", "orders", "symptom_service", "checkout", "why",
                    "OrderStore.place returns early when stock is missing and does not close its connection: the pool of 20 drains");
        }

        @Override
        List<Deploy> deploys() {
            return List.of(new Deploy(time("2026-03-11T15:20:12Z"), "orders", "5be20f9c1d7a48e3b6f0c2954e8d71a3fb60927d", "3.17.4"),
                    new Deploy(time("2026-03-12T09:41:30Z"), "payments", "c80a3d6f94e1b257d3f6089ae5471bc2d90e8f16", "2.9.3"),
                    new Deploy(time("2026-03-12T13:31:05Z"), "inventory", "27f5be913c60d84a1e9b7f02c5d8a6340b1e97fc", "1.44.0"),
                    new Deploy(RELEASED, "orders", CULPRIT, "3.18.0"),
                    new Deploy(time("2026-03-12T14:08:50Z"), "checkout", "e16b0d8a37c5f924ab83d07e61f2c9b54d80a3e7", "5.12.1"));
        }

        @Override
        List<Flag> flags() {
            return List.of(new Flag(time("2026-03-12T08:15:00Z"), "payments_wallet_button", "payments", "off->on", "team-payments"),
                    new Flag(time("2026-03-12T13:50:00Z"), "storefront_spring_banner", "storefront", "off->on", "team-storefront"),
                    new Flag(time("2026-03-12T14:10:30Z"), "catalog_synonyms_v2", "catalog", "off->10%", "team-catalog"));
        }

        @Override
        Map<String, Object> statusFeed() {
            return object("provider", "paylane", "source", "https://status.paylane.example/api/v2/incidents.json", "fetched_at",
                    "2026-03-12T14:30:00Z",
                    "components",
                    List.of(object("name", "Authorizations API", "endpoint", "api.paylane.example/v1/authorizations", "status",
                            "operational"),
                            object("name", "Payout reports", "endpoint", "reports.paylane.example", "status", "degraded_performance")),
                    "incidents",
                    List.of(object("id", "pl-2026-0312", "name", "Payout reports are late", "impact", "minor", "status", "monitoring",
                            "started_at",
                            "2026-03-12T12:55:00Z", "updates",
                            List.of(object("timestamp", "2026-03-12T13:02:00Z", "body",
                                    "Daily payout reports are produced late. Authorizations, captures and refunds are not affected."),
                                    object("timestamp", "2026-03-12T14:05:00Z", "body", "Reports are catching up. We keep watching.")))));
        }

        @Override
        List<Commit> commits() {
            return List.of(
                    new Commit("5be20f9c1d7a48e3b6f0c2954e8d71a3fb60927d", "team-orders", time("2026-03-11T14:48:09Z"),
                            "orders: give up on a connection after 5 s instead of 30 s\n\nA caller hangs up after 6 s, so waiting longer helps nobody.",
                            List.of("services/orders/src/main/resources/application.yml"), """
                                    --- a/services/orders/src/main/resources/application.yml
                                    +++ b/services/orders/src/main/resources/application.yml
                                    @@ -14,4 +14,4 @@ spring:
                                         hikari:
                                           maximum-pool-size: 20
                                    -      connection-timeout: 30000
                                    +      connection-timeout: 5000
                                           leak-detection-threshold: 60000
                                    """),
                    new Commit("f07d2c4e8b91a6350e7cd18f2b64a90c3d5e7f18", "team-catalog", time("2026-03-11T16:20:41Z"),
                            "docs: describe how the search index is rebuilt", List.of("docs/catalog/search.md"), null),
                    new Commit("c80a3d6f94e1b257d3f6089ae5471bc2d90e8f16", "team-payments", time("2026-03-12T09:12:55Z"),
                            "payments: show the wallet button where the browser has one",
                            List.of("services/payments/src/main/java/shop/payments/Methods.java"),
                            """
                                    --- a/services/payments/src/main/java/shop/payments/Methods.java
                                    +++ b/services/payments/src/main/java/shop/payments/Methods.java
                                    @@ -31,4 +31,7 @@ final class Methods {
                                         List<Method> offered(Basket basket, Browser browser) {
                                             var offered = new ArrayList<>(List.of(Method.CARD, Method.INVOICE));
                                    +        if (flags.on("payments_wallet_button") && browser.hasWallet()) {
                                    +            offered.add(Method.WALLET);
                                    +        }
                                             return List.copyOf(offered);
                                         }
                                    """),
                    new Commit("4a9e61d07cb3f58a2d1e90b764cf83e5a10d7b29", "dependency-bot", time("2026-03-12T10:03:17Z"),
                            "chore: junit 6.0.3, assertj 3.27.7", List.of("pom.xml"), """
                                    --- a/pom.xml
                                    +++ b/pom.xml
                                    @@ -88,2 +88,2 @@
                                    -    <junit.version>6.0.2</junit.version>
                                    -    <assertj.version>3.27.6</assertj.version>
                                    +    <junit.version>6.0.3</junit.version>
                                    +    <assertj.version>3.27.7</assertj.version>
                                    """),
                    new Commit("b3720ce9d64f18a5c90b7e2d83f65a1e4c09d7f2", "team-storefront", time("2026-03-12T11:27:36Z"),
                            "storefront: spring banner behind a flag",
                            List.of("services/storefront/templates/home.html", "services/storefront/css/banner.css"),
                            null),
                    new Commit("27f5be913c60d84a1e9b7f02c5d8a6340b1e97fc", "team-inventory", time("2026-03-12T12:58:02Z"),
                            "inventory: log how old the stock snapshot is",
                            List.of("services/inventory/src/main/java/shop/inventory/Snapshot.java"),
                            """
                                    --- a/services/inventory/src/main/java/shop/inventory/Snapshot.java
                                    +++ b/services/inventory/src/main/java/shop/inventory/Snapshot.java
                                    @@ -52,4 +52,6 @@ final class Snapshot {
                                         void accept(Feed feed) {
                                             stock = feed.stock();
                                             takenAt = feed.takenAt();
                                    +        long seconds = Duration.between(takenAt, clock.instant()).toSeconds();
                                    +        if (seconds > 30) log.warn("stock snapshot is {} s old, expected under 30 s (warehouse feed is slow)", seconds);
                                         }
                                    """),
                    new Commit("8e5f0a17d9c3b2649f1e70ad58b6c43210fe9d75", "team-orders", time("2026-03-12T13:04:50Z"),
                            "orders: test that an order with a missing line is rejected",
                            List.of("services/orders/src/test/java/shop/orders/store/OrderStoreTest.java"), null),
                    new Commit(CULPRIT, "team-orders", time("2026-03-12T13:36:24Z"),
                            "orders: check the stock of all lines in one round trip\n\n"
                                    + "One query instead of one a line; an order that cannot be met is turned away before anything is written.",
                            List.of("services/orders/src/main/java/shop/orders/store/OrderStore.java",
                                    "services/orders/src/main/java/shop/orders/store/StockLines.java"),
                            """
                                    --- a/services/orders/src/main/java/shop/orders/store/OrderStore.java
                                    +++ b/services/orders/src/main/java/shop/orders/store/OrderStore.java
                                    @@ -54,14 +54,12 @@ final class OrderStore {
                                         Placed place(Order order) throws SQLException {
                                    -        try (Connection connection = pool.getConnection()) {
                                    -            connection.setAutoCommit(false);
                                    -            for (Line line : order.lines()) {
                                    -                if (!stock.reserve(connection, line)) {
                                    -                    connection.rollback();
                                    -                    return Placed.rejected(line.sku());
                                    -                }
                                    -            }
                                    -            insert(connection, order);
                                    -            connection.commit();
                                    -            return Placed.stored(order.id());
                                    -        }
                                    +        Connection connection = pool.getConnection();
                                    +        connection.setAutoCommit(false);
                                    +        Optional<Sku> missing = StockLines.lock(connection, order.lines());
                                    +        if (missing.isPresent()) {
                                    +            return Placed.rejected(missing.get());
                                    +        }
                                    +        insert(connection, order);
                                    +        connection.commit();
                                    +        connection.close();
                                    +        return Placed.stored(order.id());
                                         }
                                    --- /dev/null
                                    +++ b/services/orders/src/main/java/shop/orders/store/StockLines.java
                                    @@ -0,0 +1,10 @@
                                    +final class StockLines {
                                    +    /// The first article of which there is too little; locks the lines of all others.
                                    +    static Optional<Sku> lock(Connection connection, List<Line> lines) throws SQLException {
                                    +        var skus = connection.createArrayOf("text", lines.stream().map(Line::sku).toArray());
                                    +        try (var select = connection.prepareStatement(
                                    +                "SELECT sku, available FROM stock_line WHERE sku = ANY (?) ORDER BY sku FOR UPDATE")) {
                                    +            select.setArray(1, skus);
                                    +            return firstMissing(select.executeQuery(), lines);
                                    +        }
                                    +    }
                                    """),
                    new Commit("d9c04b7f1e853a62907cbe45f80a1d36c2e7490b", "team-catalog", time("2026-03-12T13:55:13Z"),
                            "config: catalog shows 36 products a page", List.of("deploy/catalog/values.yaml"), """
                                    --- a/deploy/catalog/values.yaml
                                    +++ b/deploy/catalog/values.yaml
                                    @@ -7,3 +7,3 @@ catalog:
                                       search:
                                    -    page-size: 24
                                    +    page-size: 36
                                         refresh: 60s
                                    """),
                    new Commit("e16b0d8a37c5f924ab83d07e61f2c9b54d80a3e7", "team-checkout", time("2026-03-12T13:59:48Z"),
                            "checkout: kinder words where an order cannot be placed",
                            List.of("services/checkout/src/main/resources/messages.properties",
                                    "services/checkout/src/main/java/shop/checkout/Answers.java"),
                            """
                                    --- a/services/checkout/src/main/resources/messages.properties
                                    +++ b/services/checkout/src/main/resources/messages.properties
                                    @@ -21,2 +21,2 @@
                                    -order.failed=Order failed. Error {0}.
                                    +order.failed=We could not place your order. You have not been charged. Please try again in a few minutes.
                                     order.out-of-stock={0} is out of stock.
                                    --- a/services/checkout/src/main/java/shop/checkout/Answers.java
                                    +++ b/services/checkout/src/main/java/shop/checkout/Answers.java
                                    @@ -40,3 +40,3 @@ final class Answers {
                                         Answer failed(Failure failure) {
                                    -        return Answer.of(502, messages.text("order.failed", failure.code()));
                                    +        return Answer.of(502, messages.text("order.failed"));
                                         }
                                    """),
                    new Commit("70be4d1a95f8c26e3b0f97d4186ac5e29d03f7b1", "team-notifications", time("2026-03-12T14:06:19Z"),
                            "notifications: name the campaign in the log",
                            List.of("services/notifications/src/main/java/shop/notifications/Campaign.java"),
                            null));
        }
    }

    // -------------------------------------------------------------------------------------------------------------- 2: vendor outage

    /// The payment provider stops answering. Two releases lie near it in time, and neither is to blame.
    static final class VendorOutage extends Story {

        private static final Instant FIRED = time("2026-03-18T09:41:00Z");
        private static final Instant BROKE = time("2026-03-18T09:34:20Z");

        @Override
        String name() {
            return "vendor-outage";
        }

        @Override
        long seed() {
            return 20_260_318L;
        }

        @Override
        Instant firedAt() {
            return FIRED;
        }

        @Override
        Sampling sampling() {
            return new Sampling(3, 1, 3);
        }

        @Override
        double providerFailures(Instant at) {
            return at.isBefore(BROKE) ? 0.002 : 0.78 * progress(at, BROKE, BROKE.plusSeconds(90));
        }

        @Override
        double providerMillis(Instant at) {
            return at.isBefore(BROKE) ? 180 : 180 + 2700 * progress(at, BROKE, BROKE.plusSeconds(60));
        }

        @Override
        void ownLines(Shop shop) {
            shop.log(time("2026-03-18T09:12:08Z"), "payments", "INFO", "payments 2.10.0 started in 5.8 s, listening on 0.0.0.0:8080", null,
                    null);
            shop.log(time("2026-03-18T09:12:07Z"), "payments", "DEBUG",
                    "provider client ready: merchant=shop-eu api_key=plk_demo_b7Qw19ZtRk3VnX8sLm42 host=192.0.2.44",
                    null, null);
            shop.log(time("2026-03-18T09:29:34Z"), "checkout", "INFO", "checkout 5.13.0 started in 7.0 s, listening on 0.0.0.0:8080", null,
                    null);
            for (Instant at = BROKE.plusSeconds(70); at.isBefore(shop.to()); at = at.plusSeconds(45)) {
                shop.log(at, "payments", "WARN", "circuit breaker paylane opened: 50% of the last 20 calls failed", null, null);
                shop.log(at.plusSeconds(30), "payments", "INFO", "circuit breaker paylane half open, trying 3 calls", null, null);
            }
        }

        @Override
        Map<String, Object> alert() {
            return object("service", "payments", "metric", "http_5xx_ratio", "threshold", 0.05, "observed", 0.72, "fired_at",
                    FIRED.toString(), "severity",
                    "critical", "monitor", "payments-availability", "summary",
                    "payments answers 72% of its requests with 5xx (limit 5% over 3 minutes); authorizations time out");
        }

        @Override
        Map<String, Object> truth() {
            return object("culprit", "none", "service", "payments", "symptom_service", "payments", "why",
                    "the payment provider times out; no change of the shop's own is to blame");
        }

        @Override
        List<Deploy> deploys() {
            return List.of(new Deploy(time("2026-03-17T15:02:44Z"), "orders", "31c9f0e7ad2458b60fd17e93c6a5b48201ed9c73", "3.18.2"),
                    new Deploy(time("2026-03-18T09:12:00Z"), "payments", "a6f18e03d97b4c52e80da5139b7c64f012de83c9", "2.10.0"),
                    new Deploy(time("2026-03-18T09:29:27Z"), "checkout", "0d7be942f6c1385ae90d4b17f83c26e5a9107fdb", "5.13.0"));
        }

        @Override
        List<Flag> flags() {
            return List
                    .of(new Flag(time("2026-03-18T09:05:00Z"), "storefront_recently_viewed", "storefront", "10%->50%", "team-storefront"));
        }

        @Override
        Map<String, Object> statusFeed() {
            return object("provider", "paylane", "source", "https://status.paylane.example/api/v2/incidents.json", "fetched_at",
                    "2026-03-18T09:55:00Z",
                    "components",
                    List.of(object("name", "Authorizations API", "endpoint", "api.paylane.example/v1/authorizations", "status",
                            "major_outage"),
                            object("name", "Payout reports", "endpoint", "reports.paylane.example", "status", "operational")),
                    "incidents",
                    List.of(object("id", "pl-2026-0318", "name", "Authorizations fail in the EU region", "impact", "critical", "status",
                            "identified",
                            "started_at", "2026-03-18T09:34:00Z", "updates",
                            List.of(object("timestamp", "2026-03-18T09:43:00Z", "body",
                                    "Most calls to POST /v1/authorizations in the EU region time out. We are investigating."),
                                    object("timestamp", "2026-03-18T09:52:00Z", "body",
                                            "A network device in one of our data centres drops traffic. We are moving traffic away from it.")))));
        }

        @Override
        List<Commit> commits() {
            return List.of(
                    new Commit("31c9f0e7ad2458b60fd17e93c6a5b48201ed9c73", "team-orders", time("2026-03-17T14:31:27Z"),
                            "orders: index for the list of a customer's orders",
                            List.of("services/orders/src/main/resources/db/migration/V42__customer_index.sql"), """
                                    --- /dev/null
                                    +++ b/services/orders/src/main/resources/db/migration/V42__customer_index.sql
                                    @@ -0,0 +1,1 @@
                                    +CREATE INDEX CONCURRENTLY order_customer ON orders.order (customer_id, placed_at DESC);
                                    """),
                    new Commit("a6f18e03d97b4c52e80da5139b7c64f012de83c9", "team-payments", time("2026-03-18T08:40:12Z"),
                            "payments: name the payment method on the receipt",
                            List.of("services/payments/src/main/java/shop/payments/Receipt.java"), """
                                    --- a/services/payments/src/main/java/shop/payments/Receipt.java
                                    +++ b/services/payments/src/main/java/shop/payments/Receipt.java
                                    @@ -18,3 +18,3 @@ record Receipt(String order, Money total, Method method) {
                                         String text() {
                                    -        return "Order " + order + ": " + total;
                                    +        return "Order " + order + ": " + total + ", paid by " + method.name();
                                         }
                                    """),
                    new Commit("0d7be942f6c1385ae90d4b17f83c26e5a9107fdb", "team-checkout", time("2026-03-18T09:03:50Z"),
                            "checkout: gift notes may be 500 characters long",
                            List.of("services/checkout/src/main/java/shop/checkout/GiftNote.java"), """
                                    --- a/services/checkout/src/main/java/shop/checkout/GiftNote.java
                                    +++ b/services/checkout/src/main/java/shop/checkout/GiftNote.java
                                    @@ -7,2 +7,2 @@ record GiftNote(String text) {
                                    -    static final int LONGEST = 240;
                                    +    static final int LONGEST = 500;
                                     }
                                    """));
        }
    }

    // ------------------------------------------------------------------------------------------------------------------- 3: all quiet

    /// A probe on a bad line raised an alarm; the shop is well.
    static final class AllQuiet extends Story {

        private static final Instant FIRED = time("2026-03-21T03:26:00Z");

        @Override
        String name() {
            return "all-quiet";
        }

        @Override
        long seed() {
            return 20_260_321L;
        }

        @Override
        Instant firedAt() {
            return FIRED;
        }

        @Override
        Sampling sampling() {
            return new Sampling(2, 1, 1);
        }

        @Override
        double traffic(Instant at) {
            return 0.4;
        }

        @Override
        Map<String, Object> alert() {
            return object("service", "storefront", "metric", "http_server_duration_p99_ms", "threshold", 900, "observed", 931, "fired_at",
                    FIRED.toString(),
                    "severity", "low", "monitor", "storefront-probe", "summary",
                    "one of three outside probes took 931 ms to fetch the storefront's home page (limit 900 ms), once");
        }

        @Override
        Map<String, Object> truth() {
            return object("culprit", "none", "service", null, "symptom_service", "storefront", "why", "nothing is wrong: one slow probe");
        }

        @Override
        List<Deploy> deploys() {
            return List.of(new Deploy(time("2026-03-20T15:40:00Z"), "catalog", "6e0f93d7c1b8245a90ecd7f3b6185a42e09d1cf7", "4.3.1"));
        }

        @Override
        List<Flag> flags() {
            return List.of();
        }

        @Override
        Map<String, Object> statusFeed() {
            return object("provider", "paylane", "source", "https://status.paylane.example/api/v2/incidents.json", "fetched_at",
                    "2026-03-21T03:30:00Z",
                    "components",
                    List.of(object("name", "Authorizations API", "endpoint", "api.paylane.example/v1/authorizations", "status",
                            "operational")),
                    "incidents", List.of());
        }

        @Override
        List<Commit> commits() {
            return List.of(new Commit("6e0f93d7c1b8245a90ecd7f3b6185a42e09d1cf7", "team-catalog", time("2026-03-20T15:02:33Z"),
                    "catalog: spell out the energy label", List.of("services/catalog/templates/product.html"), null));
        }
    }

    // ------------------------------------------------------------------------------------------------------------------------ writing

    /// Enough JSON for this program: maps, lists, strings, numbers, null.
    static final class Json {

        static String line(Map<String, Object> object) {
            var text = new StringBuilder();
            write(text, object, -1);
            return text.toString();
        }

        static String pretty(Object value) {
            var text = new StringBuilder();
            write(text, value, 0);
            return text.append('\n').toString();
        }

        /// A list with one object a line, which a person can still read and a diff can still show.
        static String rows(List<Map<String, Object>> objects) {
            var text = new StringBuilder("[\n");
            for (int i = 0; i < objects.size(); i++) {
                text.append(line(objects.get(i))).append(i + 1 < objects.size() ? ",\n" : "\n");
            }
            return text.append("]\n").toString();
        }

        private static void write(StringBuilder text, Object value, int depth) {
            switch (value) {
                case null -> text.append("null");
                case Number number -> text.append(number);
                case String string -> quote(text, string);
                case Map<?, ?> map -> {
                    text.append('{');
                    boolean first = true;
                    for (var entry : map.entrySet()) {
                        separate(text, first, depth);
                        quote(text, (String) entry.getKey());
                        text.append(": ");
                        write(text, entry.getValue(), depth < 0 ? -1 : depth + 1);
                        first = false;
                    }
                    close(text, first, depth, '}');
                }
                case List<?> list -> {
                    text.append('[');
                    boolean first = true;
                    for (Object element : list) {
                        separate(text, first, depth);
                        write(text, element, depth < 0 ? -1 : depth + 1);
                        first = false;
                    }
                    close(text, first, depth, ']');
                }
                default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
            }
        }

        private static void separate(StringBuilder text, boolean first, int depth) {
            if (!first) text.append(depth < 0 ? ", " : ",");
            if (depth >= 0) text.append('\n').repeat("  ", depth + 1);
        }

        private static void close(StringBuilder text, boolean empty, int depth, char bracket) {
            if (depth >= 0 && !empty) text.append('\n').repeat("  ", depth);
            text.append(bracket);
        }

        private static void quote(StringBuilder text, String string) {
            text.append('"');
            for (int i = 0; i < string.length(); i++) {
                char c = string.charAt(i);
                switch (c) {
                    case '"' -> text.append("\\\"");
                    case '\\' -> text.append("\\\\");
                    case '\n' -> text.append("\\n");
                    case '\t' -> text.append("\\t");
                    default -> text.append(c);
                }
            }
            text.append('"');
        }

        private Json() {}
    }

    private Generate() {}
}
