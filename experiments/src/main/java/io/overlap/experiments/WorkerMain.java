package io.overlap.experiments;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * One variant in a process of its own, so that its memory, its CPU time and its compiled code are its own. Reads its
 * {@link ClientConfig} from the first line of stdin, then commands: {@code trial ID N}, {@code stop}, {@code cancel}.
 * Writes {@code progress K} and {@code outcome JSON}. Ends with its stdin.
 */
final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) throws IOException {
        Signals.ignoreInterrupt();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        LocalClient client = LocalClient.of(new Gson().fromJson(in.readLine(), ClientConfig.class), ProcessCpu.fine());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "trial" ->
                    Thread.ofPlatform().name("trial").start(() -> trial(client, words[1], Long.parseLong(words[2])));
                case "stop" -> client.stop();
                case "cancel" -> client.cancel();
                default -> throw new IOException("unknown command: " + line);
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void trial(LocalClient client, String id, long n) {
        try {
            Outcome outcome = client.run(id, n, count -> say("progress " + count));
            say("outcome " + new Gson().toJson(outcome));
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
