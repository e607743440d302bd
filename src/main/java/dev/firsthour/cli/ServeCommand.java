package dev.firsthour.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(name = "serve", description = "Starts the server: the API, the dashboard and the workers.", footer = "Settings come from FIRSTHOUR_* variables, application.yaml, or as --name=value (docs/configuration.md).")
final class ServeCommand implements Callable<Integer> {

    @Unmatched
    private final List<String> settings = new ArrayList<>();

    @Override
    public Integer call() {
        Server server = Server.start(settings);
        System.out.println("Firsthour is up at " + server.address());
        StartupCache.refresh();
        server.await();
        return 0;
    }
}
