package io.overlap.experiments;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The variants that can be compared, in the order in which they are told. */
public enum VariantName {
    SERIAL,
    THREADS,
    VIRTUAL,
    ASYNC;

    /**
     * Reads a comma-separated list.
     *
     * @throws IllegalArgumentException if a name is unknown or the list is empty
     */
    public static List<VariantName> parse(String list) {
        Set<VariantName> names = new LinkedHashSet<>();
        for (String word : list.split(",", -1)) {
            names.add(Arrays.stream(values())
                    .filter(variant -> variant.toString().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "unknown variant: \"" + word.strip() + "\" (there are " + all() + ")")));
        }
        return List.copyOf(names);
    }

    /** All names, as {@link #parse} reads them. */
    public static String all() {
        return Arrays.stream(values()).map(VariantName::toString).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
