package io.overlap.testserver;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is to go wrong with an answer, and how often. Decided by a hash of the seed, of what is asked, and of how often it was
 * asked in this run: the same requests meet the same failures, and a repeated one may succeed.
 *
 * @param list faults, each with its probability; NaN: {@code p}
 * @param statuses instead of 200, each with its probability; NaN: {@code p}
 * @param redirects how many redirects lead to the answer, 0 once they have; {@value #LOOP}: none do; {@value #NOT_ASKED}: not
 *     asked for
 * @param p the probability of what names none
 * @param times only the first so many requests for a URL fail
 */
record Faults(List<Chance<Fault>> list, List<Chance<Integer>> statuses, int redirects, double p, int times) {
    static final int LOOP = -1;
    static final int NOT_ASKED = -2;
    static final int MAX_REDIRECTS = 1_000;
    static final Faults NONE = new Faults(List.of(), List.of(), NOT_ASKED, 1, Integer.MAX_VALUE);

    private static final int MAX_CHANCES = 20;

    /** One thing that may go wrong. */
    record Chance<T>(T what, double p) {}

    /** What does go wrong with one answer. A status of 0: none instead of its own. */
    record Drawn(Set<Fault> faults, int status, boolean redirected) {
        static final Drawn NOTHING = new Drawn(Set.of(), 0, false);
    }

    /** Reads {@code reset} or {@code reset:0.1,stall-body:0.02}. */
    static List<Chance<Fault>> faults(String text) {
        List<Chance<Fault>> chances = new ArrayList<>();
        for (String part : parts("fault", text)) {
            chances.add(new Chance<>(Fault.of(before(part)), probabilityIn("fault", part)));
        }
        return List.copyOf(chances);
    }

    /** Reads {@code 503} or {@code 503:0.05,429:0.01}. */
    static List<Chance<Integer>> statuses(String text) {
        List<Chance<Integer>> chances = new ArrayList<>();
        double sum = 0;
        for (String part : parts("status", text)) {
            double p = probabilityIn("status", part);
            sum += Double.isNaN(p) ? 0 : p;
            chances.add(new Chance<>((int) Words.number("status", before(part), 200, 599), p));
        }
        if (sum > 1 + 1e-9
                || (chances.size() > 1
                        && Double.isNaN(chances.stream().mapToDouble(Chance::p).sum()))) {
            throw new IllegalArgumentException("not statuses: status=" + Shown.of(text)
                    + " (503, or 503:0.05,429:0.01: each with its probability, at most 1 together)");
        }
        return List.copyOf(chances);
    }

    /** Reads {@code 3} or {@code loop}. */
    static int redirects(String text) {
        return text.equals("loop") ? LOOP : (int) Words.number("redirect", text, 0, MAX_REDIRECTS);
    }

    static double probability(String name, String text) {
        try {
            double p = Double.parseDouble(text);
            if (p >= 0 && p <= 1 && text.length() <= 20) {
                return p;
            }
        } catch (NumberFormatException e) {
            // falls through to the refusal
        }
        throw new IllegalArgumentException(name + " not within 0 and 1: " + Shown.of(text));
    }

    private static String[] parts(String name, String text) {
        String[] parts = text.split(",", -1);
        if (parts.length > MAX_CHANCES) {
            throw new IllegalArgumentException("more than " + MAX_CHANCES + " of " + name + ": " + parts.length);
        }
        return parts;
    }

    private static String before(String part) {
        int colon = part.indexOf(':');
        return colon < 0 ? part : part.substring(0, colon);
    }

    private static double probabilityIn(String name, String part) {
        int colon = part.indexOf(':');
        return colon < 0 ? Double.NaN : probability("probability of " + name, part.substring(colon + 1));
    }

    boolean isNone() {
        return list.isEmpty() && statuses.isEmpty() && !isRedirecting();
    }

    private boolean isRedirecting() {
        return redirects > 0 || redirects == LOOP;
    }

    /**
     * Decides for one request.
     *
     * @param url path and query as sent
     * @param nth how often it was asked, this time included
     */
    Drawn draw(long seed, String url, int nth) {
        if (nth > times) {
            return Drawn.NOTHING;
        }
        Set<Fault> hit = EnumSet.noneOf(Fault.class);
        for (Chance<Fault> chance : list) {
            if (unit(Hash.of(seed, chance.what.word(), 0), url, nth) < of(chance)) {
                hit.add(chance.what);
            }
        }
        boolean redirected = isRedirecting() && unit(Hash.of(seed, "redirect", 0), url, nth) < p;
        int status = status(unit(seed, url, nth));
        boolean ofRedirects = redirects != NOT_ASKED && status >= 300 && status < 400;
        return new Drawn(hit, ofRedirects && !redirected ? 0 : status, redirected);
    }

    private int status(double unit) {
        double sum = 0;
        for (Chance<Integer> chance : statuses) {
            sum += of(chance);
            if (unit < sum) {
                return chance.what;
            }
        }
        return 0;
    }

    private double of(Chance<?> chance) {
        return Double.isNaN(chance.p) ? p : chance.p;
    }

    /** A uniform number of [0, 1). */
    private static double unit(long seed, String url, int nth) {
        return (Hash.of(seed, url, nth) >>> 11) * 0x1p-53;
    }
}
