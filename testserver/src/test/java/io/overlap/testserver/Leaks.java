package io.overlap.testserver;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.function.Executable;

/**
 * Collects what Netty's leak detector finds in this JVM. JUnit loads it before the first test (it is named in
 * {@code META-INF/services}), because Netty takes its detectors when its classes are loaded.
 */
@SuppressWarnings("exports") // JUnit's loader wants a public class; nobody else sees it
public final class Leaks implements BeforeAllCallback {
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();
    private static final String PLANTED = "planted by Leaks ";
    private static final AtomicInteger PLANTS = new AtomicInteger();

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new CollectingFactory());
    }

    public Leaks() {}

    /**
     * Leaks a buffer and waits until that is found: then all leaked before it are found too, as far as the detector's level lets it
     * look. Returns the others: the resource's type and its last uses.
     */
    static List<String> found() {
        String planted = PLANTED + PLANTS.incrementAndGet();
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        plant(planted);
        Await.until("the planted leak is found", () -> {
            System.gc();
            ByteBufAllocator.DEFAULT.buffer(1).release(); // a detector reports when something is allocated
            return FOUND.stream().anyMatch(leak -> leak.contains(planted));
        });
        ByteBufAllocator.DEFAULT.buffer(1).release();
        ResourceLeakDetector.setLevel(level);
        return FOUND.stream().filter(leak -> !leak.contains(PLANTED)).toList();
    }

    private static void plant(String hint) {
        ByteBufAllocator.DEFAULT.buffer(16).touch(hint);
    }

    /** Runs what makes so many buffers that following each would take seconds. */
    static void unwatched(Executable test) throws Throwable {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        try {
            test.execute();
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {}

    private static final class CollectingFactory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // it is abstract all the same
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return newResourceLeakDetector(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            return new CollectingDetector<>(resource, samplingInterval);
        }
    }

    private static final class CollectingDetector<T> extends ResourceLeakDetector<T> {
        CollectingDetector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            FOUND.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            FOUND.add(resourceType);
        }
    }
}
