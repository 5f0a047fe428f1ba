package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** The bytes of one body, made as they are sent. Owned by the event loop. */
final class Body {
    /*
     * A body is a head, a block that is repeated, what is left of a block, and a tail. Compressed, each block is flushed in full, which
     * makes the compressed block the same each time: a body of any size costs the compression of one block, and its length is
     * known beforehand. Only the checksum is taken over all of it, a few blocks at a time (CHECKED_AT_ONCE), so that the event
     * loop is never held up. Blocks are shared by all bodies: one that nobody takes holds next to nothing.
     */
    private static final int BLOCK = 16 << 10;
    private static final byte[] ZEROS = new byte[1 << 20];
    private static final int CHECKED_AT_ONCE = 4 << 20;
    private static final byte[] NONE = {};
    private static final byte[] GZIP_HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final byte[] ZLIB_HEAD = {0x78, 0x01};
    private static final String TEXT =
            "While one request waits, ask another. Während eine Anfrage wartet, stelle die nächste: 1 € in 100 ms."
                    + " Пока один запрос ждёт, задай другой. 一つが待つ間に次を尋ねる。\n";
    private static final Map<Charset, byte[]> TEXTS = new ConcurrentHashMap<>();
    private static final Map<Object, byte[]> COMPRESSED = new ConcurrentHashMap<>();

    private final byte[] head;
    private final byte[] block;
    private final long blocks; // -1: without end
    private final byte[] rest; // as sent; perhaps only its beginning
    private final int restLength;
    private final @Nullable Check check;
    private final long length;
    private long at;
    private byte[] tail = NONE;

    private Body(byte[] head, byte[] block, long blocks, byte[] rest, int restLength, @Nullable Check check) {
        this.head = head;
        this.block = block;
        this.blocks = blocks;
        this.rest = rest;
        this.restLength = restLength;
        this.check = check;
        long tailLength = check == null ? 0 : check.length();
        length = blocks < 0 ? -1 : head.length + blocks * block.length + restLength + tailLength;
    }

    /** These bytes. */
    static Body of(byte[] bytes, Content.@Nullable Encoding encoding) {
        return encoding == null
                ? new Body(NONE, NONE, 0, bytes, bytes.length, null)
                : compressed(NONE, 0, bytes, bytes.length, encoding, "none");
    }

    /** Text of this size, cut wherever that is; -1: one paragraph. */
    static Body text(long size, Charset charset, Content.@Nullable Encoding encoding) {
        byte[] block = TEXTS.computeIfAbsent(charset, Body::block);
        long bytes = size < 0 ? paragraph(charset).length : size;
        long blocks = bytes / block.length;
        int rest = (int) (bytes % block.length);
        return encoding == null
                ? new Body(NONE, block, blocks, block, rest, null)
                : compressed(block, blocks, block, rest, encoding, charset);
    }

    /** Text without end. */
    static Body endless(Charset charset) {
        return new Body(NONE, TEXTS.computeIfAbsent(charset, Body::block), -1, NONE, 0, null);
    }

    /** So many zeros, by gzip. */
    static Body bomb(long inflated) {
        int rest = (int) (inflated % ZEROS.length);
        return compressed(ZEROS, inflated / ZEROS.length, ZEROS, rest, Content.Encoding.GZIP, "zeros");
    }

    /** So many blocks and the beginning of the rest; blocks with the same key are alike. */
    private static Body compressed(
            byte[] block, long blocks, byte[] rest, int restLength, Content.Encoding encoding, Object key) {
        byte[] packed = blocks == 0
                ? NONE
                : COMPRESSED.computeIfAbsent(key, any -> compress(block, block.length, Deflater.FULL_FLUSH));
        byte[] packedRest = compress(rest, restLength, Deflater.NO_FLUSH);
        byte[] head = encoding == Content.Encoding.GZIP ? GZIP_HEAD : ZLIB_HEAD;
        Check check = new Check(encoding, block, rest, restLength);
        return new Body(head, packed, blocks, packedRest, packedRest.length, check);
    }

    private static byte[] paragraph(Charset charset) {
        CharsetEncoder encoder = charset.newEncoder();
        StringBuilder text = new StringBuilder(TEXT.length());
        TEXT.chars().filter(c -> encoder.canEncode((char) c)).forEach(c -> text.append((char) c));
        return text.toString().getBytes(charset);
    }

    private static byte[] block(Charset charset) {
        byte[] paragraph = paragraph(charset);
        byte[] block = new byte[paragraph.length * Math.max(1, BLOCK / paragraph.length)];
        for (int i = 0; i < block.length; i++) {
            block[i] = paragraph[i % paragraph.length];
        }
        return block;
    }

    /** Deflated without a wrapper; without a flush it is the end of the stream. */
    private static byte[] compress(byte[] bytes, int length, int flush) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(bytes, 0, length);
            if (flush == Deflater.NO_FLUSH) {
                deflater.finish();
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8 << 10];
            int count = deflater.deflate(buffer, 0, buffer.length, flush);
            while (count > 0) {
                out.write(buffer, 0, count);
                count = deflater.finished() ? 0 : deflater.deflate(buffer, 0, buffer.length, flush);
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** In bytes as sent; -1: it has no end. */
    long length() {
        return length;
    }

    boolean isEnded() {
        return at == length;
    }

    /** Writes the next bytes: at most so many, at least one unless it has ended. */
    void next(ByteBuf out, int most) {
        int left = most;
        int checkable = CHECKED_AT_ONCE;
        while (left > 0 && checkable > 0 && at != length) {
            long inBlocks = at - head.length;
            long blocksLength = blocks < 0 ? Long.MAX_VALUE : blocks * block.length;
            int count;
            if (inBlocks < 0) {
                count = copy(head, head.length, (int) at, out, left);
            } else if (inBlocks < blocksLength) {
                int offset = (int) (inBlocks % block.length);
                checkable -= offset == 0 && check != null ? check.block() : 0;
                count = copy(block, block.length, offset, out, left);
            } else if (inBlocks < blocksLength + restLength) {
                count = copy(rest, restLength, (int) (inBlocks - blocksLength), out, left);
            } else {
                tail = check != null && tail.length == 0 ? check.tail() : tail;
                count = copy(tail, tail.length, (int) (inBlocks - blocksLength - restLength), out, left);
            }
            at += count;
            left -= count;
        }
    }

    private static int copy(byte[] from, int end, int offset, ByteBuf out, int most) {
        int count = Math.min(most, end - offset);
        out.writeBytes(from, offset, count);
        return count;
    }

    /** What a compressed body ends with: RFC 1952 for gzip, RFC 1950 for deflate. */
    private static final class Check {
        private final boolean gzip;
        private final Checksum sum;
        private final byte[] block;
        private final byte[] rest;
        private final int restLength;
        private long size;

        Check(Content.Encoding encoding, byte[] block, byte[] rest, int restLength) {
            gzip = encoding == Content.Encoding.GZIP;
            sum = gzip ? new CRC32() : new Adler32();
            this.block = block;
            this.rest = rest;
            this.restLength = restLength;
        }

        int length() {
            return gzip ? 8 : 4;
        }

        /** Counts one more block; returns its size. */
        int block() {
            sum.update(block, 0, block.length);
            size += block.length;
            return block.length;
        }

        byte[] tail() {
            sum.update(rest, 0, restLength);
            size += restLength;
            ByteBuffer tail = ByteBuffer.allocate(length());
            if (gzip) {
                tail.order(ByteOrder.LITTLE_ENDIAN).putInt((int) sum.getValue()).putInt((int) size);
            } else {
                tail.putInt((int) sum.getValue());
            }
            return tail.array();
        }
    }
}
