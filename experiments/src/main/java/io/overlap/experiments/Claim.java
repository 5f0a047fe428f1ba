package io.overlap.experiments;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A figure with a bound.
 *
 * @param id stable, for scripts
 * @param claim the sentence that is held or not
 */
public record Claim(String id, String claim, double value, double bound, String unit, boolean holds) {

    public static Claim atLeast(String id, String figure, double value, double bound) {
        return new Claim(id, figure + " at least " + plain(bound), value, bound, "", value >= bound);
    }

    public static Claim atMost(String id, String figure, double value, double bound, String unit) {
        return new Claim(id, figure + " at most " + plain(bound) + " " + unit, value, bound, unit, value <= bound);
    }

    public static Claim under(String id, String figure, double value, double bound, String unit) {
        return new Claim(id, figure + " under " + plain(bound) + " " + unit, value, bound, unit, value < bound);
    }

    public static Claim exactly(String id, String figure, double value, double bound) {
        return new Claim(id, figure + " exactly " + plain(bound), value, bound, "", value == bound);
    }

    private static final Pattern VERB = Pattern.compile(" (at least|at most|under|exactly) ");

    /** The claim in a line: {@code holds   async efficiency 0.987, at least 0.98}. */
    public String line() {
        Matcher verb = VERB.matcher(claim);
        int end = verb.find() ? verb.start() : claim.length();
        return (holds ? "holds   " : "FAILS   ") + claim.substring(0, end) + " " + plain(value) + ","
                + claim.substring(end);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3f", value);
    }
}
