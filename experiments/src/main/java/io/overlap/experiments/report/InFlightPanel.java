package io.overlap.experiments.report;

import org.jspecify.annotations.Nullable;

/** How many requests were in flight over time: a step curve with the cap as a line to compare with. */
final class InFlightPanel {
    private static final double LINE = 13;

    private final Chronology chronology;
    private final TimeAxis time;
    private final double top;
    private final double bottom;
    private final @Nullable Integer cap;

    InFlightPanel(Chronology chronology, TimeAxis time, double top, double bottom, @Nullable Integer cap) {
        this.chronology = chronology;
        this.time = time;
        this.top = top;
        this.bottom = bottom;
        this.cap = cap;
    }

    /** @param exact every step, or the highest of each pixel column */
    void draw(Svg svg, double left, boolean exact) {
        int most = chronology.maxInFlight();
        double ceiling = Math.max(most, cap == null ? 1 : cap) * 1.08;
        Pen pen = exact ? steps(ceiling) : columns(left, ceiling);
        time.grid(svg, top, bottom);
        svg.path(pen, "f0", "fill-opacity=\".22\"");
        svg.path(pen, "h0", "stroke-width=\"1.2\"", "stroke-linejoin=\"round\"");
        if (cap != null) {
            svg.line(left, y(cap, ceiling), time.right(), y(cap, ceiling), "axis", "stroke-dasharray=\"2 3\"");
        }
        svg.line(left, bottom, time.right(), bottom, "axis");
        String dotted = cap == null ? "" : "; dotted: the cap of " + Numbers.count(cap);
        svg.text(left, top - 8, "in flight, " + Numbers.count(most) + " at most" + dotted, "small");
        svg.text(left - 8, bottom + 4, "0", "small muted end");
        int labelled = cap == null ? most : cap;
        svg.text(left - 8, y(labelled, ceiling) + 4, Numbers.count(labelled), "small muted end");
        boolean apart = Math.abs(y(labelled, ceiling) - y(most, ceiling)) >= LINE && bottom - y(most, ceiling) >= LINE;
        if (apart) {
            svg.text(left - 8, y(most, ceiling) + 4, Numbers.count(most), "small muted end");
        }
    }

    private double y(double inFlight, double ceiling) {
        return bottom - inFlight / ceiling * (bottom - top);
    }

    private Pen steps(double ceiling) {
        Pen pen = new Pen().move(time.x(0), y(0, ceiling));
        double[] last = {time.x(0)};
        chronology.inFlight((nanos, inFlight) -> {
            if (nanos / 1e9 <= time.end()) {
                double x = time.x(nanos);
                if (!Svg.n(x).equals(Svg.n(last[0]))) {
                    pen.across(x);
                }
                pen.upTo(y(inFlight, ceiling));
                last[0] = x;
            }
        });
        if (chronology.seconds() > time.end()) {
            pen.across(time.right()).upTo(y(0, ceiling));
        }
        return pen;
    }

    private Pen columns(double left, double ceiling) {
        int columns = (int) Math.ceil(time.right() - left);
        int[] most = new int[columns];
        int[] state = {0, 0}; // the column reached, how many are in flight there
        chronology.inFlight((nanos, inFlight) -> {
            int column = Math.min(columns - 1, (int) (time.x(nanos) - left));
            while (state[0] < column) {
                state[0]++;
                most[state[0]] = Math.max(most[state[0]], state[1]);
            }
            if (nanos / 1e9 <= time.end()) {
                most[column] = Math.max(most[column], inFlight);
            }
            state[1] = inFlight;
        });
        Pen pen = new Pen().move(left, y(0, ceiling));
        int drawn = 0;
        for (int column = 0; column < columns; column++) {
            if (most[column] != drawn) {
                drawn = most[column];
                pen.across(left + column).upTo(y(drawn, ceiling));
            }
        }
        return drawn == 0 ? pen : pen.across(time.right()).upTo(y(0, ceiling));
    }
}
