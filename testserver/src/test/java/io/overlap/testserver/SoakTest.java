package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hundreds of clients that come, ask for every fault there is, and go in every way, at full speed: all that came is accounted for,
 * and nothing is left behind.
 */
class SoakTest {
    private static final int CLIENTS = 200;
    private static final long MEBIBYTE = 1 << 20;
    private static final long MOST_HEAP_GROWTH = 8 * MEBIBYTE;
    private static final long MOST_DIRECT_GROWTH = 16 * MEBIBYTE;
    private static final Set<Integer> STATUSES =
            Set.of(200, 204, 302, 400, 404, 405, 414, 429, 431, Exchange.NONE, Exchange.CANCELLED, 500, 503);
    private static final int SAMPLES = 60;
    private static final int PARANOID_SAMPLES = SAMPLES / 10;

    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    /** Keeps the live page's events coming: whoever looks on must not matter. */
    private static final class Watcher implements AutoCloseable {
        private final RawClient client;
        private final AtomicLong events = new AtomicLong();

        Watcher(TestServer server) throws IOException {
            client = RawClient.connect(server);
            client.send(RawClient.get("/events"));
            assertEquals(200, client.readHead().status());
            Thread reading = new Thread(this::read, "overlap-test-watcher");
            reading.setDaemon(true);
            reading.start();
        }

        private void read() {
            try {
                byte before = 0;
                while (true) {
                    byte b = client.readExactly(1)[0];
                    if (b == '\n' && before == '\n') {
                        events.incrementAndGet();
                    }
                    before = b;
                }
            } catch (IOException closed) {
                // by us
            }
        }

        long events() {
            return events.get();
        }

        void leave() throws IOException {
            client.close();
        }

        @Override
        public void close() throws IOException {
            leave();
        }
    }

    /** What Netty warns of meanwhile: whatever clients do, there is nothing to be logged. */
    private static final class Logged extends Handler implements AutoCloseable {
        private static final Logger NETTY = Logger.getLogger("io.netty");

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        Logged() {
            NETTY.addHandler(this);
        }

        List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                lines.add(record.getMessage() + " " + record.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            NETTY.removeHandler(this);
        }
    }

    /** Bytes in use at one moment, after a collection. */
    private record Memory(long heap, long direct) {}

    @AfterEach
    void detectAsBefore() {
        ResourceLeakDetector.setLevel(level);
    }

    /** Under the detector that follows every buffer. */
    @Test
    @Timeout(120)
    void fewSecondsLeaveNothingBehind() throws Exception {
        assertEquals(ResourceLeakDetector.Level.PARANOID, level);
        soak(Duration.ofSeconds(2), level);
    }

    /** {@code mvn verify -Psoak -pl testserver}; the first tenth under that detector. */
    @Test
    @Tag("soak")
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void minutesAtFullSpeedLeaveMemoryFlat() throws Exception {
        Duration time = Duration.ofMinutes(Integer.getInteger("overlap.soak.minutes", 10));
        List<Memory> samples = soak(time, ResourceLeakDetector.Level.SIMPLE);
        List<Memory> later = samples.subList(PARANOID_SAMPLES, SAMPLES); // what is bounded is full by then
        int third = later.size() / 3;
        Memory first = median(later.subList(0, third));
        Memory last = median(later.subList(later.size() - third, later.size()));
        System.out.printf("soak: first third %s, last third %s%n", text(first), text(last));
        assertTrue(last.heap - first.heap < MOST_HEAP_GROWTH, () -> "heap grew: " + samples);
        assertTrue(last.direct - first.direct < MOST_DIRECT_GROWTH, () -> "direct memory grew: " + samples);
    }

    /** Returns what memory was in use meanwhile. */
    private static List<Memory> soak(Duration time, ResourceLeakDetector.Level afterwards) throws Exception {
        List<Memory> samples = new ArrayList<>();
        TestServerBuilder options = TestServer.builder()
                .record(20_000)
                .saved(20_000)
                .maxStream(10 * MEBIBYTE)
                .idleTimeout(Duration.ofSeconds(2));
        try (TestServer server = options.start();
                Logged logged = new Logged();
                Watcher watcher = new Watcher(server);
                Swarm swarm = new Swarm(server, CLIENTS, 42)) {
            long begin = System.nanoTime();
            long each = time.toNanos() / SAMPLES;
            for (int sample = 1; sample <= SAMPLES; sample++) {
                server.change(scenario(sample));
                Await.pause((begin + sample * each - System.nanoTime()) / 1_000_000);
                LedgerTest.assertAddsUp(server.stats());
                if (time.toSeconds() >= SAMPLES) { // else it would do little but collect
                    samples.add(memory());
                }
                if (sample == PARANOID_SAMPLES) {
                    ResourceLeakDetector.setLevel(afterwards);
                }
            }
            Await.until("every fault and status was met", () -> isEverythingMet(server.stats()));
            swarm.stop();
            watcher.leave();
            assertAllEnded(server, swarm);
            assertTrue(watcher.events() >= time.toSeconds(), () -> watcher.events() + " events in " + time);
            assertEquals(List.of(), logged.lines());
        }
        assertEquals(List.of(), Leaks.found());
        return samples;
    }

    /** Pure delay, a limit that overflows, a rate that is met: in turn. */
    private static Scenario scenario(int turn) {
        return switch (turn % 4) {
            case 1 -> Scenario.parse("limit servers=20,queue=50\n/nowhere status=503:0.5 delay=1");
            case 2 -> Scenario.parse("rate 2000/s,burst=50\ndelay exp(2)");
            default -> Scenario.NONE;
        };
    }

    private static boolean isEverythingMet(ServerStats stats) {
        return stats.byStatus().keySet().containsAll(STATUSES) && stats.faults().size() == Fault.values().length;
    }

    private static void assertAllEnded(TestServer server, Swarm swarm) throws Exception {
        Await.until(
                "all ended",
                () -> server.stats().connections() == 0 && server.stats().inFlight() == 0);
        ServerStats stats = server.stats();
        System.out.printf("soak: %,d visits, %,d refused, %s%n", swarm.visits(), swarm.refused(), stats);
        LedgerTest.assertAddsUp(stats);
        assertEquals(0, stats.waiting());
        assertEquals(".", RawClient.ask(server, "/add?name=x&delay=0").body());
    }

    private static Memory memory() {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long direct = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
        return new Memory(heap, direct);
    }

    /** Of heap and of direct memory, each by itself. */
    private static Memory median(List<Memory> samples) {
        long[] heap = samples.stream().mapToLong(Memory::heap).sorted().toArray();
        long[] direct = samples.stream().mapToLong(Memory::direct).sorted().toArray();
        return new Memory(heap[heap.length / 2], direct[direct.length / 2]);
    }

    private static String text(Memory memory) {
        return memory.heap / MEBIBYTE + " MiB of heap, " + memory.direct / MEBIBYTE + " MiB direct";
    }
}
