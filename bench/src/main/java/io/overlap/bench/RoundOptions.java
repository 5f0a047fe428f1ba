package io.overlap.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What the command line of a benchmark of servers asks for.
 *
 * @param rounds in which each contestant runs once, in random order
 * @param seconds each time
 */
record RoundOptions(int rounds, int seconds, long seed, Path out) {
    private static final String QUICK = "--quick";
    private static final int MOST = 3_600;

    /**
     * Words over these, which are the published ones. {@code --quick}: one round, of so many seconds, where not said otherwise.
     */
    RoundOptions with(String[] words, int quickSeconds) {
        RoundOptions options = List.of(words).contains(QUICK) ? new RoundOptions(1, quickSeconds, seed, out) : this;
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals(QUICK)) {
                continue;
            }
            if (i + 1 == words.length) {
                throw unknown(words[i]);
            }
            options = options.with(words[i], words[++i]);
        }
        return options;
    }

    private RoundOptions with(String name, String value) {
        return switch (name) {
            case "--rounds" -> new RoundOptions(some(name, value), seconds, seed, out);
            case "--seconds" -> new RoundOptions(rounds, some(name, value), seed, out);
            case "--seed" -> new RoundOptions(rounds, seconds, number(name, value), out);
            case "--out" -> new RoundOptions(rounds, seconds, seed, Path.of(value));
            default -> throw unknown(name);
        };
    }

    private static int some(String name, String value) {
        long number = number(name, value);
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException(name + " not within 1 and " + MOST + ": " + value);
        }
        return (int) number;
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is not a number: " + value, e);
        }
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                "no such option, or no value: " + name + "; known: --quick --rounds N --seconds N --seed N --out DIR");
    }
}
