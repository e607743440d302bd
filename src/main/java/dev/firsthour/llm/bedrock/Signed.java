package dev.firsthour.llm.bedrock;

import java.net.URI;
import java.util.Map;

import dev.firsthour.aws.AwsSignature;
import dev.firsthour.aws.NoCredentials;
import dev.firsthour.llm.Wire;

/// Signature version 4, with what AWS' standard chain of credentials finds.
final class Signed implements Admission {

    private static final String SERVICE = "bedrock";

    private final AwsSignature signature;

    Signed(String region) {
        // Most of the chain asks other machines.
        this.signature = new AwsSignature(SERVICE, region, Wire.isLoopbackOnly());
    }

    @Override
    public Map<String, String> headers(URI address, String body) throws NoCredentials {
        return signature.headers("POST", address, Map.of("Content-Type", "application/json"), body);
    }
}
