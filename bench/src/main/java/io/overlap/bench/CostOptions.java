package io.overlap.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the command line asks for. */
record CostOptions(
        List<Candidate> candidates, List<Integer> producers, long items, int warmup, int trials, long seed, Path out) {
    private static final CostOptions PUBLISHED = new CostOptions(
            List.of(Candidate.values()), List.of(1, 4), 3_000_000, 5, 9, 42, Path.of("overlap-out/batcher-cost"));
    private static final String USAGE =
            "known: --quick --only ID,ID --producers N,N --items N --warmup N --trials N --seed N --out DIR";

    static CostOptions of(String[] words) {
        CostOptions options = PUBLISHED;
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals("--quick")) {
                options = new CostOptions(
                        options.candidates, options.producers, 1_000_000, 3, 3, options.seed, options.out);
            } else if (i + 1 < words.length) {
                options = options.with(words[i], words[++i]);
            } else {
                throw new IllegalArgumentException("no such option, or no value: " + words[i] + "; " + USAGE);
            }
        }
        return options;
    }

    private CostOptions with(String name, String value) {
        return switch (name) {
            case "--only" -> new CostOptions(candidates(value), producers, items, warmup, trials, seed, out);
            case "--producers" ->
                new CostOptions(
                        candidates,
                        Stream.of(value.split(",", -1)).map(Integer::valueOf).toList(),
                        items,
                        warmup,
                        trials,
                        seed,
                        out);
            case "--items" -> new CostOptions(candidates, producers, Long.parseLong(value), warmup, trials, seed, out);
            case "--warmup" ->
                new CostOptions(candidates, producers, items, Integer.parseInt(value), trials, seed, out);
            case "--trials" ->
                new CostOptions(candidates, producers, items, warmup, Integer.parseInt(value), seed, out);
            case "--seed" -> new CostOptions(candidates, producers, items, warmup, trials, Long.parseLong(value), out);
            case "--out" -> new CostOptions(candidates, producers, items, warmup, trials, seed, Path.of(value));
            default -> throw new IllegalArgumentException("no such option: " + name + "; " + USAGE);
        };
    }

    private static List<Candidate> candidates(String ids) {
        List<String> asked = List.of(ids.split(",", -1));
        List<Candidate> found = Arrays.stream(Candidate.values())
                .filter(candidate -> asked.contains(candidate.id))
                .toList();
        if (found.size() != asked.size()) {
            throw new IllegalArgumentException("no such contestant in --only " + ids + "; known: "
                    + Arrays.stream(Candidate.values())
                            .map(candidate -> candidate.id)
                            .toList());
        }
        return found;
    }

    /** Whether the claims' bounds were set for this. */
    boolean isAsPublished() {
        return candidates.equals(PUBLISHED.candidates)
                && producers.equals(PUBLISHED.producers)
                && items == PUBLISHED.items
                && warmup == PUBLISHED.warmup
                && trials >= PUBLISHED.trials;
    }
}
