package dev.firsthour.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

import dev.firsthour.access.Role;
import dev.firsthour.incident.Severity;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.web.problem.Problem;
import dev.firsthour.web.problem.Problems;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

class ErrorsTest {

    private static final String NOBODY = "01a208b8-e720-7c19-af2e-4147c6bd06ac";

    private final House house = House.open();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/incidents?severity=urgent            | 400 | severity    | urgent    | use one of critical, high, medium, low, info
            /api/v1/incidents?status=gone                | 400 | status      | gone      | use one of open, acknowledged, mitigated, resolved
            /api/v1/incidents?limit=abc                  | 400 | limit       | abc       | send a whole number
            /api/v1/incidents?limit=0                    | 400 | limit       | 0         | from 1 to 200
            /api/v1/incidents?needs_review=perhaps       | 400 | needs_review| perhaps   | true or false
            /api/v1/incidents?sttaus=open                | 400 | sttaus      | open      | use one of status
            /api/v1/incidents?cursor=x                   | 400 | cursor      | x         | next_cursor
            /api/v1/incidents/x                          | 400 | id          | x         | copy it whole
            /api/v1/incidents/NOBODY                     | 404 | id          |           | copy its id from the list
            /api/v1/incidents/NOBODY/analysis            | 404 | id          |           | copy its id from the list
            /api/v1/incidents/NOBODY/analyses            | 404 | id          |           | copy its id from the list
            /api/v1/incidents/NOBODY/timeline            | 404 | id          |           | copy its id from the list
            /api/v1/incidents/NOBODY/timeline/verify     | 404 | id          |           | copy its id from the list
            /api/v1/incidents/NOBODY/stream              | 404 | id          |           | copy its id from the list
            /api/v1/incidents/NOBODY/evidence            | 404 | id          |           | copy its id from the list
            /api/v1/incidents/NOBODY/evidence/E1         | 404 | id          |           | copy its id from the list
            /api/v1/incidents/NOBODY/exchanges           | 404 | id          |           | copy its id from the list
            /api/v1/incidents/SOME/analysis              | 404 | id          | SOME      | ask with POST
            /api/v1/incidents/SOME/evidence/E1           | 404 | evidence_id | E1        | look at
            /api/v1/incidents/SOME/evidence/7            | 400 | evidence_id | 7         | as in E7
            /api/v1/incidents/SOME/timeline?after=-1     | 400 | after       | -1        | position
            /api/v1/incidents/SOME/timeline?limit=9999   | 400 | limit       | 9999      | from 1 to 1000
            /api/v1/incidents/SOME/stream?after=x        | 400 | after       | x         | whole number
            /api/v1/nothing                              | 404 | path        | /api/v1/nothing | /v3/api-docs
            """)
    void aWrongQuestionIsToldWhatIsWrongAndWhatToDo(String path, int status, String field, String value, String remedy) {
        String some = new Story(house.bean(Timeline.class)).open("errors", "checkout", Severity.LOW).toString();
        House.Answer answer = house.get(path.replace("NOBODY", NOBODY).replace("SOME", some)).as(Role.VIEWER).send();

        JsonNode problem = problem(answer, status);
        assertThat(problem.path("field").asString("")).isEqualTo(field);
        assertThat(problem.path("value").asString("")).isEqualTo(value == null ? "" : value.replace("SOME", some));
        assertThat(problem.path("detail").asString()).contains(remedy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"name": "a", "role": }                | malformed-json |      | line 1, column 23
            {"name": "a"                           | malformed-json |      | line 1, column 13
            {"name": "a", "name": "b"}             | malformed-json |      | name
            {"name": "a", "role": "viewer"} x      | malformed-json |      | line 1
            {"name": "a", "rolle": "viewer"}       | invalid-value  | rolle| use one of name, role
            {"name": 5, "role": "viewer"}          | invalid-value  | name | send a text
            {"name": ["a"], "role": "viewer"}      | invalid-value  | name | send a text
            {"name": "a", "role": "boss"}          | invalid-value  | role | viewer, responder, admin or webhook
            {"name": "a"}                          | invalid-value  | role | missing
            {"name": " ", "role": "viewer"}        | invalid-value  | name | not empty
            []                                     | invalid-value  |      | send an object
            "a"                                    | invalid-value  |      | send an object
            """)
    void aWrongBodyIsToldWhereAndWhatToDo(String body, String type, String field, String word) {
        JsonNode problem = problem(house.post("/api/v1/keys", body).as(Role.ADMIN).send(), 400);

        assertThat(problem.path("type").asString()).endsWith(type);
        assertThat(problem.path("field").asString("")).isEqualTo(field == null ? "" : field);
        assertThat(problem.path("detail").asString()).contains(word).doesNotContain("Exception", "dev.firsthour", "tools.jackson",
                "StreamReadFeature");
    }

    @Test
    void everyFlawOfAReportIsNamedAtOnce() {
        JsonNode problem = problem(house.post("/api/v1/incidents", """
                {"severity": "urgent", "started_at": "2199-01-01T00:00:00Z"}""").as(Role.RESPONDER).send(), 400);

        assertThat(problem.path("errors").findValuesAsString("field")).contains("title", "severity", "started_at");
        assertThat(problem.path("errors").get(0).path("remedy").asString()).isNotEmpty();
    }

    @Test
    void nothingIsReadFromAnEmptyBodyOrOfAnotherType() {
        assertThat(problem(house.call("POST", "/api/v1/incidents", BodyPublishers.noBody()).header("Content-Type", "application/json")
                .as(Role.RESPONDER).send(), 400).path("detail").asString()).contains("body is missing");
        assertThat(problem(house.call("POST", "/api/v1/incidents", BodyPublishers.ofString("title=x"))
                .header("Content-Type", "application/x-www-form-urlencoded").as(Role.RESPONDER).send(), 415).path("detail").asString())
                .contains("send Content-Type: application/json");
    }

    @Test
    void aMethodThatIsNotAllowedIsToldWhichAre() {
        House.Answer answer = house.call("PUT", "/api/v1/incidents/" + NOBODY, BodyPublishers.noBody()).as(Role.ADMIN).send();

        assertThat(problem(answer, 405).path("detail").asString()).contains("use GET");
        assertThat(answer.header("Allow")).isEqualTo("GET");
    }

    @Test
    void aFormThatIsNotToBeHadIsSaidSo() {
        assertThat(problem(house.get("/api/v1/incidents").header("Accept", "application/xml").as(Role.VIEWER).send(), 406).path("detail")
                .asString())
                .contains("application/json");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWhetherItSaysSoOrNot() {
        byte[] large = new byte[9 * 1024 * 1024];
        House.Answer announced = house.call("POST", "/api/v1/incidents", BodyPublishers.ofByteArray(large))
                .header("Content-Type", "application/json").as(Role.RESPONDER).send();
        House.Answer chunked = house
                .call("POST", "/api/v1/webhooks/alertmanager", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .header("Content-Type", "application/json").as(Role.WEBHOOK).send();

        assertThat(problem(announced, 413).path("detail").asString()).contains("8388608", "firsthour.web.max-body");
        assertThat(problem(chunked, 413).path("detail").asString()).contains("8388608");
    }

    @Test
    void whoIsNotKnownIsToldHowToBecomeKnown() {
        House.Answer nobody = house.get("/api/v1/incidents").send();
        House.Answer wrong = house.get("/api/v1/incidents").header("Authorization", "Bearer fh_" + "x".repeat(43)).send();

        assertThat(problem(nobody, 401).path("detail").asString()).contains("Authorization: Bearer");
        assertThat(problem(wrong, 401).path("detail").asString()).contains("unknown or was revoked");
        assertThat(nobody.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void whatTomcatItselfRefusesIsAProblemToo() throws IOException {
        String answer = raw("GET /api/v1/incidents/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json").contains("\"status\":400")
                .doesNotContain("Tomcat", "<html");
    }

    @Test
    void aPathWithTricksInItIsAProblem() throws IOException {
        for (String path : new String[]{"/api//v1/incidents", "/api/v1/..;/x", "/api/v1/incidents;x=1", "/api/v1/%2e%2e/x",
                "/api/v1/%00"}) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).as(path).matches("(?s)HTTP/1.1 4\\d\\d.*")
                    .contains("application/problem+json").doesNotContain("Exception");
        }
    }

    @Test
    void aPersonIsShownAPageAndNotJson() {
        House.Answer missing = house.get("/incidents/" + NOBODY).header("Accept", "text/html").as(Role.VIEWER).send();
        House.Answer nothing = house.get("/nothing").header("Accept", "text/html").as(Role.VIEWER).send();

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.header("Content-Type")).startsWith("text/html");
        assertThat(missing.body()).contains("There is no such thing", "copy its id from the list");
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.body()).contains("there is nothing at GET /nothing");
    }

    @Test
    void aDatabaseThatIsAwayMeansComeBackSoon() {
        for (RuntimeException away : new RuntimeException[]{new DataAccessResourceFailureException("x"),
                new CannotGetJdbcConnectionException("x"),
                new CannotCreateTransactionException("x"), new IllegalStateException(new SQLException("terminated", "57P01"))}) {
            Problem problem = Problems.of(away, "POST", "/api/v1/incidents");

            assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
            assertThat(problem.headers()).containsEntry("Retry-After", "2");
        }
    }

    @Test
    void whatBreaksHereSaysNothingOfItsInside() {
        Problem problem = Problems.of(new IllegalStateException("secret of dev.firsthour"), "GET", "/api/v1/incidents");

        assertThat(problem.status()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
        assertThat(problem.detail()).doesNotContain("secret", "dev.firsthour", "Exception");
    }

    private String raw(String request) throws IOException {
        URI address = URI.create(house.address());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode problem(House.Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asString()).startsWith("urn:firsthour:problem:");
        assertThat(problem.path("detail").asString()).isNotEmpty();
        return problem;
    }
}
