package io.overlap.cli;

import io.overlap.experiments.Compare;
import io.overlap.experiments.CompareOptions;
import io.overlap.experiments.UrlFile;
import io.overlap.experiments.VariantName;
import io.overlap.testserver.Delay;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code overlap compare}: the variants side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Fetches the same URLs by every variant and prints what each needed: time, CPU, memory.",
            "Without --url or --urls the bundled delay server answers, in a process of its own."
        },
        footer = {
            "",
            "Try:",
            "  overlap compare                                the book's 500 URLs of 100 ms, 100 at once; about a minute",
            "  overlap compare --client both                  also on the JDK's own clients",
            "  overlap compare -n 40000 --cap 2000 --delay 20ms",
            "  overlap compare --delay 0 -n 100000            no waiting at all: what a request costs",
            "  overlap compare --urls urls.txt --cap 20       on URLs of your own, one in a line",
            "  overlap compare --variants async --json - --out none | jq .rows[0].median_seconds"
        })
final class CompareCommand implements Callable<Integer> {
    private static final String NAME = "overlap compare";

    @Option(
            names = "--variants",
            paramLabel = "LIST",
            description = "Which, separated by commas: serial,threads,virtual,async,callback,netty (all).")
    private @Nullable String variants;

    @Option(
            names = "--client",
            paramLabel = "CLIENT",
            description = "What carries the requests: ahc (async-http-client), jdk (the JDK's own), both (ahc).")
    private String client = "ahc";

    @Option(
            names = "-n",
            paramLabel = "N",
            description = "Requests in a trial (500); with --urls at most so many of its lines.")
    private @Nullable Integer n;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            description = "What the server waits: NUMBER[us|ms|s|m|h], bare = ms (100ms).")
    private @Nullable String delay;

    @Option(names = "--cap", paramLabel = "N", description = "In flight at once (100).")
    private @Nullable Integer cap;

    @Option(names = "--reps", paramLabel = "N", description = "Timed trials of each variant, in random order (5).")
    private @Nullable Integer reps;

    @Option(names = "--warmup", paramLabel = "N", description = "Trials of each before those (3).")
    private @Nullable Integer warmup;

    @Option(
            names = "--quick",
            description = "In miniature: -n 200 --delay 20ms --cap 20 --reps 3 --warmup 1, where not said otherwise.")
    private boolean quick;

    @Option(
            names = "--full-serial",
            description = "Have serial make all requests; else its first 50 are made, and scaled.")
    private boolean fullSerial;

    @Option(names = "--strict", description = "End with 99 if a claim does not hold.")
    private boolean strict;

    @Option(
            names = "--url",
            paramLabel = "BASE",
            description = "Ask BASE/add?name=u0&delay=... of a server that runs already.")
    private @Nullable String url;

    @Option(
            names = "--urls",
            paramLabel = "FILE",
            description =
                    "Fetch the URLs in FILE, one in a line; - is stdin. They are asked for many times over: they should be yours.")
    private @Nullable String urls;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = Main.writer(System.err);
        CompareOptions options;
        try {
            options = options();
        } catch (IllegalArgumentException e) {
            return Main.misused(NAME, e.getMessage(), err);
        }
        return new Measurement(NAME, output, strict, err)
                .run(
                        (listener, folder) -> new Compare(options, listener, folder),
                        "stopping: what is in flight is awaited (again: stop now)",
                        "stopping now");
    }

    /** @throws IllegalArgumentException if a value is wrong */
    private CompareOptions options() {
        CompareOptions base = quick ? CompareOptions.QUICK : CompareOptions.DEFAULT;
        Path file = urls == null ? null : UrlFile.readable(urls);
        URI target = url == null ? null : baseUrl(url);
        return new CompareOptions(
                variants(target, file),
                file == null ? orElse(n, base.n()) : UrlFile.count(file, n),
                delay == null ? base.delay() : Delay.parse(delay),
                orElse(cap, base.cap()),
                orElse(reps, base.reps()),
                orElse(warmup, base.warmup()),
                fullSerial,
                target,
                file);
    }

    private List<VariantName> variants(@Nullable URI base, @Nullable Path file) {
        List<VariantName> chosen = VariantName.select(variants, client);
        boolean plain = CompareOptions.isPlain(base, file);
        return variants != null || plain
                ? chosen
                : chosen.stream()
                        .filter(variant -> variant != VariantName.NETTY)
                        .toList();
    }

    private static int orElse(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }

    private static URI baseUrl(String text) {
        URI uri = URI.create(text);
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getQuery() != null) {
            throw new IllegalArgumentException("not a base URL: " + text + " (like http://localhost:8080)");
        }
        return uri;
    }
}
