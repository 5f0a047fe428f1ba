package io.overlap.crawler;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The faults of a server that no one here wrote. */
class WireMockFaultsTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final WireMockServer SERVER =
            new WireMockServer(options().dynamicPort().http2PlainDisabled(true));

    private final HttpFetcher patient = new HttpFetcher(FetchPolicy.DEFAULT);
    private final HttpFetcher hasty = new HttpFetcher(FetchPolicy.DEFAULT.withDeadline(SHORT));

    @BeforeAll
    static void startServer() {
        SERVER.start();
    }

    @AfterAll
    static void stopServer() {
        SERVER.stop();
    }

    @AfterEach
    void closeFetchers() {
        patient.close();
        hasty.close();
        SERVER.resetAll();
    }

    /**
     * All four faults end the connection before the answer is whole. Two of them send some characters first, without a
     * line end: neither a chunk's length nor a status line was ever complete, so it cannot be said to be malformed.
     */
    @ParameterizedTest
    @EnumSource(Fault.class)
    void connectionEndedBeforeTheAnswerIsAReset(Fault fault) throws Exception {
        stub(aResponse().withFault(fault));
        Await.failure(FetchFailure.Kind.RESET, fetch(patient));
        assertEquals(0, patient.inFlight());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void requestIsNotSentAgainAfterAFault(Fault fault) throws Exception {
        stub(aResponse().withFault(fault));
        Await.result(fetch(patient));
        assertEquals(1, SERVER.getAllServeEvents().size());
    }

    @Test
    void answerLaterThanTheDeadlineIsATimeout() throws Exception {
        stub(aResponse().withFixedDelay(5_000));
        FetchFailure failure = Await.failure(FetchFailure.Kind.TIMEOUT, fetch(hasty));
        assertEquals("no whole answer within PT0.4S", failure.detail());
    }

    @Test
    void deadlineBoundsTheBodyToo() throws Exception {
        stub(aResponse().withBody("0123456789").withChunkedDribbleDelay(10, 5_000));
        long start = System.nanoTime();
        Await.failure(FetchFailure.Kind.TIMEOUT, fetch(hasty));
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis >= SHORT.toMillis(), () -> "gave up early, after " + millis + " ms");
        assertTrue(millis < 4_000, () -> "waited for the body: " + millis + " ms");
    }

    @Test
    void slowBodyWithinTheDeadlineIsWhole() throws Exception {
        stub(aResponse().withBody("0123456789").withChunkedDribbleDelay(5, 300));
        assertEquals("0123456789", new String(Await.page(fetch(patient)).body(), US_ASCII));
    }

    @Test
    void fetcherGoesOnAfterEveryFault() throws Exception {
        for (Fault fault : Fault.values()) {
            stub(aResponse().withFault(fault));
            Await.result(fetch(patient));
            stub(aResponse().withBody("fine"));
            assertEquals("fine", new String(Await.page(fetch(patient)).body(), US_ASCII));
        }
    }

    @Test
    void asManyResultsAsRequests() throws Exception {
        List<ResponseDefinitionBuilder> answers = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            answers.add(aResponse().withFault(fault));
        }
        answers.add(aResponse().withFixedDelay(3_000));
        answers.add(aResponse().withBody("0123456789").withChunkedDribbleDelay(5, 3_000));
        answers.add(aResponse().withStatus(302).withHeader("Location", "/"));
        answers.add(aResponse().withStatus(500));
        for (int i = 0; i < answers.size(); i++) {
            SERVER.stubFor(any(urlPathEqualTo("/" + i)).willReturn(answers.get(i)));
        }

        int each = 10;
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < each * answers.size(); i++) {
            calls.add(hasty.fetch(FetchRequest.of(SERVER.url("/" + i % answers.size()))));
        }
        Map<FetchFailure.Kind, Integer> failures = new EnumMap<>(FetchFailure.Kind.class);
        int answered = 0;
        for (Call call : calls) {
            if (Await.result(call) instanceof FetchFailure failure) {
                failures.merge(failure.kind(), 1, Integer::sum);
            } else {
                answered++;
            }
        }
        int failed = failures.values().stream().mapToInt(Integer::intValue).sum();
        assertEquals(calls.size(), answered + failed);
        assertTrue(failures.getOrDefault(FetchFailure.Kind.TIMEOUT, 0) >= 2 * each, failures::toString);
        assertEquals(0, hasty.inFlight());
    }

    private static Call fetch(HttpFetcher fetcher) {
        return fetcher.fetch(FetchRequest.of(SERVER.url("/")));
    }

    private static void stub(ResponseDefinitionBuilder response) {
        SERVER.stubFor(any(anyUrl()).willReturn(response));
    }
}
