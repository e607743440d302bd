package dev.firsthour.cli;

import dev.firsthour.database.DatabaseUnavailable;
import dev.firsthour.evidence.attached.UnreadableFolder;
import dev.firsthour.incident.InvalidInput;
import dev.firsthour.timeline.NoSuchIncident;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// The commands of the terminal.
// @formatter:off
@Command(name = "firsthour", description = "Investigates incidents: an alert comes in, a root cause analysis comes out.",
        mixinStandardHelpOptions = true, versionProvider = Terminal.Version.class, synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            InvestigateCommand.class,
            VerifyCommand.class,
            KeysCommand.class,
            ModelsCommand.class,
            SourcesCommand.class,
            RedactCommand.class,
            EvaluateCommand.class,
            ReplayCommand.class,
            RehearseCommand.class,
            HelpCommand.class})
// @formatter:on
public final class Terminal {

    private Terminal() {}

    /// Runs the command that the arguments name.
    ///
    /// @param application the class that the server's context starts from
    /// @return the process' exit code: 0 for success, 1 for a failure that was explained, 2 for wrong arguments
    public static int run(Class<?> application, String[] arguments) {
        Server.application(application);
        CommandLine commands = new CommandLine(new Terminal());
        commands.setExecutionExceptionHandler((failure, command, _) -> {
            if (!isExplained(failure)) throw failure;
            command.getErr().println("firsthour: " + failure.getMessage());
            return 1;
        });
        return commands.execute(arguments);
    }

    /// Whether a failure's message says what is wrong and what to do, so that a stack trace would only hide it.
    private static boolean isExplained(Throwable failure) {
        return failure instanceof DatabaseUnavailable || failure instanceof UnreadableFolder || failure instanceof InvalidInput
                || failure instanceof NoSuchIncident || failure instanceof IllegalArgumentException;
    }

    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Terminal.class.getPackage().getImplementationVersion();
            return new String[]{"firsthour " + (version == null ? "(from classes)" : version)};
        }
    }
}
