package dev.firsthour.testing;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/// A small real program with a real fault: a checkout that serves its own customers from a pool of ten connections. The new version keeps the
/// connection of every order whose coupon it cannot read, so that after some seconds the pool is empty and nobody is served.
///
/// It shows its metrics at `/metrics`, logs JSON lines to its output, and changes its version by `POST /version?1` and `?2`.
public final class Shop {

    private static final int CONNECTIONS = 10;
    private static final int CUSTOMERS = 6;
    private static final int THINKING_MILLIS = 60;
    private static final int QUERY_MILLIS = 5;
    private static final int PATIENCE_MILLIS = 150;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private volatile Semaphore pool = new Semaphore(CONNECTIONS);
    private volatile int version = 1;

    private Shop() {}

    /// @param arguments the port to listen at
    public static void main(String[] arguments) throws IOException {
        new Shop().open(Integer.parseInt(arguments[0]));
    }

    private void open(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/metrics", exchange -> answer(exchange, metrics()));
        server.createContext("/version", exchange -> {
            install(Integer.parseInt(exchange.getRequestURI().getQuery()));
            answer(exchange, "");
        });
        server.start();
        for (int i = 0; i < CUSTOMERS; i++) {
            Thread.ofVirtual().start(this::buyForEver);
        }
    }

    private void install(int wanted) {
        version = wanted;
        pool = new Semaphore(CONNECTIONS);
        log("INFO", "version " + wanted + " started, pool of " + CONNECTIONS + " connections opened");
    }

    private void buyForEver() {
        try {
            for (long order = 1;; order++) {
                TimeUnit.MILLISECONDS.sleep(THINKING_MILLIS);
                long begun = System.nanoTime();
                try {
                    order(order, ThreadLocalRandom.current().nextInt(4) == 0 ? "SPRING" : null);
                    served.incrementAndGet();
                } catch (IllegalStateException refused) {
                    failed.incrementAndGet();
                    log("ERROR", "order failed: " + refused.getMessage());
                }
                nanos.addAndGet(System.nanoTime() - begun);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void order(long order, @Nullable String coupon) throws InterruptedException {
        Semaphore connections = pool;
        if (!connections.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(
                    "connection pool exhausted: no free connection within " + PATIENCE_MILLIS + " ms (" + CONNECTIONS
                            + " of " + CONNECTIONS + " in use, " + connections.getQueueLength() + " waiting)");
        }
        TimeUnit.MILLISECONDS.sleep(QUERY_MILLIS);
        if (coupon != null && version == 2) {
            // The fault: the way out of here forgets the connection.
            log("WARN", "coupon " + coupon + " of order " + order + " cannot be read, order goes on without it");
            return;
        }
        connections.release();
        log("INFO", "order " + order + " placed" + (coupon == null ? "" : " with coupon " + coupon));
    }

    private String metrics() {
        long all = served.get() + failed.get();
        return """
                # TYPE http_requests_total counter
                http_requests_total{status="200"} %d
                http_requests_total{status="503"} %d
                # TYPE http_request_duration_seconds summary
                http_request_duration_seconds_count %d
                http_request_duration_seconds_sum %f
                # TYPE db_pool_connections_active gauge
                db_pool_connections_active %d
                # TYPE db_pool_connections_max gauge
                db_pool_connections_max %d
                """.formatted(served.get(), failed.get(), all, nanos.get() / 1e9, CONNECTIONS - pool.availablePermits(), CONNECTIONS);
    }

    private void log(String level, String message) {
        out.println(
                "{\"@timestamp\":\"%s\",\"log.level\":\"%s\",\"service.name\":\"checkout\",\"service.version\":\"%d\",\"message\":\"%s\"}"
                        .formatted(Instant.now(), level, version, message));
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
