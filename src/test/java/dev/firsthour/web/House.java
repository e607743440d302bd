package dev.firsthour.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import dev.firsthour.Firsthour;
import dev.firsthour.access.ApiKeys;
import dev.firsthour.access.Role;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole server on a real PostgreSQL, started once for all tests of the web, with a key for each role.
public final class House {

    private static @Nullable House shared;

    private final ServletWebServerApplicationContext context;
    private final HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final Map<Role, String> keys = new EnumMap<>(Role.class);

    private House(ServletWebServerApplicationContext context) {
        this.context = context;
        for (Role role : Role.values()) {
            keys.put(role, bean(ApiKeys.class).issue("test " + role.word(), role).secret());
        }
    }

    /// The one house. It ends with the tests' JVM.
    public static synchronized House open() {
        // Tests share the house, and their alerts belong together by nothing but their senders' keys.
        if (shared == null) shared = started("--firsthour.intake.grouping.window=0s", "--firsthour.intake.grouping.flapping=0s");
        return shared;
    }

    /// A house of one's own, with settings as `--firsthour.some=value`; whoever opens it closes it.
    static House with(String... settings) {
        return started(settings);
    }

    void close() {
        context.close();
    }

    private static House started(String... settings) {
        try {
            Path data = Files.createTempDirectory("firsthour-house");
            // For the tests of what incidents remind of.
            Path runbooks = Files.createDirectory(data.resolve("runbooks"));
            Files.writeString(runbooks.resolve("quokka.md"), """
                    ---
                    title: Quokka feeding
                    services: [quokka-feeder]
                    ---
                    ## The <b>hopper</b> is jammed
                    Open the marsupial hopper. The password: hunter2-Xk93qLm opens it.
                    """);
            SpringApplication application = new SpringApplication(Firsthour.class);
            // Tests share the house, and their alerts belong together by nothing but their senders' keys.
            String[] apart = {"--firsthour.intake.grouping.window=0s", "--firsthour.intake.grouping.flapping=0s"};
            return new House((ServletWebServerApplicationContext) application.run(settings(settings.length == 0 ? apart : settings,
                    "--server.port=0", "--server.address=127.0.0.1", "--firsthour.data=" + data, "--firsthour.knowledge.folder=" + runbooks,
                    "--firsthour.knowledge.page-url=https://git.example.org/runbooks/blob/main", "--firsthour.llm.kind=none",
                    "--firsthour.access.key-memory=0s", "--firsthour.web.stream-poll=50ms", "--firsthour.web.stream-heartbeat=500ms",
                    "--firsthour.web.max-streams=64", "--firsthour.intake.github.secrets=the old one,the new one",
                    "--firsthour.intake.azure.secrets=azures", "--firsthour.intake.googlecloud.secrets=googles",
                    "--firsthour.intake.services.Checkout-Service=checkout")));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    // A setting that is given twice would be a list of both.
    private static String[] settings(String[] more, String... common) {
        Set<String> given = Arrays.stream(more).map(House::name).collect(Collectors.toSet());
        return Stream.concat(Arrays.stream(common).filter(setting -> !given.contains(name(setting))), Arrays.stream(more))
                .toArray(String[]::new);
    }

    private static String name(String setting) {
        return setting.substring(0, setting.indexOf('='));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ServletWebServerApplicationContext context() {
        return context;
    }

    String address() {
        var server = context.getWebServer();
        if (server == null) throw new IllegalStateException("the server is not up");
        return "http://127.0.0.1:" + server.getPort();
    }

    String key(Role role) {
        String key = keys.get(role);
        if (key == null) throw new IllegalStateException("no key for " + role);
        return key;
    }

    Call get(String path) {
        return new Call("GET", path, BodyPublishers.noBody());
    }

    Call post(String path) {
        return new Call("POST", path, BodyPublishers.noBody());
    }

    Call post(String path, String json) {
        return new Call("POST", path, BodyPublishers.ofString(json)).header("Content-Type", "application/json");
    }

    /// A form as a page sends it.
    Call form(String path, String fields) {
        return new Call("POST", path, BodyPublishers.ofString(fields)).header("Content-Type", "application/x-www-form-urlencoded");
    }

    Call call(String method, String path, BodyPublisher body) {
        return new Call(method, path, body);
    }

    HttpClient client() {
        return client;
    }

    /// One request in the making.
    final class Call {

        private final String method;
        private final String path;
        private final BodyPublisher body;
        private final List<String> headers = new ArrayList<>();

        private Call(String method, String path, BodyPublisher body) {
            this.method = method;
            this.path = path;
            this.body = body;
        }

        Call as(Role role) {
            return header("Authorization", "Bearer " + key(role));
        }

        Call header(String name, String value) {
            headers.add(name);
            headers.add(value);
            return this;
        }

        HttpRequest request() {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path)).timeout(Duration.ofSeconds(20))
                    .method(method, body);
            if (!headers.isEmpty()) request.headers(headers.toArray(String[]::new));
            return request.build();
        }

        Answer send() {
            try {
                return new Answer(client.send(request(), BodyHandlers.ofString()));
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    /// What came back.
    record Answer(HttpResponse<String> response) {

        private static final JsonMapper JSON = new JsonMapper();

        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        JsonNode json() {
            return JSON.readTree(body());
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /// The value of a cookie that the answer sets; empty if it sets none of that name.
        String cookie(String name) {
            return response.headers().allValues("Set-Cookie").stream().filter(cookie -> cookie.startsWith(name + "="))
                    .map(cookie -> cookie.substring(name.length() + 1).split(";", 2)[0]).findFirst().orElse("");
        }
    }
}
