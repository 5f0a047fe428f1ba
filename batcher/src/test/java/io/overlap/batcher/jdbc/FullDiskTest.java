package io.overlap.batcher.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.overlap.batcher.Outcome;
import io.overlap.batcher.RetryPolicy;
import io.overlap.batcher.SaveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvn verify -Pfaults -pl batcher}: needs the right to mount a file system. */
@Tag("faults")
@Timeout(120)
final class FullDiskTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aFullDiskFailsAtOnceAndWhatIsToldIsTrue() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
        if (!mounted) {
            System.err.println("SKIPPED FullDiskTest: no right to mount a tmpfs; run it as root");
        }
        Assumptions.assumeTrue(mounted, "no right to mount a tmpfs");
        try (Postgres postgres = Postgres.start(folder.resolve("pg"));
                HikariDataSource pool = postgres.pool(4)) {
            Path space = Files.createDirectory(disk.resolve("space"));
            postgres.run("create tablespace small location '" + space + "'");
            postgres.run("create table rows (id bigint, name text) tablespace small");
            fill(postgres, pool);
        } finally {
            assertTrue(run("umount", "-l", disk.toString()));
        }
    }

    private static void fill(Postgres postgres, HikariDataSource pool) throws InterruptedException {
        int rows = 6_000;
        String text = "x".repeat(1_000);
        JdbcBatchWriter<Row> writer = JdbcBatchWriter.<Row>copy(pool, "rows", "id", "name")
                .bind(Row::bind)
                .build();
        try (Saving saving = new Saving(writer, Saving.POLICY, RetryPolicy.DEFAULT)) {
            for (long id = 0; id < rows; id++) {
                saving.save(new Row(id, text));
            }
            Map<Outcome, Integer> outcomes = saving.outcomes();
            int saved = Objects.requireNonNull(outcomes.get(Outcome.SAVED));
            assertEquals(rows - saved, outcomes.get(Outcome.FAILED), outcomes::toString);
            assertEquals(saved + " " + saved, postgres.text("select count(*) || ' ' || count(distinct id) from rows"));
            SaveException why = saving.ended(rows - 1);
            String cause = String.valueOf(Objects.requireNonNull(why).getCause());
            assertTrue(cause.contains("53100") && cause.contains("free space"), cause);
            postgres.run("truncate rows");
            saving.save(rows);
            assertEquals(null, saving.ended(rows), "with space again it goes on");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
