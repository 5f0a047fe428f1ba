package io.overlap.testserver;

/**
 * A path that a scenario serves, and how.
 *
 * @param path as in a request; of a prefix without the {@code *}
 * @param prefix whether longer paths are served too
 * @param words as written
 */
record Route(String path, boolean prefix, String words, Plan plan) {
    @Override
    public String toString() {
        return path + (prefix ? "*" : "") + (words.isEmpty() ? "" : " " + words);
    }
}
