package io.overlap.crawler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

/** The requests u0, u1, u2 …; remembers how many were taken, and by which threads. */
final class Numbered implements Iterator<FetchRequest> {
    private final int length;
    private final List<Thread> readers = Collections.synchronizedList(new ArrayList<>());
    private volatile int taken;
    private volatile boolean ended;

    private Numbered(int length) {
        this.length = length;
    }

    static Numbered requests(int length) {
        return new Numbered(length);
    }

    /** The URLs of this many requests. */
    static List<String> urls(int length) {
        return IntStream.range(0, length).mapToObj(i -> "u" + i).toList();
    }

    @Override
    public boolean hasNext() {
        return !ended && taken < length;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // read by one thread at a time: that is what is tested
    public FetchRequest next() {
        if (!hasNext()) {
            throw new NoSuchElementException("only " + length);
        }
        Thread reader = Thread.currentThread();
        if (!readers.contains(reader)) {
            readers.add(reader);
        }
        return FetchRequest.of("u" + taken++);
    }

    /** Makes it end here. */
    void end() {
        ended = true;
    }

    int taken() {
        return taken;
    }

    List<Thread> readers() {
        return List.copyOf(readers);
    }
}
