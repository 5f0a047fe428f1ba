package io.overlap.experiments.report;

import org.jspecify.annotations.Nullable;

/** Time against size for each way of saving, and the size where computing and saving take equally long. */
final class PrimesFigure {
    static final String NAME = "primes.svg";

    private static final int WIDTH = 960;
    private static final double LEFT = 160;
    private static final double RIGHT = 730;
    private static final double TOP = 112;
    private static final double APART = 112; // from the foot of the first panel to the second
    private static final double LIMIT = 8_192; // the book's own example

    private final PrimesFile run;

    PrimesFigure(PrimesFile run) {
        this.run = run;
    }

    static boolean isEmpty(PrimesFile run) {
        return run.part(PrimesFile.SIZES).isEmpty()
                && run.part(PrimesFile.BALANCED).isEmpty();
    }

    private PrimesFile.@Nullable Row ours() {
        PrimesFile.Row ours = run.size(LIMIT, PrimesFile.OURS);
        return ours != null || run.limits(PrimesFile.SIZES).isEmpty()
                ? ours
                : run.size(run.limits(PrimesFile.SIZES).getLast(), PrimesFile.OURS);
    }

    private String title() {
        PrimesFile.Row ours = ours();
        Double over = ours == null ? null : ours.overIdeal();
        if (ours == null || over == null) {
            return "Primes, found and saved";
        }
        return Numbers.count(ours.items()) + " primes below " + Numbers.count((long) ours.limit())
                + " are saved in " + Numbers.seconds(ours.median()) + ", " + Numbers.fixed(over, 2)
                + " times the ideal";
    }

    String alt() {
        return "Seconds to find and save primes, by size and way of saving: " + title();
    }

    private String computing() {
        PrimesFile.Row ours = ours();
        PrimesFile.Row none = ours == null ? null : run.size(ours.limit(), PrimesFile.NONE);
        return none == null
                ? ""
                : " · computing alone: " + Numbers.seconds(none.median()) + " below "
                        + Numbers.count((long) none.limit());
    }

    String draw() {
        SizesPanel sizes = new SizesPanel(run, LEFT, RIGHT);
        BalancedPanel balanced = new BalancedPanel(run, LEFT, RIGHT);
        double second = sizes.isEmpty() ? TOP : TOP + SizesPanel.HEIGHT + APART;
        double bottom = balanced.isEmpty() ? TOP + SizesPanel.HEIGHT + 44 : second + balanced.height();
        Svg svg = new Svg(WIDTH, (int) (bottom + 16), title(), alt());
        svg.text(24, 34, title(), "title");
        svg.text(
                24,
                57,
                "each prime by a request of " + Numbers.plain(run.delayMillis()) + " ms, " + run.cap()
                        + " at once; powers of ten and of two; thin: as the book published" + computing(),
                "muted");
        if (!sizes.isEmpty()) {
            sizes.draw(svg, TOP);
        }
        if (!balanced.isEmpty()) {
            balanced.draw(svg, second);
        }
        return svg.toString();
    }
}
