package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.crawler.FetchPolicy;
import io.overlap.crawler.FetchRequest;
import io.overlap.crawler.Headers;
import io.overlap.crawler.HttpFetcher;
import io.overlap.crawler.Page;
import io.overlap.crawler.Variant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A variant that does not do its work is found out: by its answers, or by the server's record. */
@Timeout(60)
class EqualWorkTest {
    private static final CompareOptions OPTIONS = Small.bundled(0, List.of(VariantName.SERIAL, VariantName.ASYNC));

    @SuppressWarnings("NullAway.Init")
    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = new ServerProcess(OPTIONS.n());
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Test
    void honestWorkIsEqual() throws Exception {
        CompareRow row = row(VariantName.ASYNC, Variant.async(Small.CAP));

        assertTrue(row.equalWork());
        assertEquals(Small.N, row.requests());
        assertEquals(Small.N, row.bytes());
        assertEquals(CompareRun.Expected.ofBundled(OPTIONS).hash(), row.answersHash());
        assertEquals(true, row.trials().getFirst().eachOnce());
    }

    @Test
    void honestWorkInAnyOrderIsEqual() throws Exception {
        assertEqual(VariantName.ASYNC, Cheats.asking(java.util.Collections::reverse));
    }

    @Test
    void honestScaledSerialIsEqual() throws Exception {
        CompareRow row = row(VariantName.SERIAL, Variant.serial());

        assertTrue(row.scaled());
        assertEquals(CompareOptions.SERIAL_REQUESTS, row.requests());
        assertEquals(CompareRun.Expected.ofBundled(OPTIONS).prefixHash(), row.answersHash());
        assertTrue(row.equalWork());
    }

    @Test
    void skippingARequestIsFound() throws Exception {
        assertUnequal(VariantName.ASYNC, Cheats.asking(List::removeLast));
    }

    @Test
    void repeatingARequestIsFound() throws Exception {
        assertUnequal(VariantName.ASYNC, Cheats.asking(requests -> requests.add(requests.getLast())));
    }

    @Test
    void skippingOneAndRepeatingAnotherIsFound() throws Exception {
        assertUnequal(VariantName.ASYNC, Cheats.asking(requests -> requests.set(5, requests.get(4))));
    }

    @Test
    void passingOffAnAnswerForAnotherIsFoundByTheServersRecord() throws Exception {
        CompareRow row = row(VariantName.ASYNC, Cheats.passingOff(requests -> requests.set(5, requests.get(4))));

        assertEquals(CompareRun.Expected.ofBundled(OPTIONS).hash(), row.answersHash());
        assertEquals(Small.N, row.requests());
        assertFalse(row.equalWork());
    }

    @Test
    void askingOnceMoreThanToldIsFound() throws Exception {
        assertUnequal(VariantName.ASYNC, Cheats.passingOff(requests -> requests.add(requests.getFirst())));
    }

    @Test
    void answersThatNobodyAskedForAreFound() throws Exception {
        CompareRow row = row(VariantName.ASYNC, Cheats.fabricating(someHeaders()));

        assertEquals(CompareRun.Expected.ofBundled(OPTIONS).hash(), row.answersHash());
        assertEquals(Small.N, row.bytes());
        assertTrue(row.failures().isEmpty());
        assertFalse(row.equalWork());
    }

    @Test
    void askingOnlyForTheFirstIsFound() throws Exception {
        assertUnequal(VariantName.ASYNC, (fetcher, requests, results) -> {
            Page first = (Page) Cheats.ask(fetcher, requests.next());
            results.accept(first);
            Cheats.fabricating(first.headers()).run(fetcher, requests, results);
        });
    }

    @Test
    void askingInTheNameOfAnotherTrialIsFound() throws Exception {
        assertUnequal(
                VariantName.ASYNC,
                Cheats.passingOff(requests ->
                        requests.replaceAll(request -> new FetchRequest(request.url(), Map.of("Overlap-Trial", "x")))));
    }

    @Test
    void anotherBodyIsFound() throws Exception {
        assertUnequal(
                VariantName.ASYNC,
                Cheats.telling(page -> new Page(page.request(), page.status(), page.headers(), new byte[] {','})));
    }

    @Test
    void anotherStatusIsFound() throws Exception {
        assertUnequal(
                VariantName.ASYNC, Cheats.telling(page -> new Page(page.request(), 201, page.headers(), page.body())));
    }

    @Test
    void aScaledSerialThatAsksForLaterRequestsIsFound() throws Exception {
        assertUnequal(
                VariantName.SERIAL,
                Cheats.asking(requests -> requests.replaceAll(request ->
                        new FetchRequest(request.url().replaceFirst("name=u", "name=u1"), request.headers()))));
    }

    @Test
    void aScaledSerialThatPassesOffLaterRequestsIsFound() throws Exception {
        assertUnequal(
                VariantName.SERIAL,
                Cheats.passingOff(requests -> requests.set(
                        0,
                        new FetchRequest(
                                requests.get(49).url().replace("u49", "u55"),
                                requests.get(49).headers()))));
    }

    @Test
    void unequalWorkHasNoEfficiencyAndNoSpeedup() throws Exception {
        CompareRow row = row(VariantName.ASYNC, Cheats.asking(List::removeLast));

        assertNull(row.efficiency());
        assertNull(row.speedup());
    }

    private void assertEqual(VariantName name, Variant variant) throws Exception {
        assertTrue(row(name, variant).equalWork());
    }

    private void assertUnequal(VariantName name, Variant variant) throws Exception {
        assertFalse(row(name, variant).equalWork());
    }

    /** One trial, as a comparison runs it and joins its two sides. */
    private static CompareRow row(VariantName name, Variant variant) throws Exception {
        int n = OPTIONS.requestsOf(name);
        ClientConfig config = new ClientConfig(
                name, OPTIONS.capOf(name), server.url(), OPTIONS.delay().toString(), null, 10_000);
        server.resetIfUp();
        try (LocalClient client =
                new LocalClient(config, new FetcherEngine(config, variant, null), ProcessCpu.coarse())) {
            Outcome outcome = client.run(name + "-1", n, results -> {});
            Trial trial = Compare.joined(server, outcome, n, null, name);
            return CompareRun.of(OPTIONS, Small.machine(null), Map.of(name, List.of(trial)), false)
                    .rows()
                    .getFirst();
        }
    }

    private static Headers someHeaders() {
        try (HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT)) {
            FetchRequest request = FetchRequest.of(server.url() + "/add?name=x&delay=0");
            return ((Page) Cheats.ask(fetcher, request)).headers();
        }
    }
}
