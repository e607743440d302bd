package dev.firsthour.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.json.JsonMapper;

/// An OpenAI-compatible endpoint on loopback whose answers a test or a benchmark writes, over real HTTP.
public final class ChatEndpoint implements AutoCloseable {

    private final HttpServer server;
    private final UnaryOperator<String> answer;
    private final CountDownLatch gate;
    private final AtomicInteger asked = new AtomicInteger();

    /// @param gate answers wait until it opens
    /// @param answer from the request's body to the model's text
    public ChatEndpoint(CountDownLatch gate, UnaryOperator<String> answer) {
        this.gate = gate;
        this.answer = answer;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.incrementAndGet();
            gate.await();
            byte[] body = JsonMapper.shared()
                    .writeValueAsBytes(Map.of("id", "chat-1", "object", "chat.completion", "created", 1, "model", "scripted",
                            "choices", List.of(Map.of("index", 0, "finish_reason", "stop", "message",
                                    Map.of("role", "assistant", "content", answer.apply(request)))),
                            "usage", Map.of("prompt_tokens", 10, "completion_tokens", 10, "total_tokens", 20)));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /// How many questions have come in.
    public int asked() {
        return asked.get();
    }

    /// The base address, as `firsthour.llm.base-url` takes it.
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
