package dev.firsthour.evidence.kubernetes;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.firsthour.evidence.Credential;
import dev.firsthour.evidence.HttpSettings;

/// Where a cluster is asked. Without an address nobody is asked.
///
/// @param url the address of the API server, as in `https://kubernetes.default.svc` from within the cluster
/// @param token the token of a service account that may read
/// @param tokenFile the file that holds it, read anew for each question; in a pod `/var/run/secrets/kubernetes.io/serviceaccount/token`
/// @param caFile the certificates of the cluster's authority in PEM; in a pod `/var/run/secrets/kubernetes.io/serviceaccount/ca.crt`
/// @param namespaces which namespaces are looked in; all by default, for which the account needs a cluster role
/// @param serviceLabels by which labels of their pods services go; all are tried
/// @param lines how many of the last lines of a container that ended are fetched at most
/// @param before how long before the trouble a rollout may lie
/// @param connectTimeout how long until it accepts a connection
/// @param readTimeout how long until one answer is here in full
/// @param deadline how long all questions about one incident may take
/// @param maxAnswer how large one answer may be
@ConfigurationProperties("firsthour.evidence.kubernetes")
record KubernetesProperties(@Nullable URI url, @Nullable String token, @Nullable Path tokenFile, @Nullable Path caFile,
        @DefaultValue List<String> namespaces,
        @DefaultValue({
                "app.kubernetes.io/name", "app", "k8s-app", "service"}) List<String> serviceLabels,
        @DefaultValue("500") int lines,
        @DefaultValue("24h") Duration before, @DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout,
        @DefaultValue("15s") Duration deadline, @DefaultValue("16MB") DataSize maxAnswer) implements HttpSettings {

    /// What prefixes each setting's name.
    static final String PREFIX = "firsthour.evidence.kubernetes";

    KubernetesProperties {
        namespaces = List.copyOf(namespaces);
        serviceLabels = List.copyOf(serviceLabels);
        if (lines < 1) throw new IllegalArgumentException(PREFIX + ".lines is at least 1, not " + lines);
        for (String namespace : namespaces) {
            if (!namespace.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
                throw new IllegalArgumentException(PREFIX + ".namespaces are names of namespaces, not " + namespace);
            }
        }
        for (String label : serviceLabels) {
            if (!label.matches("[A-Za-z0-9]([A-Za-z0-9./_-]{0,251}[A-Za-z0-9])?")) {
                throw new IllegalArgumentException(PREFIX + ".service-labels are keys of labels, not " + label);
            }
        }
    }

    @Override
    public Credential credential() {
        return Credential.bearer(token, tokenFile);
    }

    /// Without the credential: settings end up in logs.
    @Override
    public String toString() {
        return "KubernetesProperties[url=" + url + ", token=" + credential() + ", caFile=" + caFile + ", namespaces=" + namespaces
                + ", serviceLabels=" + serviceLabels + ", lines=" + lines + ", before=" + before + ", deadline=" + deadline + ", limits="
                + limits() + "]";
    }
}
