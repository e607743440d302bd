package dev.firsthour.intake.cloudwatch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// An address of SNS itself. A message names the address of its certificate and of its confirmation, and whoever wrote the message wrote those too: nothing
/// else than SNS's own hosts is ever called. (Other hosts of amazonaws.com will not do: anybody can rent a bucket there.)
record AmazonAddress(URI uri) {

    private static final Pattern HOST = Pattern.compile("sns\\.[a-z]{2}(-[a-z]+)+-\\d\\.amazonaws\\.com(\\.cn)?");
    private static final Pattern CERTIFICATE = Pattern.compile("/SimpleNotificationService-[0-9a-zA-Z]{1,64}\\.pem");
    private static final int LONGEST = 2_000;

    /// The address of a certificate; empty if it is none of SNS's.
    static Optional<AmazonAddress> ofCertificate(@Nullable String text) {
        return of(text).filter(address -> CERTIFICATE.matcher(address.uri().getPath()).matches() && address.uri().getRawQuery() == null);
    }

    /// The address that confirms a subscription; empty if it is none of SNS's.
    static Optional<AmazonAddress> ofConfirmation(@Nullable String text) {
        return of(text).filter(address -> address.uri().getPath().equals("/") && address.uri().getQuery() != null
                && address.uri().getQuery().contains("Action=ConfirmSubscription"));
    }

    private static Optional<AmazonAddress> of(@Nullable String text) {
        if (text == null || text.length() > LONGEST) return Optional.empty();
        try {
            URI uri = new URI(text);
            boolean amazon = "https".equals(uri.getScheme()) && uri.getHost() != null && HOST.matcher(uri.getHost()).matches()
                    && uri.getPort() == -1 && uri.getRawUserInfo() == null && uri.getPath() != null && uri.getRawFragment() == null;
            return amazon ? Optional.of(new AmazonAddress(uri)) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }
}
