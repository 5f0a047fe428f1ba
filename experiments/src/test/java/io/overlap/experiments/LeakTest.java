package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every buffer is given back, whatever ends a request: here, and in all tests that ran before in this JVM. */
@Order(Integer.MAX_VALUE)
@Timeout(60)
class LeakTest {
    private static final String CANARY = "leaked on purpose";

    @Test
    void noBufferIsLeakedHoweverRequestsEnd() throws Exception {
        assertEquals(ResourceLeakDetector.Level.PARANOID, ResourceLeakDetector.getLevel());
        burst();
        // A leak is found by the garbage collector: when the canary is, so is every leak before it.
        for (int canary = 0; canary < 2; canary++) {
            String name = CANARY + " " + canary;
            leak(name);
            Await.until("canary found, so that the detector works", () -> {
                System.gc();
                ByteBufAllocator.DEFAULT.buffer().release(); // the detector looks when it is given work
                return LeakCounter.reports().stream().anyMatch(report -> report.contains(name));
            });
        }
        assertEquals(
                List.of(),
                LeakCounter.reports().stream()
                        .filter(report -> !report.contains(CANARY))
                        .toList());
    }

    private static void leak(String name) {
        ByteBuf lost = ByteBufAllocator.DEFAULT.buffer(16);
        lost.touch(name);
    }

    private static void burst() throws Exception {
        for (RawServer server : List.of(
                RawServer.answeringAll(RawServer.DOT),
                RawServer.answering(RawServer.DOT),
                RawServer.answering("nonsense\r\n\r\n"),
                RawServer.resetting(RawServer.OK),
                RawServer.stalling(RawServer.OK))) {
            try (server;
                    BareClient client = new BareClient(server.address(), 10, Duration.ofMillis(100))) {
                client.run(new RecordingWork(20));
                assertThrows(
                        IllegalStateException.class,
                        () -> client.run(new RecordingWork(20).onNext(() -> {
                            throw new IllegalStateException("a bug of the work");
                        })));
            }
        }
    }
}
