package dev.firsthour.intake.cloudwatch;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Calls SNS.
interface Amazon {

    /// What came back.
    ///
    /// @param body at most 64 KiB of it, as text
    record Answer(int status, String body) {}

    /// @throws IOException if there was no answer
    Answer get(AmazonAddress address) throws IOException;

    /// The real one: it follows no redirect, since that would lead away from the host that was checked.
    static Amazon overHttp() {
        return new OverHttp(HttpClient.newBuilder().connectTimeout(OverHttp.CONNECT).followRedirects(HttpClient.Redirect.NEVER).build());
    }

    /// @param client follows no redirects
    record OverHttp(HttpClient client) implements Amazon {

        private static final Duration CONNECT = Duration.ofSeconds(3);
        private static final Duration READ = Duration.ofSeconds(10);
        private static final int MOST = 64 * 1024;

        @Override
        public Answer get(AmazonAddress address) throws IOException {
            try {
                HttpResponse<InputStream> response = client.send(HttpRequest.newBuilder(address.uri()).timeout(READ).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    return new Answer(response.statusCode(), new String(body.readNBytes(MOST), StandardCharsets.UTF_8));
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupted);
            }
        }
    }
}
