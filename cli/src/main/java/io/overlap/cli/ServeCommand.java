package io.overlap.cli;

import io.overlap.experiments.Signals;
import io.overlap.testserver.Delay;
import io.overlap.testserver.ServerOptions;
import io.overlap.testserver.ServerStats;
import io.overlap.testserver.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code overlap serve}: the delay server, until INT or TERM. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Runs the delay server until INT or TERM. Its base URL is the first line on stdout.",
        footer = {
            "",
            "Try:",
            "  curl 'localhost:8080/add?name=x&delay=100'   answers . after 100 ms",
            "  curl localhost:8080/stats                    counts, in flight, lateness",
            "  curl 'localhost:8080/chronology?format=csv'  each request as the server saw it",
            "  curl -X POST localhost:8080/admin/reset      forget them",
            "  curl localhost:8080/save -d '[7,{\"id\":8}]'   save two items",
            "  curl localhost:8080/saved                    what was saved, and how often"
        })
final class ServeCommand implements Callable<Integer> {
    private static final int BYTES_PER_RECORD = 55;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on; 0 takes a free one (${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Address to listen on (${DEFAULT-VALUE}: this machine only).")
    private String host = "127.0.0.1";

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            description = "Delay of a GET that names none: NUMBER[us|ms|s|m|h], bare = ms (${DEFAULT-VALUE}).")
    private String delay = "1024ms";

    @Option(
            names = "--backlog",
            paramLabel = "N",
            description = "Connections that may wait to be accepted (${DEFAULT-VALUE}).")
    private int backlog = ServerOptions.DEFAULT.backlog();

    @Option(names = "--record", paramLabel = "N", description = "Exchanges the chronology keeps (${DEFAULT-VALUE}).")
    private int record = ServerOptions.DEFAULT.record();

    @Option(names = "--no-record", description = "Keep none.")
    private boolean noRecord;

    @Option(names = "--saved", paramLabel = "N", description = "Items that POST /save can know (${DEFAULT-VALUE}).")
    private int saved = ServerOptions.DEFAULT.saved();

    @Option(names = "--no-admin", description = "Do not serve /admin/.")
    private boolean noAdmin;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ServerOptions options = options();
        CountDownLatch told = new CountDownLatch(1);
        Signals.onStop(told::countDown, told::countDown);
        try (TestServer server = TestServer.start(options)) {
            out.println(server.url());
            out.flush();
            err.printf(
                    Locale.ROOT,
                    "overlap serve: %s, keeps the last %,d exchanges (%.1f MB); INT (Ctrl-C) ends it%n",
                    server.transportName(),
                    options.record(),
                    options.record() * BYTES_PER_RECORD / 1e6);
            if (!isLoopback(host)) {
                err.println("overlap serve: open to other machines: " + host + " is not a loopback address");
            }
            err.flush();
            told.await();
            summarize(server.stats(), err);
            return ExitCode.DONE;
        } catch (IOException e) {
            err.println("overlap serve: " + e.getMessage() + "; choose another with --port, or 0 for a free one");
            return ExitCode.CANNOT_RUN;
        }
    }

    private ServerOptions options() {
        try {
            return ServerOptions.DEFAULT
                    .withHost(host)
                    .withPort(port)
                    .withBacklog(backlog)
                    .withDelay(Delay.parse(delay))
                    .withRecord(noRecord ? 0 : record)
                    .withAdmin(!noAdmin)
                    .withSaved(saved);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private static void summarize(ServerStats stats, PrintWriter err) {
        err.printf(
                Locale.ROOT,
                "%noverlap serve: %,d requests = %s by status + %d in flight; lateness p50 %.3f ms, p99 %.3f ms, max %.3f ms%n",
                stats.requests(),
                stats.byStatus(),
                stats.inFlight(),
                stats.lateness().p50(),
                stats.lateness().p99(),
                stats.lateness().max());
        err.flush();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
