package io.overlap.testserver;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;

/** Reads one text as a distribution of delays. */
final class DelayForms {
    private static final int MAX_PARTS = 100;
    private static final int MAX_CHARS = 4_000; // a mix of so many parts fits, with all their digits

    private static final String ALL =
            "100, 1.5s, uniform(50,150), normal(100,20), lognormal(p50=90,p99=900), exp(100), "
                    + "pareto(50,1.5) or mix(10ms:90,1s:10)";
    private static final String UNIFORM = "uniform(LEAST,MOST), two delays, the least first";
    private static final String NORMAL = "normal(MEAN,DEVIATION), two delays";
    private static final String LOGNORMAL = "lognormal(p50=DELAY,p99=DELAY), p50 over 0 and not over p99";
    private static final String EXP = "exp(MEAN), a delay";
    private static final String PARETO = "pareto(LEAST,SHAPE), a delay over 0 and a number over 0";
    private static final String MIX = "mix(DELAY:WEIGHT,...), up to " + MAX_PARTS + ", each weight a number over 0";

    // So few digits that a double keeps them all.
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}(?:\\.\\d{1,9})?");
    private static final int NUMBER_DIGITS = 9;

    private final String text;

    DelayForms(String text) {
        this.text = text;
    }

    /** @param files whether it may name one */
    DelayDistribution read(boolean files) {
        if (text.length() > MAX_CHARS) {
            throw refused("at most " + MAX_CHARS + " characters");
        }
        int open = text.indexOf('(');
        if (open < 0 && !text.isEmpty() && Character.isDigit(text.charAt(0))) {
            return DelayDistribution.fixed(Delay.parse(text));
        }
        if (open < 0 || !text.endsWith(")")) {
            throw refused(ALL);
        }
        String inside = text.substring(open + 1, text.length() - 1);
        return switch (text.substring(0, open)) {
            case "uniform" -> uniform(parts(inside, 2, UNIFORM));
            case "normal" -> normal(parts(inside, 2, NORMAL));
            case "lognormal" -> lognormal(parts(inside, 2, LOGNORMAL));
            case "exp" -> exponential(inside);
            case "pareto" -> pareto(parts(inside, 2, PARETO));
            case "mix" -> mix(inside.split(",", -1));
            case "trace" -> {
                if (!files) {
                    throw new IllegalArgumentException(
                            "not a delay here: " + Shown.of(text) + ": trace(FILE) only in --delay and --routes");
                }
                yield trace(inside);
            }
            default -> throw refused(ALL);
        };
    }

    private DelayDistribution uniform(String[] parts) {
        Delay least = delay(parts[0]);
        Delay most = delay(parts[1]);
        if (least.nanos() > most.nanos()) {
            throw refused(UNIFORM);
        }
        return distribution("uniform(" + bare(least) + "," + bare(most) + ")", Quantiles.uniform(n(least), n(most)));
    }

    private DelayDistribution normal(String[] parts) {
        Delay mean = delay(parts[0]);
        Delay deviation = delay(parts[1]);
        return distribution(
                "normal(" + bare(mean) + "," + bare(deviation) + ")", Quantiles.normal(n(mean), n(deviation)));
    }

    private DelayDistribution lognormal(String[] parts) {
        if (!parts[0].startsWith("p50=") || !parts[1].startsWith("p99=")) {
            throw refused(LOGNORMAL);
        }
        Delay p50 = delay(parts[0].substring("p50=".length()));
        Delay p99 = delay(parts[1].substring("p99=".length()));
        if (p50.nanos() == 0 || p50.nanos() > p99.nanos()) {
            throw refused(LOGNORMAL);
        }
        return distribution(
                "lognormal(p50=" + bare(p50) + ",p99=" + bare(p99) + ")", Quantiles.lognormal(n(p50), n(p99)));
    }

    private DelayDistribution exponential(String inside) {
        Delay mean = delay(parts(inside, 1, EXP)[0]);
        return distribution("exp(" + bare(mean) + ")", Quantiles.exponential(n(mean)));
    }

    private DelayDistribution pareto(String[] parts) {
        Delay least = delay(parts[0]);
        double shape = number(parts[1], PARETO);
        if (least.nanos() == 0) {
            throw refused(PARETO);
        }
        return distribution("pareto(" + bare(least) + "," + plain(shape) + ")", Quantiles.pareto(n(least), shape));
    }

    private record Part(Delay delay, double weight) {}

    /** In ascending order, so that a mix is the same in whatever order it is written. */
    private DelayDistribution mix(String[] written) {
        if (written.length > MAX_PARTS) {
            throw refused(MIX);
        }
        List<Part> parts = new ArrayList<>();
        for (String part : written) {
            int colon = part.indexOf(':');
            if (colon < 0) {
                throw refused(MIX);
            }
            parts.add(new Part(delay(part.substring(0, colon)), number(part.substring(colon + 1), MIX)));
        }
        parts.sort(Comparator.<Part>comparingLong(part -> part.delay.nanos()).thenComparingDouble(Part::weight));
        String listed = String.join(
                ",",
                parts.stream()
                        .map(part -> part.delay + ":" + plain(part.weight))
                        .toList());
        return distribution(
                "mix(" + listed + ")",
                Quantiles.mix(
                        parts.stream().mapToDouble(part -> n(part.delay)).toArray(),
                        parts.stream().mapToDouble(Part::weight).toArray()));
    }

    private DelayDistribution trace(String file) {
        if (file.isEmpty()) {
            throw refused("trace(FILE), a delay a line");
        }
        return distribution(text, Quantiles.sample(DelayTrace.read(file)));
    }

    private static DelayDistribution distribution(String written, DoubleUnaryOperator nanosAt) {
        return new DelayDistribution(written, nanosAt);
    }

    private String[] parts(String inside, int count, String form) {
        String[] parts = inside.split(",", -1);
        if (parts.length != count) {
            throw refused(form);
        }
        return parts;
    }

    private Delay delay(String part) {
        try {
            return Delay.parse(part);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a delay: " + Shown.of(text) + ": " + e.getMessage(), e);
        }
    }

    private double number(String part, String form) {
        if (!NUMBER.matcher(part).matches()) {
            throw refused(form);
        }
        double number = Double.parseDouble(part);
        if (number == 0) {
            throw refused(form);
        }
        return number;
    }

    private IllegalArgumentException refused(String form) {
        return new IllegalArgumentException("not a delay: " + Shown.of(text) + " (" + form + ")");
    }

    private static double n(Delay delay) {
        return (double) delay.nanos();
    }

    /** In milliseconds, which need no unit. */
    private static String bare(Delay delay) {
        String written = delay.toString();
        return written.substring(0, written.length() - "ms".length());
    }

    private static String plain(double number) {
        BigDecimal digits = new BigDecimal(number).setScale(NUMBER_DIGITS, RoundingMode.HALF_EVEN);
        return digits.stripTrailingZeros().toPlainString();
    }
}
