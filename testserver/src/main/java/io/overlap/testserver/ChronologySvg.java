package io.overlap.testserver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last exchanges as a figure: a line for each from its arrival to its answer, in the order they arrived, and beneath
 * how many were in flight. Readable on light and dark, also where a page embeds it as an image.
 */
final class ChronologySvg {
    static final int MAX_EXCHANGES = 1_000;

    private static final int WIDTH = 960;
    private static final int LEFT = 56;
    private static final int RIGHT = 944;
    private static final int TOP = 68;
    private static final int LINES_HEIGHT = 600; // at most
    private static final int ROW_HEIGHT = 12; // at most
    private static final int FLOW_HEIGHT = 90;
    private static final int GAP = 34;
    private static final int FOOT = 44;
    private static final int TICKS = 8;
    private static final long LEAST_NANOS = 1_000_000; // across the figure
    private static final double LEAST_LENGTH = 1;

    private static final String STYLE = """
            <style>
            text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif;fill:#1f2328}
            .title{font-size:18px;font-weight:600}
            .muted{fill:#59636e}
            .middle{text-anchor:middle}
            .end{text-anchor:end}
            .paper{fill:#fff}
            .grid{stroke:#d1d9e0;fill:none}
            .late{stroke:#1f2328;fill:none}
            .flow{stroke:#2f7ed8;fill:#2f7ed8;fill-opacity:.25}
            @media(prefers-color-scheme:dark){
            text{fill:#e6edf3}
            .muted{fill:#9198a1}
            .paper{fill:#0d1117}
            .grid{stroke:#2a313c}
            .late{stroke:#e6edf3}
            }
            """;

    private final StringBuilder out = new StringBuilder(32_768);
    private final List<Exchange> exchanges; // in the order they arrived
    private final @Nullable String trial;
    private final long startNanos;
    private final long spanNanos;
    private final double rowHeight;
    private final double linesEnd;
    private final double flowEnd;

    private ChronologySvg(List<Exchange> exchanges, @Nullable String trial) {
        this.exchanges = exchanges;
        this.trial = trial;
        startNanos = exchanges.isEmpty() ? 0 : exchanges.get(0).arrivedNanos();
        long end = exchanges.stream().mapToLong(Exchange::answeredNanos).max().orElse(0);
        spanNanos = Math.max(LEAST_NANOS, end - startNanos);
        int rows = Math.max(1, exchanges.size());
        rowHeight = Math.min(ROW_HEIGHT, (double) LINES_HEIGHT / rows);
        linesEnd = TOP + rows * rowHeight;
        flowEnd = linesEnd + GAP + FLOW_HEIGHT;
    }

    /** Draws the exchanges of a trial, or of all if that is null. */
    static void write(Chronology chronology, @Nullable String trial, Consumer<String> to) {
        ArrayDeque<Exchange> last = new ArrayDeque<>();
        chronology.forEach(trial, exchange -> {
            if (last.size() == MAX_EXCHANGES) {
                last.remove();
            }
            last.add(exchange);
        });
        List<Exchange> exchanges = last.stream()
                .sorted(Comparator.comparingLong(Exchange::arrivedNanos))
                .toList();
        to.accept(new ChronologySvg(exchanges, trial).draw());
    }

    private String draw() {
        int height = (int) Math.ceil(flowEnd) + FOOT;
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"t d\" width=\"%d\" height=\"%d\""
                        + " viewBox=\"0 0 %d %d\">\n<title id=\"t\">%s</title>\n",
                WIDTH,
                height,
                WIDTH,
                height,
                escape(title())));
        out.append("<desc id=\"d\">A line for each exchange from its arrival to its answer, in the order they arrived;")
                .append(
                        " what is later than asked has the colour of the text. Beneath, how many of them were in flight.</desc>\n")
                .append(STYLE);
        for (StatusKind kind : StatusKind.values()) {
            out.append('.')
                    .append(className(kind))
                    .append("{stroke:")
                    .append(kind.colour)
                    .append(";fill:none}\n");
        }
        out.append("</style>\n<rect class=\"paper\" width=\"" + WIDTH + "\" height=\"" + height + "\"/>\n");
        text(16, 28, "title", title());
        Map<StatusKind, List<Integer>> rows = rowsByKind();
        legend(rows);
        axis();
        rows.forEach(this::waits);
        lates();
        flow();
        return out.append("</svg>\n").toString();
    }

    private String title() {
        String which = exchanges.size() == MAX_EXCHANGES ? "The last " : "";
        String count = exchanges.isEmpty() ? "No" : String.format(Locale.ROOT, "%,d", exchanges.size());
        String what = exchanges.size() == 1 ? " exchange" : " exchanges";
        return which + count + what + (trial == null ? "" : " of " + trial);
    }

    private Map<StatusKind, List<Integer>> rowsByKind() {
        Map<StatusKind, List<Integer>> rows = new EnumMap<>(StatusKind.class);
        for (int row = 0; row < exchanges.size(); row++) {
            StatusKind kind = StatusKind.of(exchanges.get(row).status());
            rows.computeIfAbsent(kind, first -> new ArrayList<>()).add(row);
        }
        return rows;
    }

    private void legend(Map<StatusKind, List<Integer>> rows) {
        double x = 16;
        for (Map.Entry<StatusKind, List<Integer>> entry : rows.entrySet()) {
            String label = String.format(
                    Locale.ROOT,
                    "%s %,d",
                    entry.getKey().label,
                    entry.getValue().size());
            x = key(x, className(entry.getKey()), label);
        }
        if (!rows.isEmpty()) {
            key(x, "late", "later than asked");
        }
    }

    private double key(double x, String classes, String label) {
        out.append("<path class=\"" + classes + "\" stroke-width=\"6\" d=\"M" + n(x) + " 46h18\"/>\n");
        text(x + 24, 50, "muted", label);
        return x + 24 + label.length() * 7.2 + 20;
    }

    /** Grid lines through both pictures at round seconds since the first arrival. */
    private void axis() {
        double step = step();
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        StringBuilder grid = new StringBuilder();
        for (int i = 0; i * step <= spanNanos / 1e9; i++) {
            double x = x(startNanos + (long) (i * step * 1e9));
            grid.append('M').append(n(x)).append(' ').append(TOP).append('V').append(n(flowEnd));
            text(x, flowEnd + 18, "muted middle", String.format(Locale.ROOT, "%." + decimals + "f", i * step));
        }
        out.append("<path class=\"grid\" d=\"").append(grid).append("\"/>\n");
        text((LEFT + RIGHT) / 2.0, flowEnd + 36, "muted middle", "seconds since the first of them arrived");
    }

    /** One, two or five of a power of ten, such that there are at most {@value #TICKS} ticks. */
    private double step() {
        double least = spanNanos / 1e9 / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private void waits(StatusKind kind, List<Integer> rows) {
        StringBuilder path = new StringBuilder();
        for (int row : rows) {
            Exchange exchange = exchanges.get(row);
            double from = x(exchange.arrivedNanos());
            double to = x(Math.min(exchange.deadlineNanos(), exchange.answeredNanos()));
            line(path, row, from, Math.max(to, from + LEAST_LENGTH));
        }
        lines(className(kind), path);
    }

    private void lates() {
        StringBuilder path = new StringBuilder();
        for (int row = 0; row < exchanges.size(); row++) {
            Exchange exchange = exchanges.get(row);
            double from = x(exchange.deadlineNanos());
            double to = x(exchange.answeredNanos());
            if (to - from >= 0.1) {
                line(path, row, from, to);
            }
        }
        lines("late", path);
    }

    private void line(StringBuilder path, int row, double from, double to) {
        double y = TOP + (row + 0.5) * rowHeight;
        path.append('M').append(n(from)).append(' ').append(n(y)).append('H').append(n(to));
    }

    private void lines(String classes, StringBuilder path) {
        if (path.length() > 0) {
            double width = Math.max(0.6, rowHeight * 0.7);
            out.append("<path class=\"" + classes + "\" stroke-width=\"" + n(width) + "\" d=\"")
                    .append(path)
                    .append("\"/>\n");
        }
    }

    /** Steps up at each arrival and down at each answer. */
    private void flow() {
        long[] arrivals =
                exchanges.stream().mapToLong(Exchange::arrivedNanos).sorted().toArray();
        long[] ends =
                exchanges.stream().mapToLong(Exchange::answeredNanos).sorted().toArray();
        int most = most(arrivals, ends);
        double bottom = flowEnd;
        StringBuilder path = new StringBuilder("M" + LEFT + " " + n(bottom));
        int ended = 0;
        for (int arrived = 0; ended < ends.length; ) {
            boolean arrives = arrived < arrivals.length && arrivals[arrived] <= ends[ended];
            double x = x(arrives ? arrivals[arrived++] : ends[ended++]);
            double y = bottom - (double) (arrived - ended) / most * FLOW_HEIGHT;
            path.append('H').append(n(x)).append('V').append(n(y));
        }
        out.append("<path class=\"flow\" d=\"").append(path).append("\"/>\n");
        text(LEFT, linesEnd + GAP - 10, "muted", "in flight of these");
        text(LEFT - 8, linesEnd + GAP + 5, "muted end", exchanges.isEmpty() ? "" : Integer.toString(most));
        text(LEFT - 8, bottom + 4, "muted end", "0");
    }

    private static int most(long[] arrivals, long[] ends) {
        int most = 1;
        int ended = 0;
        for (int arrived = 0; arrived < arrivals.length; arrived++) {
            while (ends[ended] < arrivals[arrived]) {
                ended++;
            }
            most = Math.max(most, arrived + 1 - ended);
        }
        return most;
    }

    private double x(long nanos) {
        return LEFT + (double) (nanos - startNanos) / spanNanos * (RIGHT - LEFT);
    }

    private void text(double x, double y, String classes, String text) {
        out.append(
                "<text x=\"" + n(x) + "\" y=\"" + n(y) + "\" class=\"" + classes + "\">" + escape(text) + "</text>\n");
    }

    private static String className(StatusKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** A coordinate, to a tenth. */
    private static String n(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + Math.abs(tenths % 10);
    }

    /** A trial may hold any characters; those that XML does not allow become U+FFFD. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean surrogate = c >= 0xD800 && c < 0xE000;
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                default -> escaped.appendCodePoint(c < 0x20 || surrogate || (c & 0xFFFE) == 0xFFFE ? 0xFFFD : c);
            }
        });
        return escaped.toString();
    }
}
