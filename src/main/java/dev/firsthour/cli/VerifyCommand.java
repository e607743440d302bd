package dev.firsthour.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Chain;
import dev.firsthour.timeline.IncidentFilter;
import dev.firsthour.timeline.Page;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.timeline.Verification;
import dev.firsthour.timeline.postgres.PostgresArchive;
import dev.firsthour.timeline.postgres.PostgresTimeline;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "verify", mixinStandardHelpOptions = true, description = "Checks the hash chain of one incident's timeline, or of all, and the bodies beside it. Exits with 1 if one does not hold.")
final class VerifyCommand implements Callable<Integer> {

    private static final int PAGE = 500;

    @Parameters(paramLabel = "INCIDENT", arity = "0..1", description = "the incident's id; all incidents if none is given")
    private @Nullable String incident;

    @Mixin
    private final DataOption data = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Installation installation = data.open()) {
            Chain chain = new Chain(installation.folder().secret(ServerConfiguration.TIMELINE_KEY));
            Timeline timeline = new PostgresTimeline(installation.jdbc(), installation.transactions(), chain);
            if (incident != null) return report(out, timeline, IncidentId.parse(incident)) ? 0 : 1;
            return all(out, timeline, new PostgresArchive(installation.jdbc())) ? 0 : 1;
        }
    }

    private static boolean all(PrintWriter out, Timeline timeline, Archive archive) {
        long checked = 0;
        long broken = 0;
        long erased = 0;
        String cursor = null;
        do {
            Page page = archive.page(IncidentFilter.ALL, cursor, PAGE);
            for (Incident each : page.incidents()) {
                checked++;
                Verification verification = timeline.verify(each.id());
                erased += verification.erased();
                if (verification.holds()) continue;
                broken++;
                out.println(each.id() + "  BROKEN at entry " + verification.brokenAt() + ": " + verification.explanation());
            }
            cursor = page.next();
        } while (cursor != null);
        out.println(checked + " timelines checked, " + broken + " broken"
                + (erased == 0 ? "." : ", " + erased + " bodies erased, as they say."));
        return broken == 0;
    }

    private static boolean report(PrintWriter out, Timeline timeline, IncidentId id) {
        Verification verification = timeline.verify(id);
        out.println(id + (verification.holds() ? "  holds: " : "  BROKEN at entry " + verification.brokenAt() + ": ")
                + verification.explanation());
        return verification.holds();
    }
}
