package io.overlap.experiments.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A page of Markdown, paragraph by paragraph. What comes from files is shown as it is, never as markup. */
final class Markdown {
    private final StringBuilder out = new StringBuilder();

    Markdown heading(int level, String text) {
        return block("#".repeat(level) + " " + text(text));
    }

    Markdown paragraph(String text) {
        return block(text(text));
    }

    Markdown code(String line) {
        return block("    " + line);
    }

    Markdown list(List<String> items) {
        return block(
                String.join("\n", items.stream().map(item -> "- " + text(item)).toList()));
    }

    Markdown image(String alt, String file) {
        return block("![" + text(alt) + "](" + link(file) + ")");
    }

    /** The first column to the left, the others to the right. */
    Markdown table(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            lines.add("| " + String.join(" | ", row.stream().map(Markdown::text).toList()) + " |");
        }
        lines.add(1, "|---" + "|---:".repeat(rows.getFirst().size() - 1) + "|");
        return block(String.join("\n", lines));
    }

    private Markdown block(String text) {
        out.append(out.isEmpty() ? "" : "\n").append(text).append('\n');
        return this;
    }

    /** In one line, with what Markdown or HTML would take for its own set apart. */
    static String text(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (char c : text.replaceAll("\\s+", " ").toCharArray()) {
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '\\', '`', '*', '_', '[', ']', '|', '#', '~' ->
                    safe.append('\\').append(c);
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    /** A file's name as a relative link. */
    static String link(String file) {
        StringBuilder link = new StringBuilder();
        for (byte b : file.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._".indexOf(c) >= 0);
            link.append(plain ? String.valueOf(c) : "%" + hex(b >> 4) + hex(b));
        }
        return link.toString();
    }

    private static char hex(int nibble) {
        return "0123456789ABCDEF".charAt(nibble & 0xF);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
