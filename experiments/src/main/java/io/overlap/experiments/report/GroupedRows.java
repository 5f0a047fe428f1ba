package io.overlap.experiments.report;

import java.util.List;
import java.util.function.Function;

/** Rows under each other in a picture, those of one group together. */
final class GroupedRows<T> {
    private final List<T> rows;
    private final Function<T, Object> group;
    private final double height;
    private final double apart;

    /**
     * @param group rows beside each other in the list are of one group if this is equal
     * @param apart what lies between two groups
     */
    GroupedRows(List<T> rows, Function<T, Object> group, double height, double apart) {
        this.rows = rows;
        this.group = group;
        this.height = height;
        this.apart = apart;
    }

    /** Whether a row is the first of its group. */
    boolean begins(int index) {
        return index == 0 || !group.apply(rows.get(index)).equals(group.apply(rows.get(index - 1)));
    }

    /** The middle of a row, below the top of all. */
    double middle(int index) {
        int groups = 0;
        for (int i = 1; i <= index; i++) {
            groups += begins(i) ? 1 : 0;
        }
        return height * (index + 0.5) + apart * groups;
    }

    /** The foot of all, below their top. */
    double height() {
        return middle(rows.size() - 1) + height / 2;
    }
}
