package io.overlap.cli;

import io.overlap.experiments.VariantName;
import io.overlap.testserver.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;

/**
 * What users do with a JVM that has just started, done once while the JVM takes notes: the launcher makes the cache of a
 * fast start from them.
 */
final class Training {
    private static final int LIMIT_MILLIS = 30_000;

    private Training() {}

    public static void main(String[] args) throws Exception {
        new Timer("limit", true).schedule(halt(), LIMIT_MILLIS);
        try (TestServer server = TestServer.builder().port(0).start()) {
            List<String> url = List.of("--url", server.url());
            for (VariantName variant : VariantName.select("threads,virtual,callback,async,netty", "ahc")) {
                compare(url, "--variants", variant.word());
            }
            compare(url, "--variants", "async", "--json", "-");
        }
        Main.run();
        Main.run("--help");
        Main.run("--version");
        Main.run("compare", "--help");
        Main.run("compare", "--no-such-option");
        System.exit(0);
    }

    private static void compare(List<String> url, String... words) {
        List<String> all = new ArrayList<>(
                List.of("compare", "-n", "200", "--delay", "5", "--reps", "1", "--warmup", "0", "--out", "none"));
        all.addAll(url);
        all.addAll(List.of(words));
        Main.run(all.toArray(String[]::new));
    }

    private static TimerTask halt() {
        return new TimerTask() {
            @Override
            public void run() {
                Runtime.getRuntime().halt(1);
            }
        };
    }
}
