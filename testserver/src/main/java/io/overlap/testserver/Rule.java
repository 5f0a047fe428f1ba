package io.overlap.testserver;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tries are to fail. Decided by a hash, never by chance or time: the same requests meet the same failures, in
 * whatever order they come.
 */
@FunctionalInterface
interface Rule {
    Rule NEVER = (id, nth) -> false;

    /**
     * Tells whether a try fails.
     *
     * @param id of what is tried
     * @param nth how often it has been tried, this time included
     */
    boolean hits(String id, int nth);

    /**
     * Reads a rule on items: {@code every:N} hits those whose hash is a multiple of N, at each try; {@code p:X} a share X
     * of all tries, so that the next one may succeed; {@code id:a|b|c} those named, at each try.
     *
     * @throws IllegalArgumentException if the text is none; the message names it and the forms
     */
    static Rule ofItems(String name, String text, long seed) {
        String value = text.substring(text.indexOf(':') + 1);
        if (text.startsWith("id:")) {
            Set<String> ids = Arrays.stream(value.split("\\|")).collect(Collectors.toSet());
            return (id, nth) -> ids.contains(id);
        }
        try {
            if (text.startsWith("every:")) {
                int n = count(value);
                return (id, nth) -> Long.remainderUnsigned(Hash.of(seed, id, 0), n) == 0;
            }
            if (text.startsWith("p:")) {
                return share(value, seed);
            }
        } catch (NumberFormatException e) {
            // falls through to the refusal
        }
        throw new IllegalArgumentException(
                "not a rule: " + name + "=" + Shown.of(text) + " (every:N, p:0.01 or id:a|b|c)");
    }

    /** Reads a rule on requests: {@code every:N} hits each N-th of those alike, {@code p:X} a share X of them. */
    static Rule ofRequests(String name, String text, long seed) {
        String value = text.substring(text.indexOf(':') + 1);
        try {
            if (text.startsWith("every:")) {
                int n = count(value);
                return (id, nth) -> nth % n == 0;
            }
            if (text.startsWith("p:")) {
                return share(value, seed);
            }
        } catch (NumberFormatException e) {
            // falls through to the refusal
        }
        throw new IllegalArgumentException("not a rule: " + name + "=" + Shown.of(text) + " (every:N or p:0.01)");
    }

    /** This rule, but only for the first tries of each. */
    default Rule first(int times) {
        return (id, nth) -> nth <= times && hits(id, nth);
    }

    private static Rule share(String value, long seed) {
        double share = Double.parseDouble(value);
        if (!(share >= 0 && share <= 1)) {
            throw new NumberFormatException(value);
        }
        return (id, nth) -> (Hash.of(seed, id, nth) >>> 11) * 0x1p-53 < share;
    }

    private static int count(String value) {
        int count = Integer.parseInt(value);
        if (count < 1) {
            throw new NumberFormatException(value);
        }
        return count;
    }
}
