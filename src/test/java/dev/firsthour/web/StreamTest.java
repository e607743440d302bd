package dev.firsthour.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import dev.firsthour.access.ApiKeys;
import dev.firsthour.access.Caller;
import dev.firsthour.access.Keyring;
import dev.firsthour.access.NewKey;
import dev.firsthour.access.Role;
import dev.firsthour.incident.ExecutionStatus;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.web.live.Streams;
import dev.firsthour.web.problem.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class StreamTest {

    private final House house = House.open();
    private final Story story = new Story(house.bean(Timeline.class));

    @Test
    void entriesComeNamedByTheirTypeWithTheirPositionAsId() {
        IncidentId id = story.open("stream", "checkout", Severity.LOW);
        try (Stream<String> lines = stream("/api/v1/incidents/" + id + "/stream", "")) {
            Iterator<String> line = lines.iterator();
            assertThat(until(line, "id:1")).contains("event:INCIDENT_CREATED");
            story.comment(id, "while you watch");
            assertThat(until(line, "id:2")).contains("event:COMMENT_ADDED")
                    .anySatisfy(data -> assertThat(data).contains("while you watch"));
        }
    }

    @Test
    void whoComesBackGetsWhatTheyMissedAndNothingTwice() {
        IncidentId id = story.open("stream", "checkout", Severity.LOW);
        for (int i = 2; i <= 240; i++) {
            story.comment(id, "comment " + i);
        }
        try (Stream<String> lines = stream("/api/v1/incidents/" + id + "/stream", "100")) {
            List<String> ids = until(lines.iterator(), "id:240").stream().filter(line -> line.startsWith("id:")).toList();

            assertThat(ids).hasSize(140).startsWith("id:101").endsWith("id:240").doesNotHaveDuplicates();
        }
    }

    @Test
    void aStreamWhereNothingHappensSaysThatItIsAlive() {
        IncidentId id = story.open("stream", "checkout", Severity.LOW);
        try (Stream<String> lines = stream("/api/v1/incidents/" + id + "/stream", "1")) {
            assertThat(until(lines.iterator(), ":alive")).contains(":open").noneMatch(line -> line.startsWith("event:"));
        }
    }

    @Test
    void hostileTextCannotForgeAnEvent() {
        String hostile = "x\r\nevent:FORGED\r\nid:99\r\n\r\rdata:forged\n\nevent:FORGED\n";
        IncidentId id = story.analysed(hostile, ExecutionStatus.COMPLETED);
        for (String path : List.of("/api/v1/incidents/" + id + "/stream", "/incidents/" + id + "/stream")) {
            try (Stream<String> lines = stream(path, "")) {
                assertThat(until(lines.iterator(), "id:5")).noneMatch(line -> line.startsWith("event:FORGED") || line.equals("id:99"));
            }
        }
    }

    @Test
    void theListHearsThatSomethingChanged() {
        try (Stream<String> lines = stream("/incidents/stream", "")) {
            Iterator<String> line = lines.iterator();
            until(line, "event:changed");
            story.open("news", "checkout", Severity.LOW);
            until(line, "event:changed");
        }
    }

    @Test
    void aReaderThatDoesNotReadHoldsNobodyUp() throws IOException {
        IncidentId id = story.open("slow", "checkout", Severity.LOW);
        String large = "x".repeat(9_000);
        for (int i = 0; i < 600; i++) {
            story.comment(id, large);
        }
        URI address = URI.create(house.address());
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.connect(new InetSocketAddress(address.getHost(), address.getPort()));
            deaf.getOutputStream().write(("GET /api/v1/incidents/" + id + "/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + house.key(Role.VIEWER) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));

            IncidentId other = story.open("quick", "checkout", Severity.LOW);
            try (Stream<String> lines = stream("/api/v1/incidents/" + other + "/stream", "")) {
                Iterator<String> line = lines.iterator();
                until(line, "id:1");
                story.comment(other, "still here");
                until(line, "id:2");
            }
        }
    }

    @Test
    void aStreamEndsOnceItsKeyIsRevoked() throws IOException, InterruptedException {
        IncidentId id = story.open("stream", "checkout", Severity.LOW);
        NewKey key = house.bean(ApiKeys.class).issue("a reader who leaves", Role.VIEWER);
        HttpResponse<Stream<String>> answer = house.client().send(house.get("/api/v1/incidents/" + id + "/stream")
                .header("Authorization", "Bearer " + key.secret()).request(), BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            Iterator<String> line = lines.iterator();
            until(line, "id:1");
            house.bean(Keyring.class).revoke(key.key().id());
            story.comment(id, "for those who may still read");

            while (line.hasNext()) {
                line.next();
            }
            // The stream ended by itself: the loop came to its end within the time limit.
            assertThat(house.get("/api/v1/incidents/" + id).header("Authorization", "Bearer " + key.secret()).send().status())
                    .isEqualTo(401);
        }
    }

    @Test
    void onlySoManyStreamsAreOpenAtOnce() {
        try (Streams streams = new Streams(house.bean(Timeline.class), house.bean(Archive.class), _ -> true, 2,
                Duration.ofHours(1), Duration.ofHours(1))) {
            Caller reader = new Caller("reader", Role.VIEWER, null);
            streams.changes(reader);
            SseEmitter second = streams.changes(reader);

            assertThat(second).isNotNull();
            assertThat(streams.count()).isEqualTo(2);
            assertThatThrownBy(() -> streams.changes(reader)).isInstanceOf(Refused.class).hasMessageContaining("max-streams");
        }
    }

    private Stream<String> stream(String path, String last) {
        House.Call call = house.get(path).as(Role.VIEWER);
        if (!last.isEmpty()) call.header("Last-Event-ID", last);
        try {
            HttpResponse<Stream<String>> answer = house.client().send(call.request(), BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            return answer.body();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /// The lines up to one, which is among them.
    private static List<String> until(Iterator<String> lines, String last) {
        List<String> read = new ArrayList<>();
        while (lines.hasNext()) {
            String line = lines.next();
            read.add(line);
            if (line.equals(last)) return read;
        }
        throw new AssertionError("the stream ended without " + last + ": " + read);
    }
}
