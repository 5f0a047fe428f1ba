package io.overlap.testserver;

/** 64 well mixed bits of a seed and a text: what is random here is decided by them, never by chance, order or time. */
final class Hash {
    private Hash() {}

    /**
     * FNV-1a over the characters, then the finalizer of SplitMix64, so that every bit depends on every character.
     *
     * @param nth how often it has been tried, from 1; 0 where all tries are to be alike
     */
    static long of(long seed, CharSequence text, int nth) {
        long hash = 0xcbf29ce484222325L ^ mix(seed);
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash + nth * 0x9e3779b97f4a7c15L);
    }

    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
