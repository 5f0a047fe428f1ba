package io.overlap.crawler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a host's name to the addresses that may be connected to. */
class NameResolutionTest {
    private static final String ABC = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc";
    private static final FetchPolicy OUTWARD =
            FetchPolicy.DEFAULT.withAddresses(address -> !address.isLoopbackAddress() && !address.isSiteLocalAddress());

    private final RawServer server = RawServer.answering(ABC);
    private final FakeNameServer names = FakeNameServer.start();

    @AfterEach
    void closeServers() throws Exception {
        server.close();
        names.close();
    }

    @Test
    void nameLeadsToItsAddress() throws Exception {
        names.naming("one.test", "127.0.0.1");
        try (HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT, names.provider())) {
            Await.page(fetch(fetcher, "one.test"));
            Await.page(fetch(fetcher, "ONE.test"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "absent.test",
                "a..b",
                "under_score",
                "x012345678901234567890123456789012345678901234567890123456789012345"
            })
    void nameThatDoesNotExistIsADnsFailure(String host) throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT, names.provider())) {
            FetchFailure failure = Await.failure(FetchFailure.Kind.DNS, fetch(fetcher, host));
            assertTrue(failure.detail().contains(host), failure::detail);
            assertEquals(0, server.accepted());
        }
    }

    @Test
    void nameWithoutAnAddressIsADnsFailure() throws Exception {
        names.naming("empty.test");
        try (HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT, names.provider())) {
            Await.failure(FetchFailure.Kind.DNS, fetch(fetcher, "empty.test"));
        }
    }

    @Test
    void deadlineBoundsTheSearchForTheName() throws Exception {
        FetchPolicy hasty = FetchPolicy.DEFAULT.withDeadline(Duration.ofMillis(300));
        try (FakeNameServer mute = FakeNameServer.startMute();
                HttpFetcher fetcher = new HttpFetcher(hasty, mute.provider())) {
            Await.failure(FetchFailure.Kind.TIMEOUT, fetch(fetcher, "one.test"));
            assertTrue(mute.questions() > 0);
            assertEquals(0, fetcher.inFlight());
        }
    }

    @Test
    void nameOfARefusedAddressIsNotConnectedTo() throws Exception {
        names.naming("inner.test", "127.0.0.1", "10.0.0.1");
        try (HttpFetcher fetcher = new HttpFetcher(OUTWARD, names.provider())) {
            FetchFailure failure = Await.failure(FetchFailure.Kind.ADDRESS_REFUSED, fetch(fetcher, "inner.test"));
            assertTrue(failure.detail().contains("inner.test"), failure::detail);
            assertTrue(failure.detail().contains("127.0.0.1"), failure::detail);
            assertTrue(failure.detail().contains("10.0.0.1"), failure::detail);
        }
        assertEquals(0, server.accepted());
    }

    @Test
    void onlyTheAllowedOneOfTwoAddressesIsConnectedTo() throws Exception {
        names.naming("both.test", "127.0.0.2", "127.0.0.1");
        Predicate<InetAddress> one = address -> address.getHostAddress().equals("127.0.0.1");
        try (HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT.withAddresses(one), names.provider())) {
            Await.page(fetch(fetcher, "both.test"));
        }
        assertEquals(1, server.accepted());
    }

    @Test
    void nextAddressIsTriedWhenTheFirstRefuses() throws Exception {
        names.naming("both.test", "127.0.0.2", "127.0.0.1");
        try (HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT, names.provider())) {
            Await.page(fetch(fetcher, "both.test")); // the server listens on 127.0.0.1 alone
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "[::1]", "[::ffff:127.0.0.1]", "localhost"})
    void writtenAddressIsNoWayAroundThePolicy(String host) throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(OUTWARD, names.provider())) {
            Await.failure(FetchFailure.Kind.ADDRESS_REFUSED, fetch(fetcher, host));
        }
        assertEquals(0, server.accepted());
    }

    /** Browsers read these as 127.0.0.1; here they are names, and unknown. */
    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "0x7f000001", "0177.0.0.1", "127.1"})
    void numberThatOnlyLooksLikeAnAddressIsAName(String host) throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(OUTWARD, names.provider())) {
            Await.failure(FetchFailure.Kind.DNS, fetch(fetcher, host));
        }
        assertEquals(0, server.accepted());
    }

    @Test
    void predicateThatThrowsLetsNothingThrough() throws Exception {
        names.naming("one.test", "127.0.0.1");
        FetchPolicy broken = FetchPolicy.DEFAULT.withAddresses(address -> {
            throw new IllegalStateException("no list");
        });
        try (HttpFetcher fetcher = new HttpFetcher(broken, names.provider())) {
            assertEquals(
                    "no list",
                    Await.failure(FetchFailure.Kind.OTHER, fetch(fetcher, "one.test"))
                            .detail());
            assertEquals(
                    "no list",
                    Await.failure(FetchFailure.Kind.OTHER, fetch(fetcher, "127.0.0.1"))
                            .detail());
        }
        assertEquals(0, server.accepted());
    }

    @Test
    void localhostWorks() throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT)) {
            Await.page(fetch(fetcher, "localhost"));
        }
    }

    private Call fetch(HttpFetcher fetcher, String host) {
        return fetcher.fetch(FetchRequest.of("http://" + host + ":" + server.port() + "/"));
    }
}
