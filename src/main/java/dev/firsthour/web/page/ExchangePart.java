package dev.firsthour.web.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.ModelExchange;
import dev.firsthour.incident.Usage;
import dev.firsthour.privacy.Redactions;

/// One question to a model and its answer, as they were sent and came back: both redacted before.
///
/// @param cost what it took, in one short line
/// @param redacted what was taken out, as in `3 ip`
/// @param erased when the texts were erased; null if they are here
record ExchangePart(String id, Moment at, String agent, String model, String promptVersion, String outcome, String cost,
        List<String> redacted, String request, String reply, @Nullable Moment erased) {

    private static final double MICROS = 1e6;

    static ExchangePart of(ModelExchange exchange, Instant now) {
        Usage usage = exchange.usage();
        return new ExchangePart(exchange.id(), Moment.of(exchange.startedAt(), now), exchange.agent(), exchange.model(),
                exchange.promptVersion(), exchange.outcome(),
                Numbers.plain(usage.inputTokens()) + " tokens in, " + Numbers.plain(usage.outputTokens()) + " out, took "
                        + Numbers.length(Duration.ofMillis(usage.modelMillis()))
                        + (usage.moneyMicros() == 0 ? "" : String.format(Locale.ROOT, ", cost %.4f", usage.moneyMicros() / MICROS)),
                Redactions.in(exchange.request() + "\n" + exchange.reply()).entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey()).toList(),
                exchange.request(), exchange.reply(), Moment.ofNullable(exchange.erasedAt(), now));
    }
}
