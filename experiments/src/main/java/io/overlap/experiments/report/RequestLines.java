package io.overlap.experiments.report;

/** A line for each request from its arrival to its answer, the first at the top, coloured by connection. */
final class RequestLines {
    private static final double SHORTEST = 0.6;
    private static final double OVERLAP = 0.4; // without it the paper shines through between fine lines

    private RequestLines() {}

    /** Draws the first requests, as many as are to be seen. */
    static void draw(Svg svg, Chronology chronology, int shown, TimeAxis time, double top, double bottom) {
        double height = (bottom - top) / shown;
        Pen[] pens = new Pen[Svg.HUES.length];
        for (int hue = 0; hue < pens.length; hue++) {
            pens[hue] = new Pen();
        }
        for (int i = 0; i < shown; i++) {
            double from = time.x(chronology.arrived(i));
            double to = Math.min(time.right(), Math.max(from + SHORTEST, time.x(chronology.answered(i))));
            pens[hue(chronology, i)].move(from, top + (i + 0.5) * height).across(to);
        }
        double width = height > 4 ? height * 0.7 : height + OVERLAP;
        for (int hue = 0; hue < pens.length; hue++) {
            svg.path(pens[hue], "h" + hue, "stroke-width=\"" + Svg.n(width) + '"');
        }
    }

    /** Neighbours share a hue where there are more connections than hues: alternating, fine lines would mix to grey. */
    private static int hue(Chronology chronology, int i) {
        int groups = Svg.HUES.length;
        int connections = chronology.connections();
        return connections <= groups
                ? chronology.connection(i)
                : (int) ((long) chronology.connection(i) * groups / connections);
    }
}
