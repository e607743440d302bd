package dev.firsthour.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.ModelExchange;
import dev.firsthour.privacy.Redactions;

/// What models were asked and what they answered in one run, oldest first, both redacted.
record ExchangesView(List<ExchangeView> exchanges) {

    /// @param redacted how often each kind of secret or personal datum was taken out of request and reply
    /// @param erasedAt when request and reply were erased, which are empty since; null if they are here
    record ExchangeView(String id, String analysisId, String agent, String model, String promptVersion, String request, String reply,
            String outcome, AnalysisView.UsageView usage, Map<String, Integer> redacted, Instant startedAt,
            @Nullable Instant erasedAt) {

        static ExchangeView of(ModelExchange exchange) {
            return new ExchangeView(exchange.id(), exchange.analysisId().toString(), exchange.agent(), exchange.model(),
                    exchange.promptVersion(), exchange.request(), exchange.reply(), exchange.outcome(),
                    AnalysisView.UsageView.of(exchange.usage()), Redactions.in(exchange.request() + "\n" + exchange.reply()),
                    exchange.startedAt(), exchange.erasedAt());
        }
    }
}
