package dev.firsthour.cli;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

import dev.firsthour.evidence.SourceReport;
import dev.firsthour.evidence.Sources;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

@Command(name = "sources", mixinStandardHelpOptions = true, description = "Asks each configured source of evidence whether it answers and what it holds. Exits with 1 if one cannot be asked.", footer = "Settings come from FIRSTHOUR_* variables, application.yaml, or as --name=value (docs/sources.md).")
final class SourcesCommand implements Callable<Integer> {

    @Unmatched
    private final List<String> settings = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /// The outside systems alone: no server, no database, and so not what is kept there.
    @ComponentScan(basePackages = "dev.firsthour.evidence", excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = "dev\\.firsthour\\.evidence\\.changes\\..*"))
    static class SourcesOnly {

        @Bean
        static InstantSource clock() {
            return InstantSource.system();
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        // What else the room has needs the server; nothing is made that nobody asks for.
        try (var context = new SpringApplicationBuilder(SourcesOnly.class).web(WebApplicationType.NONE).lazyInitialization(true)
                .logStartupInfo(false).run(settings.toArray(String[]::new))) {
            List<SourceReport> reports = context.getBean(Sources.class).reports();
            if (reports.isEmpty()) {
                out.println("no source is configured: set an address, as in FIRSTHOUR_EVIDENCE_PROMETHEUS_URL=http://prometheus:9090");
            }
            reports.forEach(report -> print(out, report));
            out.flush();
            return reports.stream().allMatch(SourceReport::reachable) ? 0 : 1;
        }
    }

    private static void print(PrintWriter out, SourceReport report) {
        out.println(report.source() + (report.version() == null ? "" : " " + report.version()) + "  " + report.address());
        if (report.trouble() != null) out.println("  cannot be asked: " + report.trouble());
        report.facts().forEach(fact -> out.println("  " + fact));
        if (!report.services().isEmpty()) out.println("  knows " + String.join(", ", report.services()));
    }
}
