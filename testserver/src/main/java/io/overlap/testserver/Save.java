package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** One {@code POST /save}, from its head to its answer. Owned by the event loop. */
final class Save implements Reply.Intake {
    /** What the requests of a server may hold together until they are answered. */
    static final long MAX_HELD_BYTES = 64 << 20;

    private static final int BYTES_PER_ITEM = 64;

    /** How much the requests that wait hold. Owned by the event loop. */
    static final class Held {
        long bytes;
    }

    private final Saves saves;
    private final SavePlan plan;
    private final Held held;
    private final String trial;
    private final String contentType;
    private final int epoch;
    private final int nth;
    private ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private List<String> ids = List.of();
    private long heldBytes;

    Save(Saves saves, SavePlan plan, Held held, String trial, int nth, String contentType) {
        this.saves = saves;
        this.plan = plan;
        this.held = held;
        this.trial = trial;
        this.nth = nth;
        this.contentType = contentType;
        epoch = saves.epoch();
    }

    @Override
    public boolean take(ByteBuf piece) {
        hold(piece.readableBytes());
        body.writeBytes(ByteBufUtil.getBytes(piece));
        return held.bytes <= MAX_HELD_BYTES;
    }

    /** Reads the body, which is whole; refuses the request if it cannot be read. */
    @Override
    public void received(Reply reply) {
        try {
            ids = SaveBody.ids(ByteBuffer.wrap(body.toByteArray()), contentType, plan.most());
        } catch (IllegalArgumentException e) {
            reply.refused(400, String.valueOf(e.getMessage()));
            return;
        }
        if (ids.size() > plan.most()) {
            reply.refused(413, "more than " + plan.most() + " items in one request");
            return;
        }
        body = new ByteArrayOutputStream(0);
        hold((long) ids.size() * BYTES_PER_ITEM);
    }

    /** Saves, now that the answer is to be written, and fills it in; unless it is another one already. */
    @Override
    public void finish(Reply reply) {
        if (reply.status < 300 && reply.faults.stream().noneMatch(Fault::isInsteadOfAnswer)) {
            reply.json(answer(saves.save(epoch, trial, ids, plan)));
            reply.lost = plan.lost() != null && plan.lost().hits(plan.query(), nth);
        }
        end();
    }

    /** Lets go of what is held. */
    @Override
    public void end() {
        held.bytes -= heldBytes;
        heldBytes = 0;
        ids = List.of();
    }

    private void hold(long bytes) {
        held.bytes += bytes;
        heldBytes += bytes;
    }

    private static String answer(int[] statuses) {
        StringBuilder items = new StringBuilder(statuses.length * 16);
        int saved = 0;
        for (int status : statuses) {
            items.append(items.isEmpty() ? "" : ",").append("{\"status\":").append(status);
            saved += status < 400 ? 1 : 0;
            switch (status) {
                case 422 -> items.append(",\"error\":\"refused by reject=\"");
                case 429 -> items.append(",\"error\":\"refused by retry=, try again\"");
                case Saves.NO_ROOM -> items.append(",\"error\":\"no room for another id\"");
                default -> {}
            }
            items.append('}');
        }
        return "{\"saved\":" + saved + ",\"items\":[" + items + "]}\n";
    }
}
