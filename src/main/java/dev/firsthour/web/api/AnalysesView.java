package dev.firsthour.web.api;

import java.util.List;

/// Every finished run, the newest first.
record AnalysesView(List<AnalysisView> analyses) {}
