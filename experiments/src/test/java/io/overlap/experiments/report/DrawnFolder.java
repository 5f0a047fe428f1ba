package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.xml.sax.helpers.DefaultHandler;

/** The folder of a run, and what is drawn there. */
class DrawnFolder {
    final Path path;
    final List<String> troubles = new ArrayList<>();

    DrawnFolder(Path path) {
        this.path = path;
    }

    DrawnFolder file(String name, String text) {
        try {
            Files.writeString(path.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final boolean draw() {
        return Report.draw(path, troubles::add);
    }

    /** Of another {@code run.json}. */
    final boolean draw(String json) {
        file("run.json", json);
        return draw();
    }

    final String text(String name) throws IOException {
        return Files.readString(path.resolve(name));
    }

    final boolean has(String name) {
        return Files.exists(path.resolve(name));
    }

    /** All that was drawn, by name. */
    final Map<String, String> drawn() throws IOException {
        Map<String, String> drawn = new TreeMap<>();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".svg") || name.endsWith(".md")) {
                    drawn.put(name, Files.readString(file));
                }
            }
        }
        return drawn;
    }

    /** Strictly: what is not well-formed is an exception. */
    final Document svg(String name) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        var builder = factory.newDocumentBuilder();
        builder.setErrorHandler(new DefaultHandler()); // throws, and prints nothing
        return builder.parse(path.resolve(name).toFile());
    }

    /** The same file gives the same bytes. */
    final void assertDrawnAlikeAgain() throws IOException {
        Map<String, String> first = drawn();
        assertTrue(draw(), troubles::toString);
        assertEquals(first, drawn());
    }

    /** So many troubles there were, each a line that names the file. */
    final void assertTroublesOfTheFile(int count) {
        assertEquals(count, troubles.size(), troubles::toString);
        assertTrue(troubles.stream().allMatch(line -> line.startsWith("run.json: ")), troubles::toString);
    }
}
