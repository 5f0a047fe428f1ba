package io.overlap.experiments;

import com.google.gson.Gson;
import io.overlap.testserver.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/** The server of an experiment, in a process of its own. Prints its URL and transport; ends with its stdin. */
final class ServerMain {
    /** The one thing it can be asked on stdin: what memory it uses. */
    static final String MEMORY = "memory";

    private ServerMain() {}

    public static void main(String[] args) throws IOException {
        Signals.ignoreInterrupt();
        TestServer server =
                TestServer.builder().record(Integer.parseInt(args[0])).start();
        System.out.println(server.url() + " " + server.transportName());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(MEMORY)) {
                System.gc();
                long heap =
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
                Long resident = HeapWatch.residentBytes();
                System.out.println(new Gson().toJson(new ServerProcess.Memory(heap, resident == null ? 0 : resident)));
            }
        }
        Runtime.getRuntime().halt(0);
    }
}
