package io.overlap.experiments;

import io.netty.buffer.ByteBuf;
import io.overlap.crawler.FetchFailure;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;

/** The variant {@code netty}: the bare client with as many lanes as the cap. */
final class NettyEngine implements Engine {
    private final ClientConfig config;
    private final URI base;
    private final BareClient client;
    private volatile boolean stopped;

    NettyEngine(ClientConfig config) {
        this.config = config;
        base = URI.create(Objects.requireNonNull(config.base()));
        int port = base.getPort() < 0 ? 80 : base.getPort();
        client = new BareClient(new InetSocketAddress(base.getHost(), port), config.cap(), config.deadline());
    }

    @Override
    public void run(String trial, long n, Tally tally) throws InterruptedException {
        client.run(new Trial(trial, n, tally));
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void cancel() {
        stopped = true;
        client.cancel();
    }

    @Override
    public void close() {
        client.close();
    }

    /** Owned by the client's event loop. */
    private final class Trial implements BareClient.Work {
        private final AddRequests requests;
        private final Tally tally;

        Trial(String trial, long n, Tally tally) {
            requests = new AddRequests(base, config.delay(), trial, n);
            this.tally = tally;
        }

        @Override
        public long next(ByteBuf out) {
            return stopped ? -1 : requests.next(out);
        }

        @Override
        public void answered(long number, int status, byte[] body) {
            boolean redirect =
                    status / 100 == 3 && status != 300 && status != 304; // of which no client counts the body
            tally.answered(
                    Workload.Add.nameOf(number),
                    number < CompareOptions.SERIAL_REQUESTS,
                    status,
                    redirect ? new byte[0] : body);
        }

        @Override
        public void failed(long number, FetchFailure.Kind kind, String detail) {
            tally.failed(kind);
        }
    }
}
