package dev.firsthour.evidence;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/// A source that is asked over HTTP, without its questions: its name, its endpoint by its settings, its rounds, and what its report has in common with
/// others. An adapter adds which questions to ask and what the answers mean.
public abstract class HttpEvidenceSource implements EvidenceSource {

    private final String name;
    private final String prefix;
    private final Duration deadline;
    private final Endpoint endpoint;

    /// @param name as [EvidenceSource#name()] gives it
    /// @param prefix of the source's settings, as in `firsthour.evidence.prometheus`, for reasons to name
    /// @throws IllegalArgumentException if the address is missing, is none, or may not be asked
    protected HttpEvidenceSource(String name, String prefix, HttpSettings settings) {
        this(name, prefix, settings, settings.url());
    }

    /// The same, where the address follows from the settings.
    protected HttpEvidenceSource(String name, String prefix, HttpSettings settings, @Nullable URI url) {
        this(name, prefix, settings.deadline(), endpoint(name, prefix, settings, url));
    }

    /// The same, of an endpoint that asks in a way of its own.
    ///
    /// @param deadline how long all questions about one incident may take
    protected HttpEvidenceSource(String name, String prefix, Duration deadline, Endpoint endpoint) {
        this.name = name;
        this.prefix = prefix;
        this.deadline = deadline;
        this.endpoint = endpoint;
    }

    private static Endpoint endpoint(String name, String prefix, HttpSettings settings, @Nullable URI url) {
        if (url == null) throw new IllegalArgumentException(prefix + ".url is missing");
        var headers = new TreeMap<>(settings.headers());
        String tenant = settings.tenant();
        if (tenant != null) headers.put("X-Scope-OrgID", tenant);
        return new Endpoint(name, prefix, url, settings.credential(), headers, settings.limits(), settings.caFile());
    }

    @Override
    public final String name() {
        return name;
    }

    protected final Endpoint endpoint() {
        return endpoint;
    }

    /// The questions about one incident, or for one report, within the deadline of the settings.
    protected final Round round() {
        return new Round(name, prefix, endpoint, deadline);
    }

    /// Where the pages for people are, without a slash at its end.
    ///
    /// @param own what the settings say of it; null where it is the address that is asked
    protected final String pages(@Nullable URI own) {
        return (own == null ? endpoint.base() : own).toString().replaceAll("/+$", "");
    }

    /// A report of what was found out.
    protected final SourceReport reachable(@Nullable String version, List<String> facts, List<String> services) {
        return new SourceReport(name, endpoint.base().toString(), true, version, facts, services, null);
    }

    /// A report of why the first question failed.
    protected final SourceReport unreachable(Round round) {
        return unreachable(round.trouble().orElse("it did not answer"));
    }

    protected final SourceReport unreachable(String trouble) {
        return SourceReport.unreachable(name, endpoint.base().toString(), trouble);
    }
}
