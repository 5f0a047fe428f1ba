package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The inputs of {@link ParserFuzzTest}, those it began with and those that broke something once. */
class ParserInputsTest {
    private static final String FOLDER = "ParserFuzzTestInputs";
    private static final Map<String, Consumer<String>> PROPERTIES = new TreeMap<>(Map.<String, Consumer<String>>of(
            "delay", ParserProperties::delay,
            "distribution", ParserProperties::distribution,
            "parameter", ParserProperties::parameter,
            "plan", ParserProperties::plan,
            "scenario", ParserProperties::scenario));

    @TestFactory
    Stream<DynamicContainer> eachInputIsReadOrRefused() {
        return PROPERTIES.entrySet().stream()
                .map(property -> DynamicContainer.dynamicContainer(
                        property.getKey(),
                        inputs(property.getKey()).stream()
                                .map(file -> DynamicTest.dynamicTest(
                                        String.valueOf(file.getFileName()),
                                        () -> property.getValue()
                                                .accept(ParserProperties.text(Files.readAllBytes(file)))))));
    }

    @Test
    void eachParserHasInputsAndEachFolderAParser() throws Exception {
        List<String> folders = list(folder()).stream()
                .map(folder -> String.valueOf(folder.getFileName()))
                .toList();
        assertEquals(List.copyOf(PROPERTIES.keySet()), folders);
        for (String name : folders) {
            assertTrue(inputs(name).size() >= 8, name);
        }
    }

    private static List<Path> inputs(String property) {
        try {
            return list(folder().resolve(property));
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Path folder() throws URISyntaxException {
        URL folder = Objects.requireNonNull(ParserInputsTest.class.getResource(FOLDER), FOLDER);
        return Path.of(folder.toURI());
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
