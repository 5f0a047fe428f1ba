package io.overlap.batcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The first program of docs/batcher.md does what it says, as it stands there. */
class StartTest {
    private static final class Database {
        private final ConcurrentLinkedQueue<String> rows = new ConcurrentLinkedQueue<>();

        void insertAll(List<String> batch) {
            rows.addAll(batch);
        }
    }

    private final Database database = new Database();

    private static Void report(String row, Throwable why) {
        throw new AssertionError(row, why);
    }

    @Test
    void theStartInTheGuideSavesItsRows() throws Exception {
        List<String> rows = List.of("a", "b", "c");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        // begin
        BlockingWriter<String, Void> writer = batch -> {
            database.insertAll(batch.items());
            return BatchResult.saved();
        };
        try (AsyncBatcher<String, Void> batcher =
                AsyncBatcher.blocking(writer, threads).build()) {
            for (String row : rows) {
                batcher.save(row).exceptionally(why -> report(row, why));
            }
        } // drains, or throws with a report of what is left
        // end
        threads.shutdown();
        assertEquals(rows, database.rows.stream().sorted().toList());
    }

    @Test
    void theGuideShowsThisProgram() throws Exception {
        String source = Files.readString(Path.of("src/test/java/io/overlap/batcher/StartTest.java"));
        String program = source.substring(source.indexOf("// begin") + 8, source.indexOf("// end"));
        String guide = Files.readString(Path.of("../docs/batcher.md"));
        assertTrue(squeezed(guide).contains(squeezed(program)), "docs/batcher.md shows another program");
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
