package dev.firsthour.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import dev.firsthour.access.Role;
import dev.firsthour.access.SignInLinks;
import dev.firsthour.evidence.attached.CaseFolder;
import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Analysis;
import dev.firsthour.incident.Event;
import dev.firsthour.incident.Incident;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Standing;
import dev.firsthour.intake.Intake;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

@Command(name = "demo", mixinStandardHelpOptions = true, description = "Starts the server on the embedded database, investigates an example incident, prints the analysis and the dashboard's address, "
        + "and stays until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final String READY = "Press Ctrl-C to stop.";

    @Parameters(paramLabel = "FOLDER", arity = "0..1", defaultValue = "${env:FIRSTHOUR_HOME:-.}/examples/bad-deploy", description = "the incident to investigate (default: the bad deployment under examples/)")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "none", description = ModelOption.DESCRIPTION)
    @SuppressWarnings("NullAway.Init")
    private String model;

    @Option(names = "--detach", description = "leave the server running in the background and return")
    private boolean detach;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = "where the dashboard listens (default: ${DEFAULT-VALUE})")
    private int port;

    @Mixin
    private final DataOption data = new DataOption();

    @Unmatched
    private final List<String> settings = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (detach) return detached(out);
        CaseFolder example = CaseFolder.read(folder);
        if (example.logs() != null) {
            throw new IllegalArgumentException(folder + " has more logs than the demo shows: ./firsthour investigate reads them");
        }
        List<String> all = new ArrayList<>(settings);
        all.add("--firsthour.data=" + data.path());
        all.add("--server.port=" + port);
        all.addAll(ModelOption.parse(model).settings());
        out.println("Starting Firsthour on the data folder " + data.path().toAbsolutePath().normalize() + " …");
        out.flush();
        Server server = Server.start(all);
        IncidentId id = server.bean(Intake.class).accept(example.alert(), example.drafts(), "demo");
        out.println("Accepted: " + example.alert().title());
        out.flush();
        Analysis analysis = watch(out, server, id);
        new AnalysisPrinter(out).print(example.alert().title(), analysis, server.bean(Archive.class).evidenceHeads(id));
        String signIn = server.address() + server.bean(SignInLinks.class).mint(Role.ADMIN, "demo").path();
        out.println("Dashboard   " + server.address() + "/incidents/" + id);
        out.println("Sign in     " + signIn);
        out.println("            (once, within half an hour; `./firsthour keys NAME --sign-in` makes another)");
        out.println();
        out.println(READY);
        out.flush();
        server.await();
        return 0;
    }

    /// Prints the timeline as it grows, until the analysis is there.
    private static Analysis watch(PrintWriter out, Server server, IncidentId id) {
        Timeline timeline = server.bean(Timeline.class);
        Archive archive = server.bean(Archive.class);
        long seen = 0;
        while (true) {
            Standing.State state = archive.incident(id).map(Incident::standing).map(Standing::state).orElse(Standing.State.IDLE);
            for (Event event : timeline.read(id, seen, 1000)) {
                seen = event.position();
                out.printf("  %s  %-22s %s%n", clock(event.occurredAt()), event.type().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        event.message());
            }
            out.flush();
            if (state == Standing.State.IDLE) return archive.analysis(id).orElseThrow();
            pause();
        }
    }

    private static String clock(Instant instant) {
        return LocalTime.ofInstant(instant, ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("the demo was interrupted", interrupted);
        }
    }

    /// Starts this very command again in the background, passes on what it prints until it is ready, and leaves it running.
    private int detached(PrintWriter out) throws IOException {
        Path log = Files.createDirectories(data.path()).resolve("demo.log");
        List<String> command = new ArrayList<>();
        // A session of its own, so that closing the terminal does not end the server.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) command.add("/usr/bin/setsid");
        ProcessHandle.Info self = ProcessHandle.current().info();
        command.add(self.command().orElseThrow(
                () -> new IllegalArgumentException("this system does not tell how this process was started: run demo without --detach")));
        List<String> arguments = List.of(self.arguments().orElse(new String[0]));
        arguments.stream().filter(argument -> !argument.equals("--detach")).forEach(command::add);
        Files.writeString(log, "");
        Process server = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.UTF_8)) {
            while (true) {
                String line = lines.readLine();
                if (line == null) {
                    if (!server.isAlive() && !lines.ready()) return 1;
                    pause();
                } else if (line.equals(READY)) {
                    out.println("Running in the background as process " + server.pid() + "; `kill " + server.pid() + "` stops it. Its log: "
                            + log);
                    out.flush();
                    return 0;
                } else {
                    out.println(line);
                    out.flush();
                }
            }
        }
    }
}
