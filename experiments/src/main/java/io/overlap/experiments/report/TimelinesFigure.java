package io.overlap.experiments.report;

import org.jspecify.annotations.Nullable;

/** The same span of time twice: one request after another, and overlapped. For who has read nothing yet. */
final class TimelinesFigure {
    static final String NAME = "timelines.svg";

    private static final int WIDTH = 880;
    private static final double LEFT = 132;
    private static final double RIGHT = 740;
    private static final double SERIAL_TOP = 98;
    private static final double SERIAL_BOTTOM = 116;
    private static final double TOP = 166;
    private static final double TALLEST = 300;
    private static final int MOST_ANSWERS = 1_000;
    private static final double SHORTEST = 3;

    private final Chronology serial;
    private final Chronology overlapped;
    private final String label;
    private final @Nullable Double delayMillis;
    private final double span;
    private final double bottom;

    TimelinesFigure(Chronology serial, Chronology overlapped, String label, @Nullable Double delayMillis) {
        this.serial = serial;
        this.overlapped = overlapped;
        this.label = label;
        this.delayMillis = delayMillis;
        // With very many requests the first of them: bars that can be seen. And no longer than serial was watched.
        span = Math.min(overlapped.secondsTo(Math.min(overlapped.size(), MOST_ANSWERS)), serial.seconds());
        bottom = TOP + lanes(overlapped) * laneHeight(lanes(overlapped));
    }

    /** In whole pixels while there is room for them: fine bars look uneven otherwise. */
    private static double laneHeight(int lanes) {
        double height = Math.min(SERIAL_BOTTOM - SERIAL_TOP, TALLEST / lanes);
        return height > 2 ? Math.floor(height) : height;
    }

    String title() {
        return "In the same " + Numbers.seconds(span) + ": " + answers(serial) + " one after another, "
                + Numbers.count(overlapped.answeredBy(span)) + " overlapped";
    }

    String alt() {
        return title() + ". Two timelines with a bar for each request: " + Numbers.count(lanes(serial))
                + " at a time, and up to " + Numbers.count(lanes(overlapped)) + " at a time.";
    }

    String draw() {
        Svg svg = new Svg(WIDTH, (int) bottom + 56, title(), alt());
        svg.text(24, 36, title(), "title");
        String waits = delayMillis == null ? "" : " waiting " + Numbers.plain(delayMillis) + " ms";
        svg.text(24, 59, "each bar is one request" + waits + " for its answer", "muted");
        TimeAxis time = new TimeAxis(new Axis(0, span, Axis.past(span, 6).step()), LEFT, RIGHT);
        time.grid(svg, SERIAL_TOP - 12, bottom + 6);
        panel(svg, time, serial, SERIAL_TOP, SERIAL_BOTTOM, "1");
        panel(svg, time, overlapped, TOP, bottom, "0");
        gutters(svg, "serial", "one at a time", serial, (SERIAL_TOP + SERIAL_BOTTOM) / 2);
        gutters(svg, label, Numbers.count(lanes(overlapped)) + " at a time", overlapped, (TOP + bottom) / 2);
        time.labels(svg, bottom + 24, "since the first request arrived");
        return svg.toString();
    }

    private void gutters(Svg svg, String name, String lanes, Chronology chronology, double y) {
        svg.text(24, y - 2, name, "bold");
        svg.text(24, y + 16, lanes, "small muted");
        svg.text(RIGHT + 24, y + 6, Numbers.count(chronology.answeredBy(span)), "huge");
        svg.text(RIGHT + 24, y + 25, chronology.answeredBy(span) == 1 ? "answer" : "answers", "small muted");
    }

    private void panel(Svg svg, TimeAxis time, Chronology chronology, double top, double bottom, String hue) {
        int shown = chronology.arrivedBy(span);
        Lanes lanes = Lanes.of(chronology, shown);
        double height = (bottom - top) / lanes.count();
        double thick = height < 2 ? height : height < 8 ? height - 1 : height - 4;
        Pen answered = new Pen();
        Pen waiting = new Pen();
        for (int i = 0; i < shown; i++) {
            double from = time.x(chronology.arrived(i));
            double to = time.x(chronology.answered(i));
            boolean open = chronology.answered(i) > Math.round(span * 1e9);
            if (open && to - from < SHORTEST) {
                continue; // only began: it would look like a speck of dust
            }
            // A gap where one ends and the next begins.
            double end = open ? to : Math.max(from + 0.5, to - 1.5);
            (open ? waiting : answered)
                    .move(from, top + lanes.of(i) * height + thick / 2)
                    .across(end);
        }
        String width = "stroke-width=\"" + Svg.n(thick) + '"';
        svg.path(answered, "h" + hue, width);
        svg.path(waiting, "h" + hue, width, "stroke-opacity=\".4\"");
    }

    private int lanes(Chronology chronology) {
        return Lanes.of(chronology, chronology.arrivedBy(span)).count();
    }

    private String answers(Chronology chronology) {
        int answers = chronology.answeredBy(span);
        return Numbers.count(answers) + (answers == 1 ? " answer" : " answers");
    }
}
