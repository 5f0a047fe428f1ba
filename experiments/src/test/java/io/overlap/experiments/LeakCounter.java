package io.overlap.experiments;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.Extension;

/** Keeps what Netty's leak detector finds in the whole test run. JUnit makes it before the first test. */
public final class LeakCounter implements Extension {
    private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

    public LeakCounter() {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            @SuppressWarnings("deprecation") // abstract: there is no other to override
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                    Class<T> resource, int samplingInterval, long maxActive) {
                return new Counting<>(resource, samplingInterval);
            }
        });
    }

    static List<String> reports() {
        return List.copyOf(REPORTS);
    }

    private static final class Counting<T> extends ResourceLeakDetector<T> {
        Counting(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            REPORTS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            REPORTS.add(resourceType);
        }
    }
}
