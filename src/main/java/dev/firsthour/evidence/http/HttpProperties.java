package dev.firsthour.evidence.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Credential;
import dev.firsthour.evidence.HttpSettings;
import dev.firsthour.evidence.Placeholders;
import dev.firsthour.evidence.Placeholders.TimeForm;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// HTTP APIs that no adapter knows, by a name of one's own each.
///
/// @param apis each becomes a source called `http_` and its name
@ConfigurationProperties(HttpProperties.PREFIX)
record HttpProperties(@DefaultValue Map<String, Api> apis) {

    static final String PREFIX = "firsthour.evidence.http";

    HttpProperties {
        apis = Map.copyOf(apis);
        for (String name : apis.keySet()) {
            if (!name.matches("[a-z][a-z0-9]*")) {
                throw new IllegalArgumentException(PREFIX + ".apis: " + name + " is called by small letters and digits");
            }
        }
    }

    /// One API.
    ///
    /// @param url what every path is put behind
    /// @param token sent as bearer token; none by default
    /// @param tokenFile the file that holds it, read anew for each question
    /// @param headers sent with every request
    /// @param questions all that is ever asked
    /// @param pageUrl a page for people, which may hold `{service}`, `{from}` and `{to}`; none by default
    /// @param rows how many rows of one answer are read at most
    record Api(@Nullable URI url, @Nullable String token, @Nullable Path tokenFile, @DefaultValue Map<String, String> headers,
            @DefaultValue List<Question> questions, @Nullable String pageUrl, @DefaultValue("5000") int rows,
            @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout, @DefaultValue("15s") Duration deadline,
            @DefaultValue("8MB") DataSize maxAnswer) implements HttpSettings {

        Api {
            headers = Map.copyOf(headers);
            questions = List.copyOf(questions);
        }

        @Override
        public Credential credential() {
            return Credential.bearer(token, tokenFile);
        }

        /// Without the credentials: settings end up in logs.
        @Override
        public String toString() {
            return "Api[url=" + url + ", credential=" + credential() + ", headers=" + headers.keySet() + ", questions=" + questions + "]";
        }
    }

    /// What rows are.
    enum Kind {
        LOGS, NOTICES
    }

    /// One question. Where it names `{service}` it is asked once a service, else once.
    ///
    /// @param title what its answer is, for people: `events`
    /// @param path with its query, as in `/v1/events?service={service}&since={from}`
    /// @param body JSON, sent by POST; GET without
    /// @param times how `{from}` and `{to}` are written
    /// @param at JSON Pointer to the list of rows; empty where the answer is the list
    /// @param time JSON Pointer within a row to its time; rows without a time are read all the same
    /// @param text JSON Pointers within a row to what it says; the whole row where none is given
    /// @param level JSON Pointer within a row to its level
    /// @param service JSON Pointer within a row to whose it is; where it is given, rows of other services are left out
    /// @param kind `logs` or `notices`; notices need a time
    record Question(@Nullable String title, @Nullable String path, @Nullable String body, @DefaultValue("iso") TimeForm times,
            @DefaultValue("") String at, @Nullable String time, @DefaultValue List<String> text, @Nullable String level,
            @Nullable String service, @DefaultValue("logs") Kind kind) {

        Question {
            text = List.copyOf(text);
            if (path == null || !path.startsWith("/")) {
                throw new IllegalArgumentException("a question's path begins with a slash, not as " + path);
            }
            if (path.contains("#") || List.of(path.replaceFirst("\\?.*", "").split("/")).contains("..")) {
                throw new IllegalArgumentException("a question's path leads straight on, not as " + path);
            }
            Placeholders.check(path, "a question's path");
            try {
                URI.create("http://host" + path.replaceAll("[{}]", ""));
                if (body != null) JsonMapper.shared().readTree(body);
                JsonPointer.compile(at);
                for (String pointer : text) JsonPointer.compile(pointer);
                for (String pointer : new String[]{time, level, service}) {
                    if (pointer != null) JsonPointer.compile(pointer);
                }
            } catch (JacksonException broken) {
                throw new IllegalArgumentException("the body of the question " + path + " is no JSON: " + broken.getOriginalMessage(),
                        broken);
            }
            if (kind == Kind.NOTICES && time == null) {
                throw new IllegalArgumentException("the question " + path + " reads notices, which need a time: set its time");
            }
        }

        String name() {
            return title == null ? String.valueOf(path).replaceFirst("\\?.*", "") : title;
        }

        String address() {
            return String.valueOf(path);
        }

        @Nullable
        JsonNode template() {
            return body == null ? null : JsonMapper.shared().readTree(body);
        }

        boolean namesService() {
            return Placeholders.namesService(address()) || (body != null && Placeholders.namesService(body));
        }

        @Override
        public String toString() {
            return (body == null ? "GET " : "POST ") + path + " as " + kind.name().toLowerCase(Locale.ROOT);
        }
    }
}
