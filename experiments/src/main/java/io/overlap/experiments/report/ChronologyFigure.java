package io.overlap.experiments.report;

import org.jspecify.annotations.Nullable;

/** The chronology of one variant: every request from arrival to answer, and beneath how many are in flight. */
final class ChronologyFigure {
    /** With more requests than this a line for each would only be a surface. */
    static final int MAX_LINES = 2_000;

    private static final int WIDTH = 880;
    private static final int HEIGHT = 640;
    private static final double LEFT = 72;
    private static final double RIGHT = 856;
    private static final double TOP = 92;
    private static final double BOTTOM = 450;
    private static final double CURVE_TOP = 494;
    private static final double CURVE_BOTTOM = 584;

    private ChronologyFigure() {}

    /**
     * What is known besides the chronology.
     *
     * @param requests how many the variant was to make in all; null if not known
     */
    record Known(
            String label,
            @Nullable Integer requests,
            @Nullable Integer cap,
            @Nullable Double idealSeconds) {}

    static String alt(Chronology chronology, Known known) {
        return "Chronology of " + known.label + ": " + title(chronology, known) + ", " + "at most "
                + Numbers.count(chronology.maxInFlight()) + " in flight";
    }

    private static String title(Chronology chronology, Known known) {
        Integer all = known.requests;
        String requests = all != null && all > chronology.size()
                ? "the first " + Numbers.count(chronology.size()) + " of " + Numbers.requests(all)
                : Numbers.requests(chronology.size());
        return requests + " in " + Numbers.seconds(chronology.seconds());
    }

    static String draw(Chronology chronology, Known known, Axis axis) {
        TimeAxis time = new TimeAxis(axis, LEFT, RIGHT);
        boolean cut = chronology.seconds() > time.end();
        int shown = cut ? chronology.arrivedBy(time.end()) : chronology.size();
        boolean lines = shown <= MAX_LINES;
        Svg svg = new Svg(WIDTH, HEIGHT, known.label + ": " + title(chronology, known), alt(chronology, known));
        svg.text(24, 34, known.label + ": " + title(chronology, known), "title");
        svg.text(24, 56, subtitle(chronology, cut, lines), "muted");
        time.grid(svg, TOP, BOTTOM);
        if (lines) {
            RequestLines.draw(svg, chronology, shown, time, TOP, BOTTOM);
        } else {
            DensityPicture.draw(svg, chronology, shown, time, LEFT, TOP, BOTTOM);
            DensityPicture.legend(svg, RIGHT, CURVE_TOP - 24);
        }
        requestAxis(svg, shown);
        new InFlightPanel(chronology, time, CURVE_TOP, CURVE_BOTTOM, known.cap).draw(svg, LEFT, lines);
        ideal(svg, time, known.idealSeconds);
        if (cut) {
            String goesOn = "goes on to " + Numbers.seconds(chronology.seconds()) + " →";
            svg.text(RIGHT, CURVE_TOP - 8, goesOn, "small bold end");
        }
        time.labels(svg, CURVE_BOTTOM + 20, "since the first request arrived");
        return svg.toString();
    }

    private static String subtitle(Chronology chronology, boolean cut, boolean lines) {
        String what = lines
                ? "a line per request, from its arrival at the server to its answer, coloured by connection"
                : "requests in the order of their arrival, from arrival to answer";
        String failed =
                chronology.notOk() == 0 ? "" : "; " + Numbers.count(chronology.notOk()) + " not answered with 200";
        return what + (cut && failed.isEmpty() ? ", as far as the axis goes" : failed);
    }

    private static void requestAxis(Svg svg, int shown) {
        Axis axis = Axis.past(shown, 6);
        svg.line(LEFT, TOP, LEFT, BOTTOM, "axis");
        svg.text(LEFT, TOP - 10, "request", "small");
        for (int tick = 1; tick <= axis.lastTick(); tick++) {
            double request = tick * axis.step();
            if (request >= 1 && request <= shown) {
                double y = TOP + (request - 0.5) / shown * (BOTTOM - TOP);
                svg.text(LEFT - 8, y + 4, axis.label(tick, 1), "small muted end");
            }
        }
    }

    private static void ideal(Svg svg, TimeAxis time, @Nullable Double seconds) {
        if (seconds != null && seconds <= time.end()) {
            double x = time.x(seconds);
            svg.line(x, TOP - 6, x, BOTTOM, "ideal");
            svg.line(x, CURVE_TOP, x, CURVE_BOTTOM, "ideal");
            boolean atEdge = x > RIGHT - 60;
            svg.text(
                    atEdge ? RIGHT : x,
                    TOP - 10,
                    "ideal " + Numbers.seconds(seconds),
                    "small idealtext " + (atEdge ? "end" : "middle"));
        }
    }
}
