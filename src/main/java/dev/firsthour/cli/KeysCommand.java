package dev.firsthour.cli;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;

import dev.firsthour.access.ApiKeys;
import dev.firsthour.access.NewKey;
import dev.firsthour.access.Role;
import dev.firsthour.access.SignInLinks;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "keys", mixinStandardHelpOptions = true, description = "Makes an API key, or a link that signs somebody in once.")
final class KeysCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "who will use it, as it stands on timelines")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--role", paramLabel = "ROLE", defaultValue = "responder", description = "viewer, responder, admin or webhook (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init")
    private String role;

    @Option(names = "--sign-in", description = "make a sign-in link for the dashboard instead")
    private boolean signIn;

    @Mixin
    private final DataOption data = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Role granted = Role.of(role)
                .orElseThrow(() -> new IllegalArgumentException("--role " + role + " is none of viewer, responder, admin, webhook"));
        try (Installation installation = data.open()) {
            if (signIn) {
                out.println(new SignInLinks(installation.jdbc(), InstantSource.system(), new SecureRandom()).mint(granted, name).path());
                return 0;
            }
            NewKey key = new ApiKeys(installation.jdbc(), InstantSource.system(), new SecureRandom()).issue(name, granted);
            out.println(key.secret());
            return 0;
        }
    }
}
