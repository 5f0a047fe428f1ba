package io.overlap.experiments;

import com.google.gson.Gson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Runs a variant in a process of its own. */
final class WorkerClient implements Client {
    private final ClientConfig config;
    private final ChildJvm worker;
    private double cpuSeconds;

    WorkerClient(ClientConfig config) throws IOException {
        this.config = config;
        worker = new ChildJvm(WorkerMain.class, flags(config), List.of());
        worker.send(new Gson().toJson(config));
    }

    /** Those of this JVM; the JDK's clients keep as many connections, and as long, as the others do. */
    private static List<String> flags(ClientConfig config) {
        List<String> flags = new ArrayList<>(ChildJvm.ownFlags());
        if (config.variant().client() == ClientName.JDK) {
            flags.add("-Dhttp.maxConnections=" + config.cap());
            flags.add("-Dhttp.keepAlive.time.server=60");
            flags.add("-Djdk.httpclient.keepalive.timeout=60");
        }
        return flags;
    }

    @Override
    public Outcome run(String trial, long n, LongConsumer progress) throws IOException, InterruptedException {
        try {
            worker.send("trial " + trial + " " + n);
            for (String line = worker.readLine(); line != null; line = worker.readLine()) {
                int space = line.indexOf(' ');
                String rest = line.substring(space + 1);
                if (line.startsWith("progress ")) {
                    progress.accept(Long.parseLong(rest));
                } else if (line.startsWith("outcome ")) {
                    cpuSeconds = worker.cpuSeconds();
                    return new Gson().fromJson(rest, Outcome.class);
                }
            }
        } catch (IOException e) {
            throw gone(e);
        }
        throw gone(null);
    }

    private IOException gone(@Nullable IOException cause) throws InterruptedException {
        return new IOException(
                "the client process of " + config.variant() + " " + worker.ended()
                        + " in mid-run: nothing was measured; see its output above, then run it again",
                cause);
    }

    @Override
    public void stop() {
        send("stop");
    }

    @Override
    public void cancel() {
        send("cancel");
    }

    private void send(String command) {
        try {
            worker.send(command);
        } catch (IOException gone) {
            // The trial under way will say so.
        }
    }

    @Override
    public double childCpuSeconds() {
        return cpuSeconds;
    }

    @Override
    public void close() {
        worker.close();
    }
}
