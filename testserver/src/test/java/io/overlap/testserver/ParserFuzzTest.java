package io.overlap.testserver;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Looks for texts that break a parser; {@code mvn verify -Pfuzz} runs it. What it finds becomes a file beside those of
 * {@link ParserInputsTest}, which every build tries.
 */
class ParserFuzzTest {
    @DictionaryEntries({"us", "ms", "s", "m", "h", "."})
    @FuzzTest(maxDuration = "1m")
    void delay(byte[] input) {
        ParserProperties.delay(ParserProperties.text(input));
    }

    @DictionaryEntries({
        "us",
        "ms",
        "s",
        "m",
        "h",
        "uniform(",
        "normal(",
        "lognormal(",
        "p50=",
        ",p99=",
        "exp(",
        "pareto(",
        "mix("
    })
    @DictionaryEntries({"trace(", ")", ",", ":", "0.000000001", "999999"})
    @FuzzTest(maxDuration = "1m")
    void distribution(byte[] input) {
        ParserProperties.distribution(ParserProperties.text(input));
    }

    @DictionaryEntries({
        "delay=",
        "size=",
        "trickle=",
        "rate=",
        "kB/s",
        "encoding=gzip",
        "chunked",
        "charset=",
        "header-size="
    })
    @DictionaryEntries({
        "hold=",
        "retry-after=",
        "fault=",
        "reset",
        "stall",
        "status=",
        "503:",
        "redirect=loop",
        "p=0.",
        "times=",
        "retry=every:",
        "lost=p:",
        "reject=id:",
        "&"
    })
    @FuzzTest(maxDuration = "1m")
    void plan(byte[] input) {
        ParserProperties.plan(ParserProperties.text(input));
    }

    @DictionaryEntries({
        "delay ",
        "limit ",
        "servers=",
        ",queue=",
        ",overflow=429",
        "rate ",
        "/s",
        ",burst=",
        ",by=header:",
        "#",
        "\\x0A"
    })
    @DictionaryEntries({"/path ", "/prefix/*", "&", "status=503:", "fault=short", "exp(100)"})
    @FuzzTest(maxDuration = "1m")
    void scenario(byte[] input) {
        ParserProperties.scenario(ParserProperties.text(input));
    }

    @DictionaryEntries({"?", "&", "=", "%", "%41", "delay=", "name=", "times="})
    @FuzzTest(maxDuration = "1m")
    void parameter(byte[] input) {
        ParserProperties.parameter(ParserProperties.text(input));
    }
}
