package io.overlap.experiments;

/** Starts a server and a client in processes of their own, and stays until it is killed. */
final class ParentMain {
    private ParentMain() {}

    public static void main(String[] args) throws Exception {
        try (ServerProcess server = new ServerProcess(1);
                WorkerClient client =
                        new WorkerClient(new ClientConfig(VariantName.ASYNC, 1, server.url(), "0ms", null, 10_000))) {
            client.run("async-1", 1, results -> {});
            System.out.println("ready");
            Thread.sleep(60_000);
        }
    }
}
