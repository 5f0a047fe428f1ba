package io.overlap.testserver.junit;

import io.overlap.testserver.ManualClock;
import io.overlap.testserver.TestServer;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test a {@link TestServer} of its own, on a free port, which is closed after it.
 *
 * <pre>
 * &#64;Test
 * void retriesTwice(@DelayServer TestServer server) {
 *     client.get(server.url("/add?name=x&amp;delay=0&amp;status=503&amp;times=2"));
 *     assertEquals(3, server.stats().requests());
 * }
 * </pre>
 *
 * <p>Each parameter is another server: a {@code @BeforeEach} method, or the constructor, keeps its own in a field for the test and
 * for {@code @AfterEach} methods. That of a {@code @BeforeAll} method is closed after the class; so is, before JUnit 5.12, that of a
 * constructor, and all tests of the class share it.
 *
 * <p>A parameter of type {@link ManualClock} right after it stops this server's time; the test moves it.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DelayServerExtension.class)
public @interface DelayServer {
    /** Delays, limits and routes, a line each, as {@link io.overlap.testserver.Scenario} reads them. */
    String[] scenario() default {};

    /** Of all that is random. */
    long seed() default 42;
}
