package io.overlap.experiments.delays;

import java.util.function.DoublePredicate;

/**
 * How far a sample may be from its law by chance alone: farther is one sample in a million. By inequalities that hold for every
 * law and every size, so that the bounds are a little too wide and never too narrow.
 */
final class Chance {
    private static final double BLAMED = 1e-6; // of samples that are drawn rightly
    private static final int HALVINGS = 60;

    private Chance() {}

    /**
     * The largest distance between a law and the share that is seen (Dvoretzky, Kiefer, Wolfowitz; Massart's constant).
     */
    static double distance(int draws) {
        return Math.sqrt(Math.log(2 / BLAMED) / (2.0 * draws));
    }

    /** The least share that may belong to the draw of this rank, from 1 in ascending order (Chernoff's bound). */
    static double lowestShare(int rank, int draws) {
        double seen = (double) rank / draws;
        return 1 - farthest(1 - seen, from -> isChance(seen, 1 - from, draws));
    }

    /** The largest share that may belong to it. */
    static double highestShare(int rank, int draws) {
        double seen = (rank - 1.0) / draws;
        return farthest(seen, share -> isChance(seen, share, draws));
    }

    /** From a value on up to 1, as far as the condition holds. */
    private static double farthest(double start, DoublePredicate holds) {
        double inside = start;
        double outside = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (inside + outside) / 2;
            if (holds.test(middle)) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return inside;
    }

    private static boolean isChance(double seen, double said, int draws) {
        return draws * divergence(seen, said) <= Math.log(2 / BLAMED);
    }

    /** Of Kullback and Leibler, between two coins. */
    private static double divergence(double seen, double said) {
        return term(seen, said) + term(1 - seen, 1 - said);
    }

    private static double term(double seen, double said) {
        return seen <= 0 ? 0 : seen * Math.log(seen / said);
    }
}
