package dev.firsthour.llm.vertex;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;

import dev.firsthour.llm.LlmProperties;
import dev.firsthour.llm.Wire;

/// Tokens by Google's own library, which knows service accounts, workload identity and the metadata of Google's machines, and fetches a new token before one
/// runs out.
final class ServiceAccount implements Admission {

    private static final List<String> SCOPES = List.of("https://www.googleapis.com/auth/cloud-platform");

    private final GoogleCredentials credentials;

    private ServiceAccount(GoogleCredentials credentials) {
        this.credentials = credentials;
    }

    /// @throws IllegalArgumentException if there are no credentials, or their file cannot be read
    static ServiceAccount of(LlmProperties.Google google) {
        HttpTransport transport = new NetHttpTransport.Builder().setConnectionFactory(ServiceAccount::connect).build();
        String file = google.credentials();
        try {
            if (file != null) {
                try (InputStream key = Files.newInputStream(Path.of(file))) {
                    return new ServiceAccount(GoogleCredentials.fromStream(key, () -> transport).createScoped(SCOPES));
                }
            }
            return new ServiceAccount(GoogleCredentials.getApplicationDefault(() -> transport).createScoped(SCOPES));
        } catch (IOException cause) {
            throw new IllegalArgumentException("firsthour.llm.google.credentials " + (file == null
                    ? "is missing, and there are no application default credentials"
                    : file + " cannot be read as a service account's key") + ": " + cause.getMessage(), cause);
        }
    }

    @Override
    public Map<String, String> headers() throws IOException {
        var headers = new HashMap<String, String>();
        credentials.getRequestMetadata().forEach((name, values) -> headers.put(name, values.getFirst()));
        return headers;
    }

    @Override
    public @Nullable String project() {
        return credentials instanceof ServiceAccountCredentials account ? account.getProjectId() : credentials.getQuotaProjectId();
    }

    // Google's library sets its own limits of time, 20 seconds each.
    private static HttpURLConnection connect(URL url) throws IOException {
        URI address = URI.create(url.toString());
        if (Wire.isLoopbackOnly() && !Wire.isLoopback(address)) {
            throw new IOException(address.getHost() + " is not on this machine, and firsthour.llm.loopback-only forbids to leave it");
        }
        return (HttpURLConnection) url.openConnection();
    }
}
