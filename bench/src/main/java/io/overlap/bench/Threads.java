package io.overlap.bench;

import java.util.concurrent.ThreadFactory;

/** Threads that no JVM waits for. */
final class Threads {
    private Threads() {}

    static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().daemon().name(name).factory();
    }
}
