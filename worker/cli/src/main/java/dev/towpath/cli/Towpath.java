package dev.towpath.cli;

import dev.towpath.cli.config.ConfigCommand;
import dev.towpath.cli.dead.DeadCommand;
import dev.towpath.cli.demo.DemoCommand;
import dev.towpath.cli.dev.DevCommand;
import dev.towpath.cli.doctor.DoctorCommand;
import dev.towpath.cli.job.JobsCommand;
import dev.towpath.cli.job.ViewCommand;
import dev.towpath.cli.job.WhyCommand;
import dev.towpath.cli.pause.PauseCommand;
import dev.towpath.cli.pause.ResumeCommand;
import dev.towpath.cli.replay.ReplayCommand;
import dev.towpath.cli.roles.GatewayCommand;
import dev.towpath.cli.roles.WorkerCommand;
import dev.towpath.cli.simulate.SimulateCommand;
import dev.towpath.cli.terminal.ExitCode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command `towpath`. It ends with 0 when all went well, 1 when something failed, 2 when the
/// command line is not understood; see [ExitCode] for the others.
@Command(
        name = "towpath",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        description = "Background jobs for Next.js sites on Apache Kafka.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All went well.",
            "1:Something failed; what, and what to do, is said on standard error.",
            "2:The command line is not understood.",
            "3:Nothing matched, or nothing of it is left to do.",
            "4:A part was done; what is said on standard error goes on with the rest."
        },
        subcommands = {
            DevCommand.class,
            DemoCommand.class,
            GatewayCommand.class,
            WorkerCommand.class,
            DeadCommand.class,
            ReplayCommand.class,
            WhyCommand.class,
            JobsCommand.class,
            ViewCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            DoctorCommand.class,
            TopicsCommand.class,
            ConfigCommand.class,
            SchemasCommand.class,
            SimulateCommand.class,
            TortureCommand.class,
            BenchCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
public final class Towpath implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show stack traces and what is logged.")
    private boolean debug;

    private Towpath() {}

    public static void main(String[] args) {
        Logs.choose(args);
        int status = run(writer(System.out), writer(System.err), args);
        System.out.flush();
        System.exit(status);
    }

    /// Runs one command line.
    ///
    /// @return the exit status
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return commandLine().setOut(out).setErr(err).execute(args);
    }

    static CommandLine commandLine() {
        Towpath command = new Towpath();
        return new CommandLine(command)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(96)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(
                        (e, line, _) -> Failures.print(e, line.getErr(), command.debug));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    /// Without a subcommand there is nothing to do but to tell which there are.
    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        line.usage(line.getErr());
        return ExitCode.USAGE;
    }
}
