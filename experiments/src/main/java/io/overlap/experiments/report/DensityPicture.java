package io.overlap.experiments.report;

/** Many requests over time: each cell stands for some requests and a moment, and tells how many of them were in flight. */
final class DensityPicture {
    private static final double CELL = 2;
    private static final double[] STRENGTH = {0.25, 0.43, 0.62, 0.81, 1};

    private DensityPicture() {}

    /** Draws the first requests, as many as are to be seen. */
    static void draw(Svg svg, Chronology chronology, int shown, TimeAxis time, double left, double top, double bottom) {
        int columns = (int) Math.ceil((time.right() - left) / CELL);
        int rows = (int) ((bottom - top) / CELL);
        int[][] inFlight = new int[rows][columns + 1];
        int[] requests = new int[rows];
        for (int i = 0; i < shown; i++) {
            int row = (int) ((long) i * rows / shown);
            requests[row]++;
            inFlight[row][column(time.x(chronology.arrived(i)) - left, columns)]++;
            inFlight[row][column(time.x(chronology.answered(i)) - left, columns) + 1]--;
        }
        Pen[] pens = new Pen[STRENGTH.length];
        for (int level = 0; level < pens.length; level++) {
            pens[level] = new Pen();
        }
        for (int row = 0; row < rows; row++) {
            runs(pens, inFlight[row], requests[row], time, left, top + (row + 0.5) * (bottom - top) / rows);
        }
        for (int level = 0; level < pens.length; level++) {
            svg.path(
                    pens[level],
                    "h0",
                    "stroke-width=\"" + Svg.n((bottom - top) / rows) + '"',
                    "stroke-opacity=\"" + Svg.n(STRENGTH[level]) + '"');
        }
    }

    private static int column(double x, int columns) {
        return Math.clamp((int) (x / CELL), 0, columns - 1);
    }

    /** Cells beside each other with the same strength are one line. */
    private static void runs(Pen[] pens, int[] changes, int requests, TimeAxis time, double left, double y) {
        int count = 0;
        int from = 0;
        int level = -1;
        for (int column = 0; column < changes.length; column++) {
            count += changes[column];
            // The last entry only ends what reaches the edge.
            int next = count == 0 || column == changes.length - 1 ? -1 : level(count, requests);
            if (next != level) {
                if (level >= 0) {
                    pens[level].move(left + from * CELL, y).across(Math.min(time.right(), left + column * CELL));
                }
                from = column;
                level = next;
            }
        }
    }

    private static int level(int count, int requests) {
        return Math.min(STRENGTH.length - 1, (int) ((long) count * STRENGTH.length / requests));
    }

    /** What strength means, right-aligned. */
    static void legend(Svg svg, double right, double y) {
        double width = 26;
        double from = right - STRENGTH.length * width - 42;
        svg.text(from - 8, y, "share of a cell's requests in flight:  0", "small muted end");
        for (int level = 0; level < STRENGTH.length; level++) {
            svg.rect(from + level * width, y - 10, width, 11, "f0", "fill-opacity=\"" + Svg.n(STRENGTH[level]) + '"');
        }
        svg.text(right, y, "100 %", "small muted end");
    }
}
