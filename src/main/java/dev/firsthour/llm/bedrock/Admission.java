package dev.firsthour.llm.bedrock;

import java.net.URI;
import java.util.Map;

/// What lets a request in.
@FunctionalInterface
interface Admission {

    /// The headers of a `POST` of this body, signature included.
    ///
    /// @throws NoCredentials if there is nothing to sign with
    Map<String, String> headers(URI address, String body);

    /// There is nothing to sign with.
    final class NoCredentials extends RuntimeException {

        private static final long serialVersionUID = 1;

        NoCredentials(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
