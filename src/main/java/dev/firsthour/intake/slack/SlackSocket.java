package dev.firsthour.intake.slack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.handshake.ServerHandshake;

import dev.firsthour.network.Addresses;

/// One connection of socket mode: at the address that Slack gave out for it and nowhere else, with messages of a bounded size. One that nothing comes
/// from any more is noticed by its missing answers to pings.
final class SlackSocket extends WebSocketClient {

    /// Far above what an event of Slack holds.
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final int LOST_AFTER_SECONDS = 20;
    private static final int LONGEST_REASON = 120;

    private final BiConsumer<SlackSocket, Heard.Enveloped> taker;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final CompletableFuture<Void> greeted = new CompletableFuture<>();
    private volatile String trouble = "";

    /// @param names looks the address's host up, guarded
    /// @param taker is handed what comes, and must not wait: while it does, nothing else is read
    SlackSocket(URI address, Addresses names, Duration connect, BiConsumer<SlackSocket, Heard.Enveloped> taker) {
        super(address, new Draft_6455(List.of(), MOST_BYTES), Map.of("User-Agent", "Firsthour"), (int) connect.toMillis());
        this.taker = taker;
        setDnsResolver(asked -> first(names, asked));
        setDaemon(true);
        setConnectionLostTimeout(LOST_AFTER_SECONDS);
    }

    private static InetAddress first(Addresses names, URI asked) throws UnknownHostException {
        InetAddress[] all = names.resolve(asked.getHost());
        if (all.length == 0) throw new UnknownHostException(asked.getHost());
        return all[0];
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
        // Slack's own greeting follows, and is what counts.
    }

    @Override
    public void onMessage(String text) {
        switch (Heard.of(text)) {
            case Heard.Hello() -> greeted.complete(null);
            case Heard.Enveloped enveloped -> taker.accept(this, enveloped);
            case Heard.Disconnect(var reason) -> ending.complete(new Ending.Announced(reason));
            case Heard.Other() -> {
            }
        }
    }

    @Override
    public void onError(Exception cause) {
        // An address never stands in the messages of these: it holds the ticket.
        trouble = cause instanceof IOException && cause.getMessage() != null
                ? cause.getClass().getSimpleName() + ": " + cause.getMessage()
                : cause.getClass().getSimpleName();
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
        String said = reason == null || reason.isBlank() ? trouble : reason;
        String clean = said.codePoints().filter(sign -> !Character.isISOControl(sign)).limit(LONGEST_REASON)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        ending.complete(new Ending.Closed("the connection was closed (" + code + (clean.isBlank() ? "" : ", " + clean) + ")"));
    }

    /// Waits until Slack has said hello.
    ///
    /// @return whether it has, in time
    boolean greeted(Duration limit) throws InterruptedException {
        try {
            CompletableFuture.anyOf(greeted, ending).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("neither ever fails", impossible);
        }
        return greeted.isDone();
    }

    /// Waits until it ends, or is about to.
    Ending ending() throws InterruptedException {
        try {
            return ending.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("it never fails", impossible);
        }
    }

    /// Why it ended; empty while it has not.
    String why() {
        return switch (ending.getNow(null)) {
            case null -> "";
            case Ending.Closed(var why) -> why;
            case Ending.Announced(var reason) -> "Slack ended the connection: " + reason;
        };
    }

    /// Whether messages come over it.
    boolean isListening() {
        return isOpen() && greeted.isDone();
    }

    /// Sends a message.
    ///
    /// @return whether it went out; if not, the connection is closed
    boolean say(String message) {
        try {
            send(message);
            return true;
        } catch (WebsocketNotConnectedException _) {
            return false;
        }
    }
}
