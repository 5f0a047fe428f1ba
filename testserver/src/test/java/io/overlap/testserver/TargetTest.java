package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request's target, split: what delays and failures are drawn from, and what it says. */
class TargetTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/add?name=a%20b&delay=exp(1)",
                "http://127.0.0.1:8080/add?name=a%20b&delay=exp(1)",
                "http://localhost:9090/add?name=a%20b&delay=exp(1)",
                "https://h/add?name=a%20b&delay=exp(1)"
            })
    void drawsAreOfThePathAndQueryAsSent(String uri) {
        assertEquals("/add?name=a%20b&delay=exp(1)", Target.of(uri).url());
    }

    @ParameterizedTest
    @CsvSource({"http://h:80?x=1/2, /?x=1/2", "https://h, /", "http://h:80/, /", "http://?/, /?/"})
    void authorityEndsWhereTheQueryBegins(String uri, String url) {
        assertEquals(url, Target.of(uri).url());
    }

    @Test
    void ofAParameterSaidTwiceTheLastCounts() {
        Target target = Target.of("/save?times=%zz&times=3&name=x&times=%32&name&timesx=9");
        assertEquals("2", target.parameter("times"));
        assertEquals("", target.parameter("name"));
        assertNull(target.parameter("time"));
    }
}
