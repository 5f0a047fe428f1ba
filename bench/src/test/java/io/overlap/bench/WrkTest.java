package io.overlap.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** What wrk 4 writes. */
class WrkTest {
    private static final String SAID = """
            Running 6s test @ http://127.0.0.1:8080/add?name=x&delay=0
              1 threads and 64 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency   412.03us  102.11us   5.03ms   91.20%
                Req/Sec   155.10k    6.21k  170.99k    70.00%
              Latency Distribution
                 50%  398.00us
                 75%  441.00us
                 90%  502.00us
                 99%    1.25ms
              925101 requests in 6.00s, 107.63MB read
            Requests/sec: 154163.25
            Transfer/sec:     17.94MB
            """;

    @Test
    void figuresAreRead() {
        assertEquals(new Wrk(154_163.25, 398, 1_250, 0), Wrk.parse(SAID));
    }

    @Test
    void errorsAreAddedUp() {
        String errors =
                "  Socket errors: connect 1, read 20, write 300, timeout 4000\n  Non-2xx or 3xx responses: 50000\n";
        assertEquals(
                54_321,
                Wrk.parse(SAID.replace("Requests/sec", errors + "Requests/sec")).errors());
    }

    @Test
    void anythingElseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Wrk.parse(""));
        assertThrows(IllegalArgumentException.class, () -> Wrk.parse(SAID.replace("99%", "98%")));
    }
}
