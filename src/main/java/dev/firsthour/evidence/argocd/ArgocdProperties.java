package dev.firsthour.evidence.argocd;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Credential;
import dev.firsthour.evidence.HttpSettings;

/// Where Argo CD is asked. Without an address nobody is asked.
///
/// @param url the address of Argo CD's server, as in `https://argocd.example.org`
/// @param token the token of an account that may get applications
/// @param tokenFile the file that holds it, read anew for each question
/// @param caFile the certificates of an authority of one's own in PEM; the usual ones are trusted by default
/// @param applications which application a service is deployed by, where it is not called like the service: `applications.checkout=shop-checkout`
/// @param pageUrl the address that people open, if it is not the same
/// @param before how long before the trouble a synchronisation may lie
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take
/// @param maxAnswer how large one answer may be; all applications come in one
@ConfigurationProperties("firsthour.evidence.argocd")
record ArgocdProperties(@Nullable URI url, @Nullable String token, @Nullable Path tokenFile, @Nullable Path caFile,
        @DefaultValue Map<String, String> applications, @Nullable URI pageUrl, @DefaultValue("24h") Duration before,
        @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout, @DefaultValue("15s") Duration deadline,
        @DefaultValue("32MB") DataSize maxAnswer) implements HttpSettings {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.argocd";

    ArgocdProperties { applications = Map.copyOf(applications); }

    @Override
    public Credential credential() {
        return Credential.bearer(token, tokenFile);
    }

    /// Without the credential: settings end up in logs.
    @Override
    public String toString() {
        return "ArgocdProperties[url=" + url + ", token=" + credential() + ", caFile=" + caFile + ", applications=" + applications
                + ", pageUrl=" + pageUrl + ", before=" + before + ", deadline=" + deadline + ", limits=" + limits() + "]";
    }
}
