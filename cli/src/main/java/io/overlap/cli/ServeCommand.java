package io.overlap.cli;

import io.overlap.experiments.Signals;
import io.overlap.testserver.DelayDistribution;
import io.overlap.testserver.Limit;
import io.overlap.testserver.RateLimit;
import io.overlap.testserver.Scenario;
import io.overlap.testserver.ServerOptions;
import io.overlap.testserver.ServerStats;
import io.overlap.testserver.TestServer;
import io.overlap.testserver.Tls;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
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
            "  curl 'localhost:8080/add?name=x&delay=100'        answers . after 100 ms",
            "  open http://localhost:8080/ in a browser          what it does, live, and controls",
            "  curl 'localhost:8080/add?name=x&size=1MB&rate=64kB/s'   a long body, slowly",
            "  curl 'localhost:8080/add?name=x&fault=reset&p=0.5'      half of them are reset",
            "  curl 'localhost:8080/add?name=x&status=503&times=2&retry-after=1'   the third try succeeds",
            "  curl localhost:8080/stats                         counts, in flight, lateness",
            "  curl 'localhost:8080/chronology?format=csv'       each request as the server saw it",
            "  curl -X POST localhost:8080/admin/reset           forget them",
            "  curl localhost:8080/save -d '[7,{\"id\":8}]'        save two items",
            "  curl localhost:8080/saved                         what was saved, and how often",
            "  curl --http2-prior-knowledge localhost:8080/stats",
            "  curl --cacert ca.pem https://localhost:8080/stats of serve --tls --tls-ca ca.pem",
            "",
            "All words: docs/testserver.md. What they show about a client: docs/recipes.md."
        })
final class ServeCommand implements Callable<Integer> {
    private static final int BYTES_PER_RECORD = 63;

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

    @Option(names = "--seed", paramLabel = "N", description = "Seed of what is random (${DEFAULT-VALUE}).")
    private long seed = ServerOptions.DEFAULT.seed();

    @Option(
            names = "--delay",
            paramLabel = "SPEC",
            description = {
                "Delay of a request that names none (GET 1024ms, POST 100ms): 20us, 100 (ms), 1.5s,",
                "uniform(50,150), normal(100,20), lognormal(p50=90,p99=900), exp(100),",
                "pareto(50,1.5), mix(10ms:90,1s:10) or trace(FILE: one delay a line)."
            })
    private @Nullable String delay;

    @Option(
            names = "--routes",
            paramLabel = "FILE",
            description =
                    "Paths to serve, a line each: /path delay=1s&status=503:0.1 (- is stdin); docs/testserver.md.")
    private @Nullable String routes;

    @Option(
            names = "--limit",
            paramLabel = "servers=K,queue=N",
            description = "Serve K requests at once, each for its delay; N wait, more get 503 (no limit).")
    private @Nullable String limit;

    @Option(
            names = "--rate-limit",
            paramLabel = "N/s",
            description = "Requests of one client: N/s, N/m or N/h[,burst=N][,by=header:NAME]; more get 429.")
    private @Nullable String rate;

    @Option(
            names = "--max-stream",
            paramLabel = "BYTES",
            description = "Longest body, also of one without end: NUMBER[kB|MB|GB|KiB|MiB|GiB] (${DEFAULT-VALUE}).")
    private String maxStream = "1GiB";

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

    @Option(
            names = "--tls",
            arity = "0..1",
            fallbackValue = "good",
            paramLabel = "CERTIFICATE",
            description =
                    "Speak TLS, with a certificate that is good (if none is named), expired, wrong-host or"
                            + " self-signed; a client that asks for expired.localhost (by SNI) gets the expired one, and so on.")
    private String tls = "none";

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Write the certificate of the authority to trust, made for this run, to FILE.")
    private @Nullable Path tlsCa;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int kept = noRecord ? 0 : record;
        CountDownLatch told = new CountDownLatch(1);
        Signals.onStop(told::countDown, told::countDown);
        try (TestServer server = start(kept)) {
            if (tlsCa != null) {
                handOutAuthority(server, tlsCa);
            }
            out.println(server.url());
            out.flush();
            err.printf(
                    Locale.ROOT,
                    "overlap serve: %s, keeps the last %,d exchanges (%.1f MB); watch it in a browser; INT (Ctrl-C) ends it%n",
                    server.transportName(),
                    kept,
                    kept * BYTES_PER_RECORD / 1e6);
            if (!isLoopback(host)) {
                err.println("overlap serve: open to other machines: " + host + " is not a loopback address");
            }
            err.flush();
            told.await();
            summarize(server.stats(), err);
            return ExitCode.DONE;
        } catch (IOException e) {
            err.println("overlap serve: " + e.getMessage() + "; choose another --port (0: a free one) or --host");
            return ExitCode.CANNOT_RUN;
        }
    }

    private TestServer start(int kept) throws IOException {
        try {
            Tls certificate = Tls.parse(tls);
            if (tlsCa != null && certificate == Tls.NONE) {
                throw new IllegalArgumentException("--tls-ca without --tls");
            }
            return TestServer.builder()
                    .host(host)
                    .port(port)
                    .backlog(backlog)
                    .scenario(scenario())
                    .seed(seed)
                    .maxStream(ServerOptions.parseBytes("--max-stream", maxStream))
                    .record(kept)
                    .admin(!noAdmin)
                    .saved(saved)
                    .tls(certificate)
                    .start();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private Scenario scenario() {
        Scenario scenario = routes == null ? Scenario.NONE : read(routes);
        if (delay != null) {
            scenario = scenario.withDelay(DelayDistribution.parseWithFiles(delay));
        }
        if (limit != null) {
            scenario = scenario.withLimit(Limit.parse(limit));
        }
        return rate == null ? scenario : scenario.withRate(RateLimit.parse(rate));
    }

    private static Scenario read(String file) {
        if (!file.equals("-")) {
            return Scenario.load(Path.of(file));
        }
        try {
            return Scenario.parseWithFiles(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("stdin: " + e.getMessage(), e);
        }
    }

    /** Writes the authority's certificate where all may read it. */
    private void handOutAuthority(TestServer server, Path file) {
        try {
            Files.writeString(file, server.caPem());
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            }
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "cannot write --tls-ca " + file + ": " + e.getClass().getSimpleName());
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
