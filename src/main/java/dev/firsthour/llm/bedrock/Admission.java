package dev.firsthour.llm.bedrock;

import java.net.URI;
import java.util.Map;

import dev.firsthour.aws.NoCredentials;

/// What lets a request in.
@FunctionalInterface
interface Admission {

    /// The headers of a `POST` of this body, signature included.
    ///
    /// @throws NoCredentials if there is nothing to sign with
    Map<String, String> headers(URI address, String body) throws NoCredentials;
}
