package io.overlap.experiments;

import java.util.Locale;

/**
 * A figure with a bound.
 *
 * @param id stable, for scripts
 * @param claim the sentence that is held or not
 */
public record Claim(String id, String claim, double value, double bound, String unit, boolean holds) {

    static Claim atLeast(String id, String figure, double value, double bound) {
        return new Claim(id, figure + " at least " + plain(bound), value, bound, "", value >= bound);
    }

    static Claim exactly(String id, String figure, double value, double bound) {
        return new Claim(id, figure + " exactly " + plain(bound), value, bound, "", value == bound);
    }

    /** The claim in a line: {@code holds   async efficiency 0.987, at least 0.98}. */
    public String line() {
        int verb = claim.indexOf(" at least ") >= 0 ? claim.indexOf(" at least ") : claim.indexOf(" exactly ");
        return (holds ? "holds   " : "FAILS   ") + claim.substring(0, verb) + " " + plain(value) + ","
                + claim.substring(verb);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3f", value);
    }
}
