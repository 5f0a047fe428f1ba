package io.overlap.experiments;

import io.overlap.testserver.ServerOptions;
import io.overlap.testserver.TestServer;
import java.io.IOException;

/** The server of an experiment, in a process of its own. Prints its URL and transport; ends with its stdin. */
final class ServerMain {
    private ServerMain() {}

    public static void main(String[] args) throws IOException {
        Signals.ignoreInterrupt();
        TestServer server = TestServer.start(ServerOptions.DEFAULT.withRecord(Integer.parseInt(args[0])));
        System.out.println(server.url() + " " + server.transportName());
        while (System.in.read() >= 0) {
            // Nothing is ever said: only the end of it matters.
        }
        Runtime.getRuntime().halt(0);
    }
}
