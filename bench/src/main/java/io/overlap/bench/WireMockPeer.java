package io.overlap.bench;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.IOException;
import java.util.List;

/**
 * WireMock that answers {@code /add} after the delays that are asked of it here: with its defaults, or set up for many waiting
 * requests as its documentation says.
 */
final class WireMockPeer {
    static final String DEFAULTS = "defaults";
    static final String ASYNC = "async";

    private static final int ASYNC_THREADS = 64;
    private static final int CONTAINER_THREADS = 128;
    private static final int BACKLOG = 4_096;
    private static final List<Integer> DELAYS = List.of(0, 100, 1_000);

    private WireMockPeer() {}

    /**
     * Starts it.
     *
     * @param words how it is set up
     */
    public static void main(String[] words) throws IOException {
        WireMockConfiguration options =
                WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort();
        boolean async = words[0].equals(ASYNC);
        if (async) {
            options.asynchronousResponseEnabled(true)
                    .asynchronousResponseThreads(ASYNC_THREADS)
                    .containerThreads(CONTAINER_THREADS)
                    .jettyAcceptQueueSize(BACKLOG)
                    .disableRequestJournal();
        }
        WireMockServer server = new WireMockServer(options);
        server.start();
        for (int delay : DELAYS) {
            server.stubFor(WireMock.get(WireMock.urlPathEqualTo("/add"))
                    .withQueryParam("delay", WireMock.equalTo(Integer.toString(delay)))
                    .willReturn(WireMock.aResponse().withBody(".").withFixedDelay(delay)));
        }
        ServerChild.serve("http://127.0.0.1:" + server.port(), "wiremock " + Versions.of("wiremock") + " " + words[0]);
    }
}
