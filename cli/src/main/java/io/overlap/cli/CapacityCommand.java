package io.overlap.cli;

import io.overlap.experiments.CapacityExperiment;
import io.overlap.experiments.CapacityOptions;
import io.overlap.experiments.LatenessOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code overlap experiment capacity}: a limit of servers beside queueing theory. */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Does the delay server with --limit servers=K do what queueing theory says of K servers?",
            "In a closed loop (clients that ask again at once) and an open one (Poisson arrivals): answers a second, and",
            "how long requests wait in the queue, by the server's count and by the client's clock."
        },
        footer = {
            "",
            "Try:",
            "  overlap experiment capacity                    1, 8 and 64 servers; about two minutes",
            "  overlap experiment capacity --quick            the same in miniature, under 20 seconds",
            "  overlap experiment capacity --servers 2,16 --seed 7"
        })
final class CapacityCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "In miniature: fewer rounds, 2.5 s of arrivals.")
    private boolean quick;

    @Option(names = "--servers", paramLabel = "LIST", description = "How many servers, separated by commas (1,8,64).")
    private @Nullable String servers;

    @Option(names = "--seed", paramLabel = "S", description = "Of arrivals and services (42).")
    private @Nullable Long seed;

    @Mixin
    private ExperimentOptions shared = new ExperimentOptions();

    @Override
    public Integer call() throws InterruptedException {
        return shared.run(this::options, CapacityExperiment::new);
    }

    /** @throws IllegalArgumentException if a value is wrong */
    private CapacityOptions options() {
        CapacityOptions base = quick ? CapacityOptions.QUICK : CapacityOptions.DEFAULT;
        return base.withServers(servers == null ? base.servers() : LatenessOptions.parse(servers))
                .withSeed(seed == null ? base.seed() : seed);
    }
}
