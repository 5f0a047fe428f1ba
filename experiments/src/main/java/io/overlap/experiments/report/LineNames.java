package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The names of lines beside their ends, moved apart where they would cover each other. */
final class LineNames {
    private final List<Name> names = new ArrayList<>();

    private record Name(double y, String text, String classes) {}

    /** Of a line that ends there. */
    void add(double y, String text, String classes) {
        names.add(new Name(y, text, classes));
    }

    /**
     * From below upwards.
     *
     * @param apart at the least between two
     */
    void draw(Svg svg, double x, double apart) {
        double free = Double.MAX_VALUE;
        for (Name name : names.stream()
                .sorted(Comparator.comparingDouble(Name::y).reversed())
                .toList()) {
            double y = Math.min(name.y, free);
            svg.text(x, y + 4, name.text, name.classes);
            free = y - apart;
        }
    }
}
