package io.overlap.bench;

import io.overlap.testserver.TestServer;
import java.io.IOException;

/** The delay server with its defaults: it keeps a record of each exchange. */
final class OurServer {
    private OurServer() {}

    public static void main(String[] none) throws IOException {
        TestServer server = TestServer.builder().start();
        ServerChild.serve(server.url(), "overlap " + server.transportName() + ", recording");
    }
}
