package dev.firsthour.web.api;

import java.time.Instant;
import java.util.List;

import dev.firsthour.incident.ModelExchange;

/// What models were asked and what they answered in one run, oldest first, both redacted.
record ExchangesView(List<ExchangeView> exchanges) {

    record ExchangeView(String id, String analysisId, String agent, String model, String promptVersion, String request, String reply,
            String outcome, AnalysisView.UsageView usage, Instant startedAt) {

        static ExchangeView of(ModelExchange exchange) {
            return new ExchangeView(exchange.id(), exchange.analysisId().toString(), exchange.agent(), exchange.model(),
                    exchange.promptVersion(), exchange.request(), exchange.reply(), exchange.outcome(),
                    AnalysisView.UsageView.of(exchange.usage()), exchange.startedAt());
        }
    }
}
