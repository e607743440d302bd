package dev.firsthour.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import dev.firsthour.Firsthour;
import dev.firsthour.access.ApiKeys;
import dev.firsthour.access.Role;
import dev.firsthour.incident.EventData;
import dev.firsthour.incident.EventType;
import dev.firsthour.incident.Ids;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Standing;
import dev.firsthour.incident.Status;
import dev.firsthour.timeline.NewEvent;
import dev.firsthour.timeline.Timeline;

/// How long pages and calls take where there are 10,000 incidents, one of them with a timeline of 5,000 entries. Starts a whole server on a
/// database of its own, fills it, and asks each address 200 times over one connection on loopback, after 50 times that do not count.
///
///     mvn -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=dev.firsthour.benchmark.PagesBenchmark
public final class PagesBenchmark {

    private static final int INCIDENTS = 10_000;
    private static final int ENTRIES = 5_000;
    private static final int WARM_UP = 50;
    private static final int COUNTED = 200;

    private PagesBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("firsthour-pages");
        try (var context = (ServletWebServerApplicationContext) SpringApplication.run(Firsthour.class, "--server.port=0",
                "--firsthour.data=" + data, "--firsthour.llm.kind=none")) {
            Timeline timeline = context.getBean(Timeline.class);
            String key = context.getBean(ApiKeys.class).issue("benchmark " + UUID.randomUUID(), Role.VIEWER).secret();
            IncidentId busy = fill(timeline);
            var server = context.getWebServer();
            if (server == null) throw new IllegalStateException("the server is not up");
            String base = "http://127.0.0.1:" + server.getPort();
            Map<String, String> asked = new LinkedHashMap<>();
            asked.put("list, first page", "/incidents");
            asked.put("list, searched", "/incidents?q=number+1234");
            asked.put("list, nothing found", "/incidents?q=nowhere-to-be-found");
            asked.put("incident of 5,000 entries", "/incidents/" + busy);
            asked.put("its earlier entries", "/incidents/" + busy + "/timeline?before=2500");
            asked.put("API: a page of incidents", "/api/v1/incidents?limit=50");
            asked.put("API: 1,000 entries", "/api/v1/incidents/" + busy + "/timeline?after=4000&limit=1000");
            asked.put("API: the chain checked", "/api/v1/incidents/" + busy + "/timeline/verify");
            System.out.printf("%-28s %8s %8s %8s%n", "milliseconds", "median", "p99", "worst");
            try (HttpClient client = HttpClient.newHttpClient()) {
                for (var each : asked.entrySet()) {
                    print(each.getKey(), measure(client, HttpRequest.newBuilder(URI.create(base + each.getValue()))
                            .header("Authorization", "Bearer " + key).header("Accept", "text/html, application/json").build()));
                }
            }
        }
    }

    private static IncidentId fill(Timeline timeline) {
        Ids ids = Ids.system();
        List<Severity> severities = List.of(Severity.values());
        IncidentId last = ids.incident();
        for (int i = 0; i < INCIDENTS; i++) {
            last = ids.incident();
            Instant now = Instant.now();
            Severity severity = severities.get(i % severities.size());
            String title = "incident number " + i + " of a service that answers slowly";
            timeline.open(
                    new Incident(last, title, "", severity, Status.OPEN, "service-" + i % 40, "production", "api", Map.of(), null, now, now,
                            now,
                            0, Standing.NONE),
                    new NewEvent(now, "api", EventType.INCIDENT_CREATED, title, new EventData.IncidentCreated("api", title,
                            severity, "service-" + i % 40, "production", now, Map.of(), List.of(), null, null, List.of())));
        }
        for (int i = 1; i < ENTRIES; i++) {
            String text = "comment " + i + " with some words in it, as people write them";
            timeline.append(last, new NewEvent(Instant.now(), "alice", EventType.COMMENT_ADDED, text, new EventData.CommentAdded(text)));
        }
        return last;
    }

    private static double[] measure(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        double[] millis = new double[COUNTED];
        for (int i = -WARM_UP; i < COUNTED; i++) {
            long before = System.nanoTime();
            int status = client.send(request, BodyHandlers.ofByteArray()).statusCode();
            if (status != 200) throw new IllegalStateException(request.uri() + " answered " + status);
            if (i >= 0) millis[i] = (System.nanoTime() - before) / 1e6;
        }
        Arrays.sort(millis);
        return millis;
    }

    private static void print(String what, double[] millis) {
        System.out.printf("%-28s %8.1f %8.1f %8.1f%n", what, millis[COUNTED / 2], millis[COUNTED * 99 / 100], millis[COUNTED - 1]);
    }
}
