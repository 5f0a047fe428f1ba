package io.overlap.testserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page at {@code /} as it is served; what it does is for {@link BrowserTest}. */
class LivePageTest {
    private static final String UPLOT = "https://github.com/leeoniya/uPlot"; // the library's own mark

    private final TestServer server;

    LivePageTest() throws IOException {
        server = TestServer.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void pageIsHtmlAndNoExchange() throws Exception {
        RawClient.Response page = RawClient.ask(server, "/");
        assertEquals(200, page.status());
        assertEquals("text/html; charset=utf-8", page.header("content-type"));
        assertTrue(page.body().startsWith("<!doctype html>"));
        assertTrue(page.body().endsWith("</html>\n"));
        assertEquals("frame-ancestors 'none'", page.header("content-security-policy"));
        assertEquals(0, server.stats().requests());
    }

    @Test
    void pagesAskedForAtOnceComeWholeOneAfterTheOther() throws Exception {
        try (RawClient client = RawClient.connectWithSmallBuffers(server)) {
            client.send(RawClient.request("HEAD", "/") + RawClient.get("/").repeat(50));
            int length = Integer.parseInt(client.readHead().header("content-length"));
            for (RawClient.Response page : client.readResponses(50)) {
                assertEquals(length, page.body().getBytes(UTF_8).length);
            }
        }
    }

    @Test
    void pageIsOneFileThatRefersToNoOther() throws Exception {
        String page = RawClient.ask(server, "/").body();
        assertFalse(page.contains("/*{"), "a part is missing");
        assertTrue(page.contains("class Chronology"));
        assertTrue(page.contains("var uPlot"));
        assertEquals(
                List.of(UPLOT),
                found("https?://[^\\s\"')]+", page).stream().distinct().toList());
        assertEquals(List.of(), found("<script[^>]*src|@import|url\\(|<link[^>]*stylesheet", page));
        assertEquals(List.of("data:,"), found("<link[^>]*href=\"([^\"]*)\"", page));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(LivePageTest::innermost)
                .toList();
    }

    private static String innermost(MatchResult match) {
        return match.group(match.groupCount());
    }

    @Test
    void everyElementThatTheScriptsNameIsThere() throws Exception {
        String page = RawClient.ask(server, "/").body();
        List<String> ids = found("\\$\\('([a-z0-9-]+)'\\)", page);
        assertTrue(ids.size() > 20, ids::toString);
        for (String id : ids) {
            if (!id.endsWith("-")) {
                assertEquals(1, found(" id=\"" + id + "\"", page).size(), id);
            }
        }
    }

    @Test
    void bookClientsMayStillFlushThere() throws Exception {
        assertEquals("{}\n", RawClient.ask(server, "/?flush=True").body());
    }
}
