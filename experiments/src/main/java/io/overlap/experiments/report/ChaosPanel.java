package io.overlap.experiments.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What faults do: a row for each, three figures for each batcher, a shade where something was lost, hung or late. */
final class ChaosPanel {
    private static final double ROW = 22;
    private static final double LABELS = 152;
    private static final double FIGURE = 42; // wide
    private static final double COLUMN = 3 * FIGURE + 14;
    private static final double HEAD = 60;
    private static final int MOST_LETTERS = 18;

    private final BatcherFile run;
    private final List<String> faults;
    private final List<BatcherFile.Name> batchers;
    private final double left;

    ChaosPanel(BatcherFile run, double left) {
        this.run = run;
        this.faults = run.faults();
        this.batchers = run.batchers();
        this.left = left;
    }

    boolean isEmpty() {
        return batchers.isEmpty();
    }

    double height() {
        return HEAD + faults.size() * ROW;
    }

    double right() {
        return x(batchers.size());
    }

    void draw(Svg svg, double top) {
        svg.text(left, top - 34, "Faults, live: items lost, futures hung, seconds to close", "bold");
        svg.text(
                left,
                top - 16,
                "close is given " + Numbers.fixed(run.closeMillis() / 1e3, 1) + " s" + others(),
                "small muted");
        for (int i = 0; i < batchers.size(); i++) {
            heading(svg, batchers.get(i), x(i), top);
        }
        svg.line(left, top + HEAD - 6, right(), top + HEAD - 6, "axis");
        for (int i = 0; i < faults.size(); i++) {
            double y = top + HEAD + ROW * (i + 0.5);
            svg.text(left, y + 4, faults.get(i), "");
            for (int j = 0; j < batchers.size(); j++) {
                cells(svg, run.chaos(batchers.get(j), faults.get(i)), x(j), y);
            }
        }
    }

    private String others() {
        return run.peersDate() == null || run.peers().isEmpty()
                ? ""
                : " · the others as measured on " + run.peersDate() + ", – where the fault cannot be";
    }

    private static void heading(Svg svg, BatcherFile.Name name, double x, double top) {
        String shown = name.isOurs() ? "overlap" : name.peer();
        boolean fits = shown.length() <= MOST_LETTERS;
        svg.text(x + 10, top + 8, fits ? shown : shown.substring(0, MOST_LETTERS - 1) + "…", "small bold");
        svg.text(x + 10, top + 26, name.version(), "small muted");
        List<String> figures = List.of("lost", "hung", "close");
        for (int i = 0; i < figures.size(); i++) {
            svg.text(x + FIGURE * (i + 1), top + 46, figures.get(i), "small muted end");
        }
    }

    private void cells(Svg svg, BatcherFile.@Nullable Chaos row, double x, double y) {
        if (row == null || !row.known()) {
            svg.text(x + FIGURE * 3, y + 4, "–", "small muted end");
            return;
        }
        Double close = row.closeSeconds();
        boolean late = row.hasClose() && (close == null || close > run.mostCloseSeconds());
        String closed = close != null ? Numbers.fixed(close, close < 100 ? 2 : 0) : row.hasClose() ? "never" : "–";
        cell(svg, row.lost() == null ? "–" : Numbers.count(row.lost().longValue()), !row.noneLost(), x, y);
        cell(svg, row.hung() == null ? "–" : Numbers.count(row.hung().longValue()), !row.noneHung(), x + FIGURE, y);
        cell(svg, closed, late, x + 2 * FIGURE, y);
    }

    private static void cell(Svg svg, String text, boolean bad, double x, double y) {
        if (bad) {
            svg.rect(x + 2, y - 9, FIGURE, 18, "f3", "rx=\"3\"", "fill-opacity=\".3\"");
        }
        svg.text(x + FIGURE - 2, y + 4, text, bad ? "small bold end" : "small muted end");
    }

    private double x(int batcher) {
        return left + LABELS + COLUMN * batcher;
    }
}
