package io.overlap.testserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The page at {@code /}: its parts, put into one file that refers to no other. */
final class LivePage {
    private static final List<String> PARTS =
            List.of("uPlot.min.css", "page.css", "uPlot.iife.min.js", "chronology.js", "page.js");

    private LivePage() {}

    static byte[] bytes() {
        String page = read("page.html");
        for (String part : PARTS) {
            page = page.replace("/*{" + part + "}*/", read(part));
        }
        return page.getBytes(StandardCharsets.UTF_8);
    }

    private static String read(String part) {
        try (InputStream in = LivePage.class.getResourceAsStream("live/" + part)) {
            if (in == null) {
                throw new AssertionError("not in the jar: live/" + part);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read live/" + part, e);
        }
    }
}
