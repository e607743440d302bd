package dev.firsthour.intake.cloudwatch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SNS's certificates. One that is not known yet is fetched beside the request that needs it, never within: SNS sends its message again at once.
final class Certificates {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    /// SNS has one a region, and renews it once a year.
    private static final int MOST = 32;
    private static final int MOST_AT_ONCE = 4;
    private static final int OK = 200;

    private final Amazon amazon;
    private final Executor beside;
    private final Map<URI, X509Certificate> known = new ConcurrentHashMap<>();
    private final Set<URI> underWay = ConcurrentHashMap.newKeySet();

    /// @param beside where fetching runs
    Certificates(Amazon amazon, Executor beside) {
        this.amazon = amazon;
        this.beside = beside;
    }

    /// The certificate at an address; empty if it is not here yet.
    Optional<X509Certificate> certificate(AmazonAddress address) {
        X509Certificate found = known.get(address.uri());
        if (found == null && underWay.size() < MOST_AT_ONCE && underWay.add(address.uri())) beside.execute(() -> fetch(address));
        return Optional.ofNullable(known.get(address.uri()));
    }

    private void fetch(AmazonAddress address) {
        try {
            Amazon.Answer answer = amazon.get(address);
            if (answer.status() != OK) throw new IOException("it answered " + answer.status());
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8)));
            if (known.size() >= MOST) known.clear();
            known.put(address.uri(), certificate);
        } catch (IOException | CertificateException failed) {
            LOG.warn("The certificate {} of SNS could not be fetched: {}", address.uri(), failed.toString());
        } finally {
            underWay.remove(address.uri());
        }
    }
}
