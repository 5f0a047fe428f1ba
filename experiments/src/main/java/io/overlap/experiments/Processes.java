package io.overlap.experiments;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a comparison runs on: the bundled server, if it is ours, and a client for each variant. */
final class Processes implements AutoCloseable {
    private final @Nullable ServerProcess server;
    private final Map<VariantName, Client> clients = new EnumMap<>(VariantName.class);

    Processes(CompareOptions options) throws IOException, InterruptedException, CannotRunException {
        server = options.bundled() ? new ServerProcess(options.n()) : null;
        try {
            // The JDK's clients take their settings from a JVM's command line.
            boolean alone = options.variants().size() == 1
                    && options.variants().getFirst().client() != ClientName.JDK;
            for (VariantName variant : options.variants()) {
                ClientConfig config = config(options, variant);
                clients.put(variant, alone ? LocalClient.of(config, cpu(options)) : new WorkerClient(config));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A first trial that is timed must not wait until the finer clock is ready. */
    private static ProcessCpu cpu(CompareOptions options) {
        return options.warmup() == 0 ? ProcessCpu.coarse() : ProcessCpu.fine();
    }

    private ClientConfig config(CompareOptions options, VariantName variant) {
        String base = server != null ? server.url() : null;
        if (options.url() != null) {
            base = options.url().toString().replaceAll("/+$", "");
        }
        return new ClientConfig(
                variant,
                options.capOf(variant),
                base,
                options.delay().toString(),
                options.urls() == null ? null : options.urls().toString(),
                options.deadline().toMillis());
    }

    Client client(VariantName variant) {
        Client client = clients.get(variant);
        if (client == null) {
            throw new IllegalArgumentException("not among the variants: " + variant);
        }
        return client;
    }

    /** The bundled server; null if the server is not ours. */
    @Nullable
    ServerProcess server() {
        return server;
    }

    /** CPU time that the other processes of ours have used. */
    double childCpuSeconds() {
        double clientsUsed =
                clients.values().stream().mapToDouble(Client::childCpuSeconds).sum();
        return clientsUsed + (server == null ? 0 : server.cpuSeconds());
    }

    @Override
    public void close() {
        clients.values().forEach(Client::close);
        if (server != null) {
            server.close();
        }
    }
}
