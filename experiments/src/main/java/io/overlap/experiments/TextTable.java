package io.overlap.experiments;

import java.util.List;

/** Cells in columns, for a terminal. */
public final class TextTable {
    private TextTable() {}

    /** The first column to the left, the others to the right. */
    public static String aligned(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        StringBuilder out = new StringBuilder();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String space = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? "" : "  ").append(i == 0 ? row.get(i) + space : space + row.get(i));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
