package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program runs as it is printed there. */
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void tenLinesOfJavaRunAsPrinted(@TempDir Path folder) throws IOException, InterruptedException {
        Matcher block = JAVA.matcher(Files.readString(Path.of("..", "README.md")));
        assertTrue(block.find(), "no Java in the README");
        Path program = Files.writeString(folder.resolve("Ten.java"), block.group(1));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "runs on after a minute");
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        assertEquals(0, process.exitValue(), said);
        assertTrue(
                Pattern.compile("^500 answers of 100 ms in \\d+ ms$", Pattern.MULTILINE)
                        .matcher(said)
                        .find(),
                said);
    }
}
