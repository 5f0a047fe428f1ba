package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our processes end with the one that started them, even if that could not say farewell. */
@Timeout(60)
class OrphanTest {
    @Test
    void theChildrenOfAKilledParentEnd() throws Exception {
        List<ProcessHandle> children = new ArrayList<>();
        Process parent = startParent(children);
        try {
            parent.destroyForcibly();
            assertEquals(2, children.size());
            Await.until("both are gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            end(parent, children);
        }
    }

    /** A terminal's Ctrl-C reaches them too. */
    @ParameterizedTest
    @ValueSource(ints = 3)
    void childrenDoNotMindAnInterrupt(int times) throws Exception {
        List<ProcessHandle> children = new ArrayList<>();
        Process parent = startParent(children);
        try {
            for (int i = 0; i < times; i++) {
                for (ProcessHandle child : children) {
                    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(child.pid())).start();
                    assertEquals(true, kill.waitFor(10, TimeUnit.SECONDS));
                }
            }
            Thread.sleep(300);
            assertEquals(2, children.stream().filter(ProcessHandle::isAlive).count());
        } finally {
            end(parent, children);
        }
    }

    private static Process startParent(List<ProcessHandle> children) throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParentMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String line = parent.inputReader().readLine();
        parent.toHandle().descendants().forEach(children::add);
        if (!"ready".equals(line)) {
            end(parent, children);
            throw new AssertionError("not ready: " + line);
        }
        return parent;
    }

    private static void end(Process parent, List<ProcessHandle> children) {
        parent.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
