package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TestServerBuilderTest {
    @Test
    void valueThatCannotBeIsNamed() {
        assertRefused("host is blank", TestServer.builder().host(" ")::options);
        assertRefused("port not within 0 and 65535: -1", TestServer.builder().port(-1)::options);
        assertRefused("port not within 0 and 65535: 65536", TestServer.builder().port(65_536)::options);
        assertRefused("backlog < 1: 0", TestServer.builder().backlog(0)::options);
        assertRefused(
                "record not within 0 and 20000000: -1", TestServer.builder().record(-1)::options);
        assertRefused(
                "record not within 0 and 20000000: 20000001",
                TestServer.builder().record(20_000_001)::options);
        assertRefused(
                "saved not within 0 and 20000000: -1", TestServer.builder().saved(-1)::options);
        assertRefused(
                "saved not within 0 and 20000000: 20000001",
                TestServer.builder().saved(20_000_001)::options);
        assertRefused("idleTimeout <= 0: PT0S", TestServer.builder().idleTimeout(Duration.ZERO)::options);
        assertRefused("idleTimeout <= 0: PT-1S", TestServer.builder().idleTimeout(Duration.ofSeconds(-1))::options);
    }

    private static void assertRefused(String message, Executable making) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, making).getMessage());
    }

    @Test
    void everyValueThatIsSaidIsTaken() {
        Scenario scenario = Scenario.parse("delay 7");
        Duration idle = Duration.ofSeconds(1);
        assertEquals(
                new ServerOptions("::1", 80, 1, scenario, 7, 0, false, idle, 9, 10, 11, Tls.EXPIRED),
                TestServer.builder()
                        .host("::1")
                        .port(80)
                        .backlog(1)
                        .scenario(scenario)
                        .seed(7)
                        .record(0)
                        .admin(false)
                        .idleTimeout(idle)
                        .saved(9)
                        .maxStream(10)
                        .maxConnections(11)
                        .tls(Tls.EXPIRED)
                        .options());
        assertEquals(ServerOptions.DEFAULT, TestServer.builder().options());
    }

    @Test
    void delayWinsOverTheScenariosWhicheverIsSaidFirst() {
        Duration second = Duration.ofSeconds(1);
        for (TestServerBuilder builder : List.of(
                TestServer.builder().delay(second).scenario("delay 7"),
                TestServer.builder().scenario("delay 7").delay(second))) {
            assertEquals(
                    Scenario.parse("delay 1s").toString(),
                    builder.options().scenario().toString());
        }
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
        assertEquals("", ServerOptions.DEFAULT.scenario().toString());
        assertEquals("127.0.0.1", ServerOptions.DEFAULT.host());
        assertEquals(4096, ServerOptions.DEFAULT.backlog());
        assertEquals(Tls.NONE, ServerOptions.DEFAULT.tls());
    }
}
