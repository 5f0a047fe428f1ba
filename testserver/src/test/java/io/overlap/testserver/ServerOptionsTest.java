package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ServerOptionsTest {
    private static final ServerOptions OPTIONS = ServerOptions.DEFAULT;

    @Test
    void valueThatCannotBeIsNamed() {
        assertRefused("host is blank", () -> OPTIONS.withHost(" "));
        assertRefused("port not within 0 and 65535: -1", () -> OPTIONS.withPort(-1));
        assertRefused("port not within 0 and 65535: 65536", () -> OPTIONS.withPort(65_536));
        assertRefused("backlog < 1: 0", () -> OPTIONS.withBacklog(0));
        assertRefused("record not within 0 and 20000000: -1", () -> OPTIONS.withRecord(-1));
        assertRefused("record not within 0 and 20000000: 20000001", () -> OPTIONS.withRecord(20_000_001));
        assertRefused("saved not within 0 and 20000000: -1", () -> OPTIONS.withSaved(-1));
        assertRefused("saved not within 0 and 20000000: 20000001", () -> OPTIONS.withSaved(20_000_001));
        assertRefused("idleTimeout <= 0: PT0S", () -> OPTIONS.withIdleTimeout(Duration.ZERO));
        assertRefused("idleTimeout <= 0: PT-1S", () -> OPTIONS.withIdleTimeout(Duration.ofSeconds(-1)));
    }

    private static void assertRefused(String message, Executable making) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, making).getMessage());
    }

    @Test
    void variantDiffersInOneValue() {
        Scenario scenario = Scenario.parse("delay 7");
        Duration idle = Duration.ofSeconds(1);
        assertEquals(
                new ServerOptions("::1", 80, 1, scenario, 7, 0, false, idle, 9, 10, 11, Tls.EXPIRED),
                OPTIONS.withHost("::1")
                        .withPort(80)
                        .withBacklog(1)
                        .withScenario(scenario)
                        .withSeed(7)
                        .withRecord(0)
                        .withAdmin(false)
                        .withIdleTimeout(idle)
                        .withSaved(9)
                        .withMaxStream(10)
                        .withMaxConnections(11)
                        .withTls(Tls.EXPIRED));
        assertEquals(OPTIONS, OPTIONS.withPort(80).withPort(OPTIONS.port()));
    }

    @Test
    void certificateIsReadAsItIsWritten() {
        for (Tls tls : Tls.values()) {
            assertEquals(tls, Tls.parse(tls.toString()));
        }
        assertRefused(
                "not a TLS certificate: Good (none, good, expired, wrong-host, self-signed)", () -> Tls.parse("Good"));
    }

    @Test
    void defaultsAreTheBooks() {
        assertEquals("", OPTIONS.scenario().toString());
        assertEquals("127.0.0.1", OPTIONS.host());
        assertEquals(4096, OPTIONS.backlog());
        assertEquals(Tls.NONE, OPTIONS.tls());
    }
}
