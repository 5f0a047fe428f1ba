package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are busy, and the queue before them. */
class CapacityTest {
    private final List<String> began = new ArrayList<>();

    private Capacity.Turn turn(String name) {
        return turn(name, Long.MAX_VALUE / 2);
    }

    private Capacity.Turn turn(String name, long service) {
        return new Capacity.Turn() {
            @Override
            long begin(long now) {
                began.add(name + "@" + now);
                return now + service;
            }
        };
    }

    @Test
    void theQueueIsServedInOrderAtTheMomentAServerIsFree() {
        Capacity capacity = new Capacity(new Limit(2, 2, 503));
        Capacity.Turn a = turn("a");
        Capacity.Turn b = turn("b");
        Capacity.Turn c = turn("c");
        assertTrue(capacity.enter(a, 1) && capacity.enter(b, 2) && capacity.enter(c, 3));
        assertTrue(capacity.enter(turn("d"), 4));
        assertFalse(capacity.enter(turn("e"), 5), "two wait already");
        assertEquals(2, capacity.waiting());
        capacity.leave(b, 10);
        capacity.leave(b, 11);
        capacity.leave(a, 12);
        assertEquals(List.of("a@1", "b@2", "c@10", "d@12"), began);
        assertEquals(0, capacity.waiting());
    }

    @Test
    void whoLeavesTheQueueMakesRoom() {
        Capacity capacity = new Capacity(new Limit(1, 1, 503));
        Capacity.Turn a = turn("a");
        Capacity.Turn b = turn("b");
        assertTrue(capacity.enter(a, 0) && capacity.enter(b, 0));
        capacity.leave(b, 1);
        assertTrue(capacity.enter(turn("c"), 2));
        capacity.leave(a, 3);
        assertEquals(List.of("a@0", "c@3"), began);
    }

    @Test
    void manyWhoLeaveLeaveNothingBehind() {
        Capacity capacity = new Capacity(new Limit(1, 1, 503));
        Capacity.Turn last = turn("a");
        capacity.enter(last, 0);
        for (int i = 0; i < 100_000; i++) {
            Capacity.Turn b = turn("b");
            assertTrue(capacity.enter(b, i));
            capacity.leave(b, i);
        }
        assertTrue(capacity.held() < 100, () -> capacity.held() + " kept");
        for (int i = 0; i < 100_000; i++) {
            Capacity.Turn b = turn("b");
            assertTrue(capacity.enter(b, i));
            capacity.leave(last, i);
            last = b;
        }
        assertTrue(capacity.held() < 100, () -> capacity.held() + " kept");
    }

    @Test
    void turnsEndInTheOrderOfTheirEndsHoweverLateTheEventLoopLooks() {
        Capacity capacity = new Capacity(new Limit(2, 9, 503));
        Capacity.Turn b = turn("b", 12);
        assertTrue(capacity.enter(turn("a", 10), 0) && capacity.enter(b, 0));
        assertTrue(
                capacity.enter(turn("c", 1), 1) && capacity.enter(turn("d", 5), 2) && capacity.enter(turn("e", 9), 3));
        capacity.leave(b, 12); // the first that it hears of
        assertEquals(List.of("a@0", "b@0", "c@10", "d@11", "e@12"), began);
    }

    @Test
    void whoComesWhenAServerIsFreeBeginsWhenHeCame() {
        Capacity capacity = new Capacity(new Limit(1, 0, 503));
        Capacity.Turn a = turn("a", 10);
        assertTrue(capacity.enter(a, 0));
        assertTrue(capacity.enter(turn("b", 10), 11), "the server is free, if nobody has said so yet");
        capacity.leave(a, 10);
        assertFalse(capacity.enter(turn("c", 10), 20), "b is served");
        assertEquals(List.of("a@0", "b@11"), began);
    }

    @Test
    void whoLeavesAQueueThatNobodyMovedOnLeavesNoTimer() {
        Set<Runnable> timers = new HashSet<>();
        Capacity capacity = new Capacity(new Limit(1, 9, 503));
        Ledger ledger = new Ledger(0);
        Timers time = new Timers() {
            @Override
            public long now() {
                return 20; // the first is over by now
            }

            @Override
            public Timer at(long nanos, Runnable task) {
                timers.add(task);
                return () -> timers.remove(task);
            }
        };
        Reply[] replies = new Reply[2];
        for (int i = 0; i < replies.length; i++) {
            replies[i] = new Reply(ledger.arrived("", 1, i));
            replies[i].serviceNanos = 10;
            replies[i].capacity = capacity;
            replies[i].start(time, () -> {});
        }
        assertEquals(1, timers.size());
        replies[1].cancel(20);
        assertEquals(1, timers.size(), "that of the first, which is late");
    }

    @Test
    void waitsAreThoseOfTheoryHoweverLateTheEventLoopLooks() {
        SplittableRandom random = new SplittableRandom(42);
        Capacity capacity = new Capacity(new Limit(5, 1_000_000, 503));
        long[] free = new long[5]; // when each server is, by theory: the recursion of Kiefer and Wolfowitz
        List<String> expected = new ArrayList<>();
        Capacity.Turn over = turn("over", 0);
        assertTrue(capacity.enter(over, 0));
        began.clear();
        long now = 1;
        for (int i = 0; i < 5_000; i++) {
            now += random.nextInt(20);
            long service = random.nextInt(90);
            Capacity.Turn turn = turn("t" + i, service);
            assertTrue(capacity.enter(turn, now));
            Arrays.sort(free);
            free[0] = Math.max(free[0], now);
            expected.add("t" + i + "@" + free[0]);
            free[0] += service;
            if (random.nextInt(10) == 0) {
                capacity.leave(over, now - random.nextInt(50)); // a timer that fires late
            }
        }
        capacity.leave(over, now + 1_000_000);
        assertEquals(expected, began);
    }

    @Test
    void oneServerServesOneAtATime() throws Exception {
        ManualClock clock = new ManualClock();
        TestServerBuilder options =
                TestServer.builder().scenario("limit servers=1,queue=2").clock(clock);
        try (TestServer server = options.start();
                RawClient client = RawClient.connect(server);
                RawClient other = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=a&delay=100").repeat(2));
            server.awaitInFlight(2, Duration.ofSeconds(10));
            other.send(RawClient.get("/add?name=b&delay=100") + RawClient.get("/add?name=c&delay=100"));
            server.awaitInFlight(3, Duration.ofSeconds(10));
            Await.until("the fourth is refused", () -> server.stats().requests() == 4);
            assertEquals(2, server.stats().waiting());
            clock.advance(Duration.ofMillis(300));
            assertEquals(
                    "plan;dur=100, queue;dur=0, late;dur=0",
                    client.readResponse().header("server-timing"));
            assertEquals(
                    "plan;dur=100, queue;dur=100, late;dur=0",
                    client.readResponse().header("server-timing"));
            assertEquals(
                    "plan;dur=100, queue;dur=200, late;dur=0",
                    other.readResponse().header("server-timing"));
            RawClient.Response full = other.readResponse();
            assertEquals(503, full.status());
            assertEquals("1", full.header("retry-after"));
            assertEquals("the queue is full: limit servers=1,queue=2\n", full.body());
            assertEquals(
                    List.of(0L, 0L, 100_000_000L, 200_000_000L),
                    server.chronology().stream()
                            .map(Exchange::queueNanos)
                            .sorted()
                            .toList());
        }
    }

    @Test
    void aClientThatLeavesFreesItsServer() throws Exception {
        ManualClock clock = new ManualClock();
        TestServerBuilder options =
                TestServer.builder().scenario("limit servers=1,queue=9").clock(clock);
        try (TestServer server = options.start();
                RawClient second = RawClient.connect(server)) {
            try (RawClient first = RawClient.connect(server)) {
                first.send(RawClient.get("/add?name=a&delay=1h"));
                server.awaitInFlight(1, Duration.ofSeconds(10));
                second.send(RawClient.get("/add?name=b&delay=50"));
                server.awaitInFlight(2, Duration.ofSeconds(10));
            }
            Await.until("the first has gone", () -> server.stats().cancelled() == 1);
            clock.advance(Duration.ofMillis(50));
            assertEquals(".", second.readResponse().body());
        }
    }

    @Test
    void whoLeavesTheQueueHasWaitedUntilThen() throws Exception {
        ManualClock clock = new ManualClock();
        TestServerBuilder options =
                TestServer.builder().scenario("limit servers=1,queue=9").clock(clock);
        try (TestServer server = options.start();
                RawClient first = RawClient.connect(server)) {
            first.send(RawClient.get("/add?name=a&delay=1h"));
            server.awaitInFlight(1, Duration.ofSeconds(10));
            try (RawClient second = RawClient.connect(server)) {
                second.send(RawClient.get("/add?name=b&delay=50"));
                server.awaitInFlight(2, Duration.ofSeconds(10));
                clock.advance(Duration.ofSeconds(10));
            }
            Await.until("the second has gone", () -> server.stats().cancelled() == 1);
            Exchange left = server.chronology().get(0);
            assertEquals(10_000_000_000L, left.queueNanos());
            assertEquals(-50_000_000L, left.lateNanos());
            assertEquals(0, server.stats().waiting());
        }
    }

    @Test
    void aLimitThatStaysTheSameKeepsItsServers() throws Exception {
        ManualClock clock = new ManualClock();
        Scenario scenario = Scenario.parse("limit servers=1,queue=9");
        try (TestServer server =
                        TestServer.builder().scenario(scenario).clock(clock).start();
                RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=a&delay=100"));
            server.awaitInFlight(1, Duration.ofSeconds(10));
            server.change(Scenario.parse("delay 10\nlimit servers=1,queue=9"));
            client.send(RawClient.get("/add?name=b"));
            server.awaitInFlight(2, Duration.ofSeconds(10));
            assertEquals(1, server.stats().waiting());
            server.change(Scenario.parse("limit servers=2,queue=9"));
            client.send(RawClient.get("/add?name=c&delay=100"));
            server.awaitInFlight(3, Duration.ofSeconds(10));
            assertEquals(0, server.stats().waiting(), "it has servers of its own");
            clock.advance(Duration.ofMillis(110));
            client.readResponses(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"servers=1,queue=0", "servers=4,queue=64", "servers=2,queue=5,overflow=429"})
    void limitIsReadBack(String text) {
        assertEquals(text, Limit.parse(text).toString());
    }
}
