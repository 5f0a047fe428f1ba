package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.testserver.TestServer;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A trial that is ended early counts what was sent, and nothing else, whichever engine ran it. */
@Timeout(30)
class EngineEndTest {
    private static final long MANY = 1_000_000;

    @ParameterizedTest
    @EnumSource
    void stopSendsNothingMoreAndAwaitsWhatIsInFlight(VariantName variant) throws Exception {
        try (TestServer server = TestServer.start();
                Engine engine = engine(variant, server, 50)) {
            Tally tally = tally(server, 50);
            Future<?> run = running(engine, tally);
            Await.until("some are answered", () -> tally.results() > 2L * cap(variant));

            engine.stop();
            run.get(10, TimeUnit.SECONDS);

            assertEquals(Map.of(), tally.failures());
            assertEquals(tally.results(), tally.bytes()); // each a dot
            assertTrue(tally.results() < MANY);
            assertSent(tally.results(), variant, server);
            assertEquals(Map.of(200, server.stats().requests()), server.stats().byStatus());
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancelEndsWhatIsInFlightAtOnce(VariantName variant) throws Exception {
        int cap = cap(variant);
        try (TestServer server = TestServer.start();
                Engine engine = engine(variant, server, 600_000)) {
            Tally tally = tally(server, 600_000);
            Future<?> run = running(engine, tally);
            Await.until("as many in flight as may be", () -> server.stats().inFlight() == cap);

            engine.cancel();
            run.get(10, TimeUnit.SECONDS);

            assertEquals(Map.of("cancelled", (long) cap), tally.failures());
            assertEquals(cap, tally.results());
            assertEquals(0, tally.bytes());
            assertSent(cap, variant, server);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stoppedBeforeItBeginsItSendsNothing(VariantName variant) throws Exception {
        try (TestServer server = TestServer.start();
                Engine engine = engine(variant, server, 0)) {
            Tally tally = tally(server, 0);
            engine.stop();
            running(engine, tally).get(10, TimeUnit.SECONDS);

            assertEquals(0, tally.results());
            assertEquals(0, server.stats().requests());
        }
    }

    /** java.net.http may send a request again by itself. */
    private static void assertSent(long number, VariantName variant, TestServer server) {
        long sent = server.stats().requests();
        assertTrue(variant == VariantName.ASYNC_JDK ? sent >= number : sent == number, sent + " sent of " + number);
    }

    private static Future<?> running(Engine engine, Tally tally) {
        return Executors.newVirtualThreadPerTaskExecutor().submit(() -> {
            engine.run("t", MANY, tally);
            return null;
        });
    }

    private static Engine engine(VariantName variant, TestServer server, int delayMillis) {
        return Engine.of(new ClientConfig(variant, cap(variant), server.url(), delayMillis + "ms", null, 700_000));
    }

    private static Tally tally(TestServer server, int delayMillis) {
        return new Tally(new Workload.Add(server.url(), delayMillis + "ms"));
    }

    private static int cap(VariantName variant) {
        return variant.isSerial() ? 1 : Small.CAP;
    }
}
