package dev.firsthour.benchmark;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/// A folder with a gigabyte of logs through `investigate` in a JVM of its own with a small heap: how long it takes, and how much of the heap lives
/// at most. Writes the logs into a temporary folder first, and deletes them in the end.
///
///     ./firsthour bench gigabyteoflogs [MEGABYTES [ndjson|text|logfmt|gzip [HEAP]]]
public final class GigabyteOfLogsBenchmark {

    private static final Instant START = Instant.parse("2026-03-01T11:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(75);
    private static final Instant FAULT = Instant.parse("2026-03-01T11:58:00Z");
    private static final String[] SERVICES = {"checkout", "orders", "payments", "basket", "search", "mail", "stock", "gateway"};

    private GigabyteOfLogsBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int megabytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1024;
        String format = arguments.length > 1 ? arguments[1] : "ndjson";
        String heap = arguments.length > 2 ? arguments[2] : "512m";
        Path folder = Files.createTempDirectory("firsthour-gigabyte");
        try {
            long lines = write(folder, (long) megabytes << 20, format);
            Path file = logs(folder, format);
            System.out.printf(Locale.ROOT, "%s: %,d lines, %,d bytes%n", file.getFileName(), lines, Files.size(file));
            investigate(folder, heap, (double) megabytes, lines);
        } finally {
            Files.deleteIfExists(logs(folder, format));
            Files.deleteIfExists(folder.resolve("alert.json"));
            Files.deleteIfExists(folder);
        }
    }

    private static Path logs(Path folder, String format) {
        return folder.resolve(switch (format) {
            case "text" -> "logs.log";
            case "logfmt" -> "logs.logfmt";
            case "gzip" -> "logs.ndjson.gz";
            default -> "logs.ndjson";
        });
    }

    /// Runs the command, and reads from the collector's own log how much was alive after each collection.
    private static void investigate(Path folder, String heap, double megabytes, long lines) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap,
                "-Xlog:gc:stderr", "-cp", System.getProperty("java.class.path"), "dev.firsthour.Firsthour", "investigate",
                folder.toString()));
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        int live = 0;
        Duration computed = Duration.ZERO;
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                computed = process.info().totalCpuDuration().orElse(computed);
                int arrow = line.indexOf("M->");
                int open = line.indexOf("M(", arrow + 1);
                if (line.contains("[gc") && arrow > 0 && open > arrow) {
                    live = Math.max(live, Integer.parseInt(line.substring(arrow + 3, open)));
                } else if (!line.contains("[gc")) {
                    System.out.println(line);
                }
            }
        }
        int status = process.waitFor();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(Locale.ROOT,
                "exit %d, %.1f s, %.0f MB/s, %,.0f lines/s, %.1f s of CPU time, at most %d MB alive after a collection, -Xmx%s%n",
                status, seconds, megabytes / seconds, lines / seconds, computed.toMillis() / 1e3, live, heap);
    }

    private static long write(Path folder, long bytes, String format) throws IOException {
        Files.writeString(folder.resolve("alert.json"),
                "{\"service\":\"checkout\",\"severity\":\"critical\",\"fired_at\":\"2026-03-01T12:00:00Z\","
                        + "\"summary\":\"checkout fails\"}\n");
        SplittableRandom chance = new SplittableRandom(42);
        long lines = 0;
        long written = 0;
        try (OutputStream file = Files.newOutputStream(logs(folder, format));
                OutputStream packed = format.equals("gzip") ? new GZIPOutputStream(file, 1 << 16) : file;
                OutputStream out = new BufferedOutputStream(packed, 1 << 20)) {
            while (written < bytes) {
                Instant at = START.plusMillis(LONG.toMillis() * written / bytes);
                byte[] line = line(at, chance, format).getBytes(StandardCharsets.UTF_8);
                out.write(line);
                written += line.length;
                lines++;
            }
        }
        return lines;
    }

    private static String line(Instant at, SplittableRandom chance, String format) {
        String service = SERVICES[chance.nextInt(SERVICES.length)];
        boolean fails = !at.isBefore(FAULT) && service.equals("orders") && chance.nextInt(4) == 0;
        String level = fails ? "ERROR" : chance.nextInt(200) == 0 ? "WARN" : "INFO";
        String message = fails
                ? "Cannot take a connection from pool orders-db within " + (1000 + chance.nextInt(50)) + " ms"
                : level.equals("WARN")
                        ? "slow answer of " + SERVICES[chance.nextInt(SERVICES.length)] + " after " + chance.nextInt(900) + " ms"
                        : message(chance);
        String trace = Long.toHexString(chance.nextLong());
        return switch (format) {
            case "text" -> at + " " + level + " [" + service + "-worker-" + chance.nextInt(16) + "] com.example." + service + ".Handler - "
                    + message + (fails ? "\n" + stackTrace() : "") + "\n";
            case "logfmt" -> "time=" + at + " level=" + level + " service=" + service + " trace_id=" + trace + " msg=\"" + message + "\"\n";
            default ->
                "{\"timestamp\":\"" + at + "\",\"service\":\"" + service + "\",\"severity_text\":\"" + level + "\",\"msg\":\"" + message
                        + "\",\"trace_id\":\"" + trace + "\"}\n";
        };
    }

    private static String message(SplittableRandom chance) {
        int number = chance.nextInt(100_000);
        return switch (chance.nextInt(8)) {
            case 0 -> "GET /api/items/" + number + " answered 200 in " + chance.nextInt(300) + " ms";
            case 1 -> "user u" + number + "@example.org signed in from 203.0.113." + chance.nextInt(255);
            case 2 -> "cache hit for key item:" + number;
            case 3 -> "order " + number + " was stored, total " + chance.nextInt(900) + "." + (10 + chance.nextInt(89)) + " EUR";
            case 4 -> "connected with password=s3cr3t-" + number + " to db-" + chance.nextInt(4);
            case 5 -> "released lock orders/" + number + " after " + chance.nextInt(40) + " ms";
            case 6 -> "job " + Long.toHexString(chance.nextLong()) + " finished";
            default -> "published event OrderPlaced for " + number + " to partition " + chance.nextInt(12);
        };
    }

    private static String stackTrace() {
        return """
                java.sql.SQLTransientConnectionException: orders-db - Connection is not available
                \tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)
                \tat com.example.orders.Store.connection(Store.java:41)
                \tat com.example.orders.Store.save(Store.java:77)
                Caused by: java.net.SocketTimeoutException: connect timed out
                \tat java.base/java.net.Socket.connect(Socket.java:751)
                \t... 12 more""";
    }
}
