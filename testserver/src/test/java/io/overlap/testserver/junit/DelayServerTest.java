package io.overlap.testserver.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.testserver.ManualClock;
import io.overlap.testserver.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** The extension as a user writes it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DelayServerTest {
    private static @Nullable TestServer last;

    @Test
    @Order(1)
    void serverAnswersAsItsScenarioSays(
            @DelayServer(scenario = {"delay 0", "/api/* status=503&times=1"}) TestServer server) throws Exception {
        assertEquals(503, status(server.url("/api/x")));
        assertEquals(200, status(server.url("/api/x")));
        assertEquals(2, server.stats().requests());
        last = server;
    }

    @Test
    @Order(2)
    void eachTestHasItsOwnAndTheLastIsClosed(@DelayServer TestServer server) {
        TestServer before = last;
        assertNotEquals(null, before);
        if (before != null) {
            assertThrows(IOException.class, () -> status(before.url("/stats")));
        }
        assertEquals(0, server.stats().requests());
    }

    @Test
    void eachParameterIsAnotherServerAndTheClockIsOfTheOneBeforeIt(
            @DelayServer(scenario = "delay 0") TestServer one,
            @DelayServer(scenario = "/other delay=1h") TestServer other,
            @DelayServer ManualClock clock)
            throws Exception {
        assertEquals(200, status(one.url("/add?name=x")));
        assertEquals(404, status(one.url("/other")));
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> statusOf(other.url("/other")));
        other.awaitInFlight(1, Duration.ofSeconds(10));
        clock.advance(Duration.ofHours(1));
        assertEquals(200, answer.get(10, TimeUnit.SECONDS));
        assertEquals(2, one.stats().requests());
        assertEquals(1, other.stats().requests());
    }

    /** Its tests have an instance each, and so a server each. */
    @Nested
    class OfAConstructor {
        private static final List<TestServer> SERVERS = new ArrayList<>();
        private final TestServer server;

        OfAConstructor(@DelayServer(scenario = "delay 0") TestServer server) {
            this.server = server;
        }

        @RepeatedTest(2)
        void serverIsItsTests() throws Exception {
            for (TestServer before : SERVERS) {
                assertThrows(IOException.class, () -> status(before.url("/stats")));
            }
            SERVERS.add(server);
            assertEquals(200, status(server.url("/add?name=x")));
            assertEquals(1, server.stats().requests());
        }
    }

    /** Never called. */
    static void misused(@DelayServer String text, @DelayServer ManualClock clock) {}

    @Test
    void wrongParametersAreTold() throws Exception {
        Parameter[] wrong = DelayServerTest.class
                .getDeclaredMethod("misused", String.class, ManualClock.class)
                .getParameters();
        assertEquals(
                "@DelayServer before a java.lang.String: it gives a TestServer, and a ManualClock right after one",
                refusalOf(wrong[0], 0));
        assertEquals(
                "a ManualClock stands right after the @DelayServer TestServer whose time it is; before this one there is none",
                refusalOf(wrong[1], 1));
    }

    private static String refusalOf(Parameter parameter, int index) {
        DelayServerExtension extension = new DelayServerExtension();
        ExtensionContext context = answering(ExtensionContext.class, answering(ExtensionContext.Store.class, null));
        ParameterContext asked = new Asked(parameter, index, Optional.empty());
        assertTrue(extension.supportsParameter(asked, context));
        return String.valueOf(
                assertThrows(ParameterResolutionException.class, () -> extension.resolveParameter(asked, context))
                        .getMessage());
    }

    private record Asked(Parameter getParameter, int getIndex, Optional<Object> getTarget)
            implements ParameterContext {}

    /** Every method answers the same. */
    private static <T> T answering(Class<T> type, @Nullable Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }

    @Test
    void timeStandsStill(@DelayServer TestServer server, @DelayServer ManualClock clock) throws Exception {
        CompletableFuture<Integer> answer =
                CompletableFuture.supplyAsync(() -> statusOf(server.url("/add?name=x&delay=1h")));
        server.awaitInFlight(1, Duration.ofSeconds(10));
        clock.advance(Duration.ofMinutes(59));
        assertFalse(answer.isDone());
        clock.advance(Duration.ofMinutes(1));
        assertEquals(200, answer.get(10, TimeUnit.SECONDS));
        assertTrue(clock.nanos() >= Duration.ofHours(1).toNanos());
    }

    private static int statusOf(String url) {
        try {
            return status(url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int status(String url) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout(20_000);
        return connection.getResponseCode();
    }
}
