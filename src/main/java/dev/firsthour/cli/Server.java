package dev.firsthour.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import dev.firsthour.database.DatabaseUnavailable;

/// The server within this process.
final class Server implements AutoCloseable {

    private static @Nullable Class<?> application;

    private final ConfigurableApplicationContext context;

    private Server(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static void application(Class<?> main) {
        application = main;
    }

    /// Starts the server with these settings, each as `--name=value`.
    ///
    /// @throws DatabaseUnavailable if its database does not start or cannot be reached
    /// @throws IllegalArgumentException if its port is taken
    static Server start(List<String> settings) {
        if (application == null) throw new IllegalStateException("Terminal.run names the application first");
        try {
            return new Server(new SpringApplication(application).run(new ArrayList<>(settings).toArray(String[]::new)));
        } catch (PortInUseException taken) {
            throw new IllegalArgumentException(
                    "port " + taken.getPort() + " is taken: stop what listens there, or choose another with --server.port="
                            + (taken.getPort() + 1),
                    taken);
        } catch (BeanCreationException failed) {
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                if (cause instanceof DatabaseUnavailable unavailable) throw unavailable;
                if (cause instanceof IllegalArgumentException wrongSetting && cause.getCause() == null) throw wrongSetting;
            }
            throw failed;
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /// Where a browser on this machine finds it.
    String address() {
        int port = Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer()).getPort();
        return "http://localhost:" + port;
    }

    /// Waits until the process is told to end. The context closes itself then.
    void await() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
