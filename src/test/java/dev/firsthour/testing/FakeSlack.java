package dev.firsthour.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;

/// The server's side of Slack's socket mode on loopback, as its documentation gives it: the method `apps.connections.open`, which gives out an address for
/// each connection, and the WebSocket at that address, which says hello, sends envelopes and hears acknowledgements.
public final class FakeSlack implements AutoCloseable {

    private static final int TICKET_DIGITS = 8;

    private final Tomcat tomcat = new Tomcat();
    private final List<Session> connections = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private volatile boolean greeting = true;
    private volatile @Nullable String accepted;
    private volatile String otherwise = "invalid_auth";

    private record Reply(int status, String body, @Nullable String retryAfter) {}

    private FakeSlack() {}

    public static FakeSlack start() {
        FakeSlack slack = new FakeSlack();
        try {
            slack.listen();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (LifecycleException cause) {
            throw new IllegalStateException(cause);
        }
        return slack;
    }

    private void listen() throws IOException, LifecycleException {
        tomcat.setBaseDir(Files.createTempDirectory("fake-slack").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer((_, servlets) -> {
            try {
                ((ServerContainer) servlets.getAttribute(ServerContainer.class.getName()))
                        .addEndpoint(ServerEndpointConfig.Builder.create(Link.class, "/link")
                                .configurator(new ServerEndpointConfig.Configurator() {
                                    @Override
                                    public <T> T getEndpointInstance(Class<T> type) {
                                        return type.cast(new Link());
                                    }
                                }).build());
            } catch (DeploymentException impossible) {
                throw new IllegalStateException(impossible);
            }
        }, Set.of());
        Tomcat.addServlet(context, "api", new Api());
        context.addServletMapping("/", "api");
        tomcat.start();
    }

    /// Where its Web API is.
    public URI url() {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/api");
    }

    /// The next call of `apps.connections.open` is answered so.
    public void answersOnce(int status, String body, @Nullable String retryAfter) {
        replies.add(new Reply(status, body, retryAfter));
    }

    /// From here on it gives out addresses for that token alone, and answers others with an error.
    public void accepts(String token, String error) {
        otherwise = error;
        accepted = token;
    }

    /// From here on it says hello to nobody.
    public void saysNothing() {
        greeting = false;
    }

    /// The credentials that addresses were asked for with, in order.
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /// All connections that there ever were, in order.
    public List<Session> connections() {
        return List.copyOf(connections);
    }

    /// All that clients said, in order.
    public List<String> heard() {
        return List.copyOf(heard);
    }

    /// Says something over one connection, counted from 0.
    public void says(int connection, String text) {
        try {
            connections.get(connection).getBasicRemote().sendText(text);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /// An event, a command or a press in its envelope.
    public void sends(int connection, String type, String envelope, String payload, boolean answerable) {
        says(connection, "{\"type\": \"" + type + "\", \"envelope_id\": \"" + envelope + "\", \"accepts_response_payload\": " + answerable
                + ", \"payload\": " + payload + "}");
    }

    /// Announces that it will close a connection.
    public void disconnects(int connection, String reason) {
        says(connection, "{\"type\": \"disconnect\", \"reason\": \"" + reason + "\", \"debug_info\": {\"host\": \"wss-111.slack.com\"}}");
    }

    /// Closes a connection as the protocol wants it.
    public void closes(int connection) {
        try {
            connections.get(connection).close(new CloseReason(CloseReason.CloseCodes.GOING_AWAY, "bye"));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /// Every connection breaks without a word, as where a cable is cut.
    public void breaks() {
        try {
            tomcat.getConnector().stop();
            tomcat.getConnector().start();
        } catch (LifecycleException cause) {
            throw new IllegalStateException(cause);
        }
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException cause) {
            throw new IllegalStateException(cause);
        }
    }

    /// The WebSocket.
    final class Link extends Endpoint {

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, (MessageHandler.Whole<String>) heard::add);
            connections.add(session);
            if (greeting) {
                says(connections.indexOf(session),
                        "{\"type\": \"hello\", \"num_connections\": 1, \"connection_info\": {\"app_id\": \"A1234\"},"
                                + " \"debug_info\": {\"host\": \"applink-7fc4fdbb64-4x5xq\", \"approximate_connection_time\": 18060}}");
            }
        }
    }

    /// The Web API.
    final class Api extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (!request.getRequestURI().equals("/api/apps.connections.open")) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            String authorization = String.valueOf(request.getHeader("Authorization"));
            authorizations.add(authorization);
            Reply reply = replies.poll();
            if (accepted != null && !authorization.equals("Bearer " + accepted)) {
                reply = new Reply(200, "{\"ok\": false, \"error\": \"" + otherwise + "\"}", null);
            }
            if (reply == null) reply = new Reply(200, "{\"ok\": true, \"url\": \"" + ticket(request.getServerPort()) + "\"}", null);
            response.setStatus(reply.status());
            if (reply.retryAfter() != null) response.setHeader("Retry-After", reply.retryAfter());
            response.setContentType("application/json");
            response.getOutputStream().write(reply.body().getBytes(StandardCharsets.UTF_8));
        }

        private String ticket(int port) {
            return "ws://127.0.0.1:" + port + "/link?ticket=" + "7".repeat(TICKET_DIGITS) + "&app_id=A1234";
        }
    }
}
