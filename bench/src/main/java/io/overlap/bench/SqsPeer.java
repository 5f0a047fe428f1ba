package io.overlap.bench;

import io.overlap.experiments.batcher.Fault;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/** The batch manager of AWS's client for SQS, over a client that is a proxy. */
final class SqsPeer implements ChaosPeer {
    @Override
    public String name() {
        return "aws-sdk-sqs";
    }

    @Override
    public String version() {
        return Versions.of("sqs");
    }

    @Override
    public @Nullable String lacks(Fault fault) {
        return switch (fault) {
            case FLUSH_FROM_CALLBACK -> "no flush";
            case FULL_BEFORE_BATCH -> "no bound that waits: it throws at 500 unsent messages";
            default -> null;
        };
    }

    @Override
    public String remark(Fault fault) {
        return switch (fault) {
            case THROWS, RETURNS_NULL, NEVER_ANSWERS, TOO_FEW, DUPLICATE_INDEX -> "only close ends them, by cancelling";
            case CLOSE_WITH_BUFFERED -> "close cancels what it never sent";
            default -> "";
        };
    }

    @Override
    public boolean hasFutures() {
        return true;
    }

    @Override
    public Session open(Setup setup, ChaosService service, Outcomes outcomes) {
        SqsAsyncBatchManager manager = SqsAsyncBatchManager.builder()
                .client(client(service))
                .scheduledExecutor(Executors.newSingleThreadScheduledExecutor(Threads.daemon("sqs")))
                .overrideConfiguration(config -> config.maxBatchSize(BATCH).sendRequestFrequency(setup.linger()))
                .build();
        return new Session() {
            @Override
            public void save(int item) {
                manager.sendMessage(message -> message.queueUrl("queue").messageBody(Integer.toString(item)))
                        .whenComplete((sent, failure) -> outcomes.told(item, failure == null));
            }

            @Override
            public void flush() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                manager.close();
            }
        };
    }

    private static SqsAsyncClient client(ChaosService service) {
        return (SqsAsyncClient) Proxy.newProxyInstance(
                SqsPeer.class.getClassLoader(), new Class<?>[] {SqsAsyncClient.class}, (proxy, method, args) -> {
                    if (method.getName().equals("sendMessageBatch")
                            && args[0] instanceof SendMessageBatchRequest request) {
                        return write(request, service);
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }

    private static @Nullable CompletableFuture<SendMessageBatchResponse> write(
            SendMessageBatchRequest request, ChaosService service) {
        List<Integer> items = request.entries().stream()
                .map(entry -> Integer.valueOf(entry.messageBody()))
                .toList();
        CompletableFuture<List<Integer>> answer = service.write(items);
        return answer == null ? null : answer.thenApply(saved -> answer(request, saved));
    }

    private static SendMessageBatchResponse answer(SendMessageBatchRequest request, List<Integer> saved) {
        List<SendMessageBatchResultEntry> entries = saved.stream()
                .map(index -> index < request.entries().size()
                        ? request.entries().get(index).id()
                        : "no such id")
                .map(id -> SendMessageBatchResultEntry.builder()
                        .id(id)
                        .messageId("message " + id)
                        .build())
                .toList();
        return SendMessageBatchResponse.builder().successful(entries).build();
    }
}
