package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The live page in a real browser: {@code mvn verify -Pbrowser -pl testserver}. Leaves pictures in target/screenshots. */
@Tag("browser")
class BrowserTest {
    private static final Path PICTURES = Path.of("target", "screenshots");

    private static @Nullable Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        String binary = Chromium.find();
        if (binary == null) {
            System.err.println("BrowserTest skipped: no Chromium on the PATH; name one with CHROMIUM=/path/to/it");
        }
        assumeTrue(binary != null, "no Chromium");
        chromium = Chromium.start(String.valueOf(binary));
    }

    @AfterAll
    static void stop() throws IOException {
        if (chromium != null) {
            chromium.close();
        }
    }

    private static Chromium.Page open(TestServer server, int width, int height, boolean dark) {
        Chromium.Page page = ask(server, width, height, dark);
        page.awaitText("state", "live");
        return page;
    }

    private static Chromium.Page ask(TestServer server, int width, int height, boolean dark) {
        assertNotNull(chromium);
        Chromium.Page page = chromium.open(width, height, dark);
        page.go(server.url("/"));
        return page;
    }

    @Test
    void fiftyHeldRequestsAreFiftyInFlight() throws Exception {
        try (TestServer server = TestServer.start()) {
            Chromium.Page page = open(server, 1280, 900, false);
            page.awaitText("in-flight", "0");
            try (RawClient client = RawClient.connect(server)) {
                client.send(RawClient.get("/add?name=x&delay=1h").repeat(50));
                page.awaitText("in-flight", "50");
                assertEquals("50", page.text("max-in-flight"));
                assertEquals("50", page.text("requests"));
            }
            page.awaitText("in-flight", "0");
            page.awaitText("cancelled", "50");
            Await.until("the table tells it", () -> page.text("statuses").contains("499the client left50"));
            assertEquals(List.of(), page.errors());
        }
    }

    @Test
    void pageIsReadableInDarkInLightAndOnAPhone() throws Exception {
        try (TestServer server = TestServer.start();
                Traffic traffic = Traffic.start(server)) {
            Chromium.Page light = open(server, 1280, 1100, false);
            Chromium.Page dark = open(server, 1280, 1100, true);
            Chromium.Page phone = open(server, 360, 1900, false);
            Chromium.Page darkPhone = open(server, 360, 1900, true);
            Await.pause(6_000); // something to see
            assertTrue(traffic.sent() > 100);
            Map<String, Chromium.Page> pages =
                    Map.of("light", light, "dark", dark, "phone", phone, "phone-dark", darkPhone);
            for (Map.Entry<String, Chromium.Page> named : pages.entrySet()) {
                Chromium.Page page = named.getValue();
                page.toFront();
                Await.until("its charts are drawn", () -> Integer.parseInt(page.value(CHARTED)) > 100);
                page.screenshot(PICTURES.resolve(named.getKey() + ".png"));
                assertEquals(
                        "true",
                        page.value("document.documentElement.scrollWidth <= innerWidth"),
                        "nothing sticks out at the side");
                assertTrue(Integer.parseInt(page.value(INKED)) > 1_000, "the chronology is drawn");
                assertTrue(page.text("statuses").contains("503unavailable"));
                assertEquals("3", page.value("document.querySelectorAll('.uplot canvas').length"));
                assertEquals(List.of(), page.errors());
            }
            assertEquals("rgb(255, 255, 255)", light.value("getComputedStyle(document.body).backgroundColor"));
            assertEquals("rgb(13, 17, 23)", dark.value("getComputedStyle(document.body).backgroundColor"));
        }
    }

    /** How many pixels of the chronology's canvas have something on them. */
    private static final String INKED = """
            (() => {
              const c = document.getElementById('chronology');
              const data = c.getContext('2d').getImageData(0, 0, c.width, c.height - 24).data;
              let inked = 0;
              for (let i = 3; i < data.length; i += 4) inked += data[i] > 100 ? 1 : 0;
              return inked;
            })()""";

    /** How many pixels of the chart of the rate are of its line or below it. */
    private static final String CHARTED = """
            (() => {
              const c = document.querySelector('#chart-rate canvas');
              const data = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
              let blue = 0;
              for (let i = 0; i < data.length; i += 4) blue += data[i + 2] > data[i] + 60 ? 1 : 0;
              return blue;
            })()""";

    @Test
    void pageSaysWhenTheServerIsGoneAndComesBackWithIt() throws Exception {
        TestServer server = TestServer.start();
        Chromium.Page page = open(server, 800, 900, false);
        RawClient.ask(server, "/add?name=x&delay=0");
        page.awaitText("requests", "1");
        server.close();
        page.awaitText("state", "disconnected");
        page.screenshot(PICTURES.resolve("disconnected.png"));
        try (TestServer next = TestServer.builder().port(server.port()).start()) {
            page.awaitText("state", "live");
            page.awaitText("requests", "0");
            assertEquals(0, next.stats().requests());
        }
    }

    @Test
    void controlsWriteTheScenario() throws Exception {
        Scenario scenario = Scenario.parse("delay 100ms\n/add delay=7");
        try (TestServer server = TestServer.builder().scenario(scenario).start()) {
            Chromium.Page page = open(server, 1280, 1100, false);
            Await.until(
                    "the controls are there",
                    () -> page.value("document.getElementById('controls').hidden")
                            .equals("false"));
            assertEquals("100ms", page.value("document.getElementById('delay').value"));
            page.value(fill("delay", "uniform(50,150)"));
            page.value(fill("servers", "2"));
            page.value(fill("queue", "64"));
            page.value(fill("fault", "status=503"));
            page.value(fill("fault-p", "0.2"));
            page.value("document.getElementById('apply').click()");
            page.awaitText("scenario-message", "applied");
            assertEquals("""
                    delay uniform(50,150)
                    limit servers=2,queue=64
                    /add delay=7&status=503&p=0.2
                    """, server.scenario().toString());
            page.value(fill("delay", "nonsense"));
            page.value("document.getElementById('apply').click()");
            Await.until("it is told", () -> page.text("scenario-message").contains("not a delay: nonsense"));
            page.screenshot(PICTURES.resolve("controls.png"));
            page.value("document.getElementById('reset').click()");
            page.awaitText("scenario-message", "counts forgotten");
            assertEquals(1, page.errors().size(), "the browser tells of the refusal itself");
        }
    }

    @Test
    void fieldsKeepTheWordsTheyDoNotShow() throws Exception {
        Scenario scenario = Scenario.parse("limit servers=4,queue=8,overflow=429\n/api size=1MB&rate=64kB/s");
        try (TestServer server = TestServer.builder().scenario(scenario).start()) {
            Chromium.Page page = open(server, 800, 900, false);
            Await.until("the controls are there", () -> fieldOf(page, "servers").equals("4"));
            page.value(fill("servers", "2"));
            page.value(fill("fault", "fault=short"));
            page.value(fill("fault-path", "f"));
            page.value(fill("fault-path", "files"));
            assertEquals(
                    "limit servers=2,queue=8,overflow=429\n/files size=1MB&rate=64kB/s&fault=short\n",
                    fieldOf(page, "scenario-text"));
            page.value(fill("scenario-text", "/api size=1MB rate=64kB/s p=0.5 status=500  # slow"));
            assertEquals("status=500", fieldOf(page, "fault"));
            assertEquals("0.5", fieldOf(page, "fault-p"));
            page.value(fill("fault", "status=503"));
            assertEquals("/api size=1MB&rate=64kB/s&status=503&p=0.5\n", fieldOf(page, "scenario-text"));
            assertEquals(List.of(), page.errors());
        }
    }

    private static String fieldOf(Chromium.Page page, String id) {
        return page.value("document.getElementById('" + id + "').value");
    }

    @Test
    void nextServerShowsItsOwnScenario() throws Exception {
        TestServer server = TestServer.builder().scenario("delay 5ms").start();
        Chromium.Page page = open(server, 800, 900, false);
        Await.until("its scenario is shown", () -> fieldOf(page, "delay").equals("5ms"));
        server.close();
        page.awaitText("state", "disconnected");
        try (TestServer next =
                TestServer.builder().port(server.port()).scenario("delay 7ms").start()) {
            Await.until("that of the next is", () -> fieldOf(page, "delay").equals("7ms"));
            page.value(fill("delay", "9ms"));
            page.value("document.dispatchEvent(new Event('visibilitychange'))");
            next.change(Scenario.parse("delay 8ms"));
            RawClient.ask(next, "/add?name=x&delay=0");
            page.awaitText("requests", "1");
            assertEquals("9ms", fieldOf(page, "delay"), "what somebody writes is kept");
        }
    }

    @Test
    void pageThatFindsNoPlaceSaysSoAndTriesAgain() throws Exception {
        List<RawClient> watchers = new ArrayList<>();
        try (TestServer server = TestServer.start()) {
            for (int i = 0; i < LiveFeed.MAX_WATCHERS; i++) {
                RawClient watcher = RawClient.connect(server);
                watchers.add(watcher);
                watcher.send(RawClient.get("/events"));
                watcher.readHead();
            }
            Chromium.Page page = ask(server, 360, 700, false);
            page.awaitText("state", "refused: 8 may watch");
            watchers.get(0).close();
            page.awaitText("state", "live");
        } finally {
            for (RawClient watcher : watchers) {
                watcher.close();
            }
        }
    }

    private static String fill(String id, String value) {
        return "(() => { const e = document.getElementById('" + id + "'); e.value = '" + value
                + "'; e.dispatchEvent(new Event('input')); })()";
    }

    @Test
    void faultsAndWaitingAppearWithTheFirst() throws Exception {
        Scenario scenario = Scenario.parse("limit servers=1,queue=9");
        try (TestServer server = TestServer.builder().scenario(scenario).start()) {
            Chromium.Page page = open(server, 1280, 900, false);
            page.awaitText("in-flight", "0");
            assertEquals("true", page.value("document.getElementById('faults-tile').hidden"));
            assertEquals("true", page.value("document.getElementById('waiting-tile').hidden"));
            try (RawClient broken = RawClient.connect(server);
                    RawClient client = RawClient.connect(server)) {
                broken.send(RawClient.get("/add?name=y&delay=0&fault=big-header,short"));
                page.awaitText("faults", "2");
                client.send(RawClient.get("/add?name=x&delay=1h").repeat(3));
                page.awaitText("waiting", "2");
            }
            page.awaitText("waiting", "0");
            assertEquals("false", page.value("document.getElementById('waiting-tile').hidden"));
            assertEquals(List.of(), page.errors());
        }
    }

    @Test
    void pageWithoutAdminHasNoControlsAndAsksForNone() throws Exception {
        try (TestServer server = TestServer.builder().admin(false).start()) {
            Chromium.Page page = open(server, 800, 900, false);
            page.awaitText("in-flight", "0");
            assertEquals("true", page.value("document.getElementById('controls').hidden"));
            assertEquals(0, server.stats().requests(), "the page is no exchange");
        }
    }
}
