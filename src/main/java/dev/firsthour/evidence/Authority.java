package dev.firsthour.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate authority of one's own, as a cluster has: what it signed is trusted, and nothing else.
final class Authority {

    private Authority() {}

    /// @param file its certificates in PEM
    /// @param setting what names the file, for complaints
    /// @throws IllegalArgumentException if the file cannot be read or holds no certificate
    static SSLContext of(Path file, String setting) {
        try (InputStream text = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(text)) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            if (store.size() == 0) throw new IllegalArgumentException(setting + " names " + file + ", which holds no certificate");
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException cause) {
            throw new IllegalArgumentException(setting + " names " + file + ", whose certificates cannot be read: " + cause, cause);
        }
    }
}
