package dev.firsthour.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS' signature version 4 of a request without a query, computed over what arrived as Amazon's documentation says ("Create a signed AWS API request"),
/// without the code that signed.
///
/// @param date as in `20150830`
/// @param signedHeaders their names in small letters, in order
public record SignatureVersion4(String accessKey, String date, String region, String service, List<String> signedHeaders,
        String signature) {

    private static final Pattern FORM = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

    /// @throws IllegalArgumentException if the header is of another form
    public static SignatureVersion4 of(String authorization) {
        Matcher parts = FORM.matcher(authorization);
        if (!parts.matches()) throw new IllegalArgumentException("no signature of version 4: " + authorization);
        return new SignatureVersion4(parts.group(1), parts.group(2), parts.group(3), parts.group(4), List.of(parts.group(5).split(";")),
                parts.group(6));
    }

    /// What the signature has to be.
    ///
    /// @param headers the values that arrived, by their names
    public String expected(String secret, String method, String path, UnaryOperator<String> headers, byte[] body) {
        String canonical = method + "\n" + path + "\n\n" + signedHeaders.stream()
                .map(name -> name + ":" + headers.apply(name).strip().replaceAll(" +", " ") + "\n").collect(Collectors.joining()) + "\n"
                + String.join(";", signedHeaders) + "\n" + sha256(body);
        String scope = date + "/" + region + "/" + service + "/aws4_request";
        String text = "AWS4-HMAC-SHA256\n" + headers.apply("x-amz-date") + "\n" + scope + "\n"
                + sha256(canonical.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(date, region, service, "aws4_request", text)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(key);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HMAC with SHA-256", impossible);
        }
    }
}
