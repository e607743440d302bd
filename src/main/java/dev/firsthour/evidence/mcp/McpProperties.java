package dev.firsthour.evidence.mcp;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Credential;
import dev.firsthour.evidence.HttpSettings;
import dev.firsthour.evidence.Placeholders.TimeForm;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Servers that speak the Model Context Protocol over streamable HTTP, by a name of one's own each.
///
/// @param servers each becomes a source called `mcp_` and its name
@ConfigurationProperties(McpProperties.PREFIX)
record McpProperties(@DefaultValue Map<String, Server> servers) {

    static final String PREFIX = "firsthour.evidence.mcp";

    McpProperties {
        servers = Map.copyOf(servers);
        for (String name : servers.keySet()) {
            if (!name.matches("[a-z][a-z0-9]*")) {
                throw new IllegalArgumentException(PREFIX + ".servers: " + name + " is called by small letters and digits");
            }
        }
    }

    /// One server.
    ///
    /// @param url its endpoint, as in `https://mcp.example.org/mcp`
    /// @param token sent as bearer token; none by default
    /// @param tokenFile the file that holds it, read anew for each question
    /// @param headers sent with every request
    /// @param tools all that are ever called
    /// @param lines how many lines of one answer are read at most
    record Server(@Nullable URI url, @Nullable String token, @Nullable Path tokenFile, @DefaultValue Map<String, String> headers,
            @DefaultValue List<AllowedTool> tools, @DefaultValue("2000") int lines, @DefaultValue("2s") Duration connectTimeout,
            @DefaultValue("10s") Duration readTimeout, @DefaultValue("15s") Duration deadline,
            @DefaultValue("4MB") DataSize maxAnswer) implements HttpSettings {

        Server {
            headers = Map.copyOf(headers);
            tools = List.copyOf(tools);
        }

        @Override
        public Credential credential() {
            return Credential.bearer(token, tokenFile);
        }

        /// Without the credentials: settings end up in logs.
        @Override
        public String toString() {
            return "Server[url=" + url + ", credential=" + credential() + ", headers=" + headers.keySet() + ", tools=" + tools + "]";
        }
    }

    /// A tool that may be called, by somebody who knows that it only reads. Where its arguments name `{service}` it is called once a service, else once.
    ///
    /// @param name as the server spells it
    /// @param arguments a JSON object, in whose strings `{service}`, `{from}` and `{to}` are filled in
    /// @param times how times are written
    record AllowedTool(@Nullable String name, @DefaultValue("{}") String arguments, @DefaultValue("iso") TimeForm times) {

        AllowedTool {
            if (name == null || name.isBlank()) throw new IllegalArgumentException("a tool of " + PREFIX + " has no name");
            try {
                if (!JsonMapper.shared().readTree(arguments).isObject())
                    throw new IllegalArgumentException("arguments of " + name + " are a JSON object");
            } catch (JacksonException broken) {
                throw new IllegalArgumentException("arguments of " + name + " are no JSON: " + broken.getOriginalMessage(), broken);
            }
        }

        String word() {
            return String.valueOf(name);
        }

        JsonNode template() {
            return JsonMapper.shared().readTree(arguments);
        }
    }
}
