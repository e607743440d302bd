package dev.firsthour.evidence;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Bounds on what is collected, and for how long.
///
/// @param deadline how long one round of questions may take; a source that has not answered by then counts as unavailable
/// @param retryFor how long after its start an investigation still waits for sources that are away, before it goes on without them
/// @param before how far before the trouble the evidence reaches back, so that normal can be told from it
/// @param after how far after its beginning it reaches
/// @param records the most log records, spans, series, edges or notices of one piece of evidence
/// @param text the most characters of one log record, message or other text; diffs may have eight times as many
/// @param samples the most samples of one series
/// @param services what a service is called in a source, where it is called otherwise there: `services.checkout.prometheus=shop-checkout-v2`
@ConfigurationProperties("firsthour.evidence")
public record EvidenceProperties(@DefaultValue("20s") Duration deadline, @DefaultValue("60s") Duration retryFor,
        @DefaultValue("60m") Duration before, @DefaultValue("15m") Duration after, @DefaultValue("50000") int records,
        @DefaultValue("8192") int text, @DefaultValue("20000") int samples,
        @DefaultValue Map<String, Map<String, String>> services) {

    public EvidenceProperties {
        services = services.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Map.copyOf(entry.getValue())));
    }

    /// The settings as they are when nobody sets anything.
    public static EvidenceProperties defaults() {
        return new EvidenceProperties(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofMinutes(60), Duration.ofMinutes(15),
                50_000, 8192,
                20_000, Map.of());
    }
}
