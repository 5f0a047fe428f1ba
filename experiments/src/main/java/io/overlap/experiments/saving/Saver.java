package io.overlap.experiments.saving;

/** One way to save what a computation finds, called by the thread that computes. */
interface Saver {
    /** Takes an item; may wait. What cannot be saved is missing afterwards, where the items are counted. */
    void save(String item) throws InterruptedException;

    /** Returns when all that can be saved is. */
    void finish() throws InterruptedException;

    /** Saves nothing. */
    static Saver none() {
        return new Saver() {
            @Override
            public void save(String item) {}

            @Override
            public void finish() {}
        };
    }
}
