package io.overlap.cli;

import io.overlap.experiments.database.DatabaseUrl;
import io.overlap.experiments.rows.RowsExperiment;
import io.overlap.experiments.rows.RowsOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code overlap experiment rows}: rows into real databases, by hand and by the batcher. */
@Command(
        name = "rows",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "How fast do rows get into PostgreSQL and SQLite, by a hand-written loop and by the batcher?",
            "Single inserts, inserts of many rows, COPY, and SQLite's transactions, with equal connections and tables; and",
            "upserts that overlap, unsorted and sorted. Needs no database: PostgreSQL comes along on Linux."
        },
        footer = {
            "",
            "Into a server of yours it makes the tables overlap_rows and overlap_upserts, and drops them at the end. Its password is",
            "taken from the environment, from OVERLAP_DB_PASSWORD or PGPASSWORD.",
            "",
            "Try:",
            "  overlap experiment rows --quick                each once; about a minute",
            "  overlap experiment rows                        by batch size and connections, five times; about five minutes",
            "  overlap experiment rows --into postgresql://ann@localhost/test"
        })
final class RowsCommand implements Callable<Integer> {
    @Option(names = "--reps", paramLabel = "N", description = "Trials of each (5).")
    private @Nullable Integer reps;

    @Option(
            names = "--quick",
            description =
                    "In miniature: the largest batches, one connection, shorter trials, --reps 1 where not said otherwise.")
    private boolean quick;

    @Option(
            names = "--into",
            paramLabel = "URL",
            description =
                    "postgresql://USER@HOST:PORT/DATABASE, sqlite:FILE, or embedded (a PostgreSQL and a SQLite of our own).")
    private @Nullable String into;

    @Mixin
    private ExperimentOptions shared = new ExperimentOptions();

    @Override
    public Integer call() throws InterruptedException {
        return shared.run(this::options, RowsExperiment::new);
    }

    /** @throws IllegalArgumentException if a value is wrong */
    private RowsOptions options() {
        RowsOptions base = quick ? RowsOptions.QUICK : RowsOptions.DEFAULT;
        RowsOptions often = reps == null ? base : base.withReps(reps);
        return into == null || into.equals("embedded") ? often : often.withInto(DatabaseUrl.of(into));
    }
}
