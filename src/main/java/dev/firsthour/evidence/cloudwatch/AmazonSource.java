package dev.firsthour.evidence.cloudwatch;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.firsthour.aws.AwsSignature;
import dev.firsthour.aws.NoCredentials;
import dev.firsthour.evidence.Credential;
import dev.firsthour.evidence.Endpoint;
import dev.firsthour.evidence.Endpoint.Fault;
import dev.firsthour.evidence.Endpoint.Request;
import dev.firsthour.evidence.HttpEvidenceSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A source that asks one of Amazon's services by its JSON protocol (AWS JSON 1.0 and 1.1): everything is a signed POST to `/` whose header `X-Amz-Target` names the
/// operation, times are seconds since 1970, and what failed is told by a type in the body, mostly under status 400.
abstract class AmazonSource extends HttpEvidenceSource {

    /// What these services call being asked too much.
    private static final Set<String> THROTTLED = Set.of("throttling", "throttlingexception", "throttledexception", "requestlimitexceeded",
            "requestthrottled", "requestthrottledexception", "toomanyrequestsexception", "limitexceededexception", "slowdown");
    private static final Set<String> DENIED = Set.of("accessdenied", "accessdeniedexception", "unauthorizedoperation", "optinrequired",
            "notauthorized");
    private static final Set<String> UNKNOWN = Set.of("unrecognizedclientexception", "invalidclienttokenid", "invalidsignatureexception",
            "signaturedoesnotmatch", "incompletesignature", "missingauthenticationtoken", "missingauthenticationtokenexception",
            "expiredtoken", "expiredtokenexception", "authfailure");
    private static final Set<String> MISSING = Set.of("resourcenotfoundexception", "resourcenotfound");
    private static final int LONGEST_WORDS = 300;

    private final String region;
    private final String target;
    private final String version;

    /// @param name the source's name
    /// @param service by which the service signs, and what its host begins with
    /// @param target what precedes the operation's name
    /// @param version of the protocol, as in `1.1`
    /// @param url where it is asked, if that is not its usual address
    AmazonSource(String name, String service, String target, String version, CloudwatchProperties properties, @Nullable URI url,
            AwsSignature signature) {
        super(name, CloudwatchProperties.PREFIX, properties.deadline(), new Endpoint(name, CloudwatchProperties.PREFIX,
                url == null ? address(service, properties.inRegion()) : url, credential(signature), Map.of(), properties.limits(),
                AmazonSource::fault));
        this.region = properties.inRegion();
        this.target = target;
        this.version = version;
    }

    private static URI address(String service, String region) {
        return URI.create("https://" + service + "." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : ""));
    }

    private static Credential credential(AwsSignature signature) {
        return Credential.signing((method, address, headers, body) -> {
            try {
                return signature.headers(method, address, headers, body);
            } catch (NoCredentials none) {
                throw new Credential.Unreadable(none.getMessage(), none.isLasting());
            }
        }, "credentials with the rights in docs/sources.md, which AWS' standard chain finds in the environment, a profile or a role");
    }

    final Request request(String operation, ObjectNode body) {
        return new Request("/", List.of(), body, false,
                Map.of("X-Amz-Target", target + "." + operation, "Content-Type", "application/x-amz-json-" + version));
    }

    /// The page of CloudWatch's console for people, up to where the places in it begin.
    final String console() {
        String domain = region.startsWith("cn-")
                ? "amazonaws.cn"
                : region.startsWith("us-gov-") ? "amazonaws-us-gov.com" : "aws.amazon.com";
        return "https://" + region + ".console." + domain + "/cloudwatch/home?region=" + region + "#";
    }

    /// A question as a person would ask it again with AWS' own command line.
    ///
    /// @param options names and values by turns
    final String command(String operation, List<String> options) {
        var line = new StringBuilder("aws ").append(operation).append(" --region ").append(region);
        for (int i = 0; i + 1 < options.size(); i += 2) {
            line.append(" --").append(options.get(i)).append(' ').append(quoted(options.get(i + 1)));
        }
        return line.toString();
    }

    private static String quoted(String value) {
        return value.matches("[A-Za-z0-9_./:=-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
    }

    static Fault fault(int status, JsonNode body) {
        String type = body.path("__type").asString("");
        type = type.substring(type.lastIndexOf('#') + 1);
        if (type.isEmpty()) type = body.path("code").asString("");
        String kind = type.toLowerCase(Locale.ROOT);
        if (THROTTLED.contains(kind)) return new Fault(429, type);
        if (MISSING.contains(kind)) return new Fault(404, type);
        // What is wrong with a signature is told with the signed text, in which a session's token stands: its type has to do.
        if (UNKNOWN.contains(kind)) return new Fault(401, type);
        if (DENIED.contains(kind)) return new Fault(403, words(type, body));
        return new Fault(status, status / 100 == 4 ? words(type, body) : type);
    }

    /// The type and what the service says beside: which right is missing to whom, mostly.
    private static String words(String type, JsonNode body) {
        String message = body.path("message").asString(body.path("Message").asString("")).strip().replaceAll("\\s+", " ");
        String words = type.isEmpty() || message.isEmpty() ? type + message : type + ": " + message;
        return words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
    }
}
