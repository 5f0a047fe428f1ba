package io.overlap.experiments.saving;

/**
 * Primes to find, and how to save them.
 *
 * @param part {@code sizes}, {@code balanced}, or {@code database}
 * @param into {@code server}, or a database's name
 * @param from the first number that is tested
 * @param limit the last one but one, 0: until there are enough
 * @param items primes there are
 */
record PrimesCase(String part, String into, Variant variant, long from, long limit, int items) {
    /** Serial is timed for its first few and scaled. */
    static final int SCALED = 50;

    /** How many are really saved. */
    int timed() {
        return variant == Variant.SERIAL && into.equals(PrimesExperiment.SERVER) ? Math.min(items, SCALED) : items;
    }

    boolean scaled() {
        return timed() < items;
    }

    /** How its trials are called, also to the server. */
    String id() {
        return part + "-" + into + "-" + variant + "-" + (limit == 0 ? from : limit);
    }
}
