package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of URLs. */
class UrlFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void commentsAndBlankLinesDoNotCount() throws Exception {
        Path file = file("# head\n\nhttp://a/\n   \n  http://b/  \r\n#http://c/\nhttp://a/");

        try (Stream<String> lines = UrlFile.lines(file)) {
            assertEquals(List.of("http://a/", "http://b/", "http://a/"), lines.toList());
        }
        assertEquals(3, UrlFile.count(file, null));
    }

    @Test
    void aLimitTakesTheFirst() throws Exception {
        Path file = file("http://a/\nhttp://b/\nhttp://c/\n");

        assertEquals(2, UrlFile.count(file, 2));
        assertEquals(3, UrlFile.count(file, 9));
        assertEquals(0, UrlFile.count(file, 0), "for others to refuse");
    }

    @Test
    void aFileWithoutUrlsIsRefused() throws Exception {
        Path file = file("# nothing\n\n");
        assertRefused("no URLs in file", () -> UrlFile.count(file, null));
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws Exception {
        Path file = Files.write(folder.resolve("urls"), "http://caf\u00e9/".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("cannot read file of URLs", () -> UrlFile.count(file, null));
    }

    @Test
    void whatIsNoReadableFileIsRefused() {
        assertRefused(
                "cannot read file of URLs",
                () -> UrlFile.readable(folder.resolve("missing").toString()));
        assertRefused("cannot read file of URLs", () -> UrlFile.readable(folder.toString()));
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("urls"), text);
    }

    private static void assertRefused(String words, Runnable action) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.toString());
    }
}
