package io.overlap.experiments.saving;

import java.util.Locale;

/** Ways to save while computing. */
enum Variant {
    /** Nothing is saved: the computing alone. */
    NONE,
    /** Nothing is computed: the saving alone, by the batcher. */
    SAVING,
    /** A line of a file each. */
    FILE,
    /** One save after the other, each waited for. */
    SERIAL,
    /** The book's batcher: a hundred at once, which are waited for while nothing is computed. */
    BOOK,
    /** The batcher: computing goes on. */
    OURS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
