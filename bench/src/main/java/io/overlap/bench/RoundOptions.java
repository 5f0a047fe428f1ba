package io.overlap.bench;

import java.nio.file.Path;

/**
 * What the command line of a benchmark of servers asks for.
 *
 * @param rounds in which each contestant runs once, in random order
 * @param seconds each time
 */
record RoundOptions(int rounds, int seconds, long seed, Path out) {
    /** Words over these, which are the published ones. {@code --quick}: one round, of so many seconds. */
    RoundOptions with(String[] words, int quickSeconds) {
        RoundOptions options = this;
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals("--quick")) {
                options = new RoundOptions(1, quickSeconds, options.seed, options.out);
            } else if (i + 1 < words.length) {
                options = options.with(words[i], words[++i]);
            } else {
                throw unknown(words[i]);
            }
        }
        return options;
    }

    private RoundOptions with(String name, String value) {
        return switch (name) {
            case "--rounds" -> new RoundOptions(atLeastOne(name, value), seconds, seed, out);
            case "--seconds" -> new RoundOptions(rounds, atLeastOne(name, value), seed, out);
            case "--seed" -> new RoundOptions(rounds, seconds, Long.parseLong(value), out);
            case "--out" -> new RoundOptions(rounds, seconds, seed, Path.of(value));
            default -> throw unknown(name);
        };
    }

    private static int atLeastOne(String name, String value) {
        int number = Integer.parseInt(value);
        if (number < 1) {
            throw new IllegalArgumentException(name + " < 1: " + value);
        }
        return number;
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                "no such option, or no value: " + name + "; known: --quick --rounds N --seconds N --seed N --out DIR");
    }
}
