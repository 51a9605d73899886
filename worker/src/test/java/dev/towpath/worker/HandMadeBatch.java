package dev.towpath.worker;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/// A batch that no Kafka producer would make: a few kilobytes that decompress to any number of
/// bytes. Written as the protocol says (record batch of magic 2, Produce request of version 7) and
/// never held decompressed.
final class HandMadeBatch {
    private static final int ZSTD = 4;
    private static final byte MAGIC = 2;
    private static final int CHUNK = 1 << 16;

    private final byte[] batch;

    private HandMadeBatch(byte[] batch) {
        this.batch = batch;
    }

    /// So many records without key and headers, whose values are so many zeros each.
    static HandMadeBatch ofZeros(int records, int bytesEach) {
        ByteBufferOutputStream compressed = new ByteBufferOutputStream(1 << 20);
        try (OutputStream out = Compression.zstd().build().wrapForOutput(compressed, MAGIC)) {
            byte[] zeros = new byte[CHUNK];
            for (int i = 0; i < records; i++) {
                byte[] head = head(i, bytesEach);
                out.write(varint(head.length + bytesEach + 1));
                out.write(head);
                for (int left = bytesEach; left > 0; left -= CHUNK) {
                    out.write(zeros, 0, Math.min(left, CHUNK));
                }
                out.write(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer payload = compressed.buffer().flip();
        return new HandMadeBatch(batch(records, payload));
    }

    int bytes() {
        return batch.length;
    }

    /// Has the broker at `127.0.0.1:<port>` append it.
    ///
    /// @return the offset of its first record
    long send(int port, TopicPartition to) {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream request = new DataOutputStream(bytes);
            request.writeShort(0);
            request.writeShort(7);
            request.writeInt(1);
            request.writeUTF("by-hand");
            request.writeShort(-1);
            request.writeShort(-1);
            request.writeInt(30_000);
            request.writeInt(1);
            request.writeUTF(to.topic());
            request.writeInt(1);
            request.writeInt(to.partition());
            request.writeInt(batch.length);
            request.write(batch);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(bytes.size());
            bytes.writeTo(out);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readInt();
            in.readInt();
            in.readInt();
            in.readUTF();
            in.readInt();
            in.readInt();
            int error = in.readShort();
            if (error != 0) {
                throw new IllegalStateException("Kafka refused the batch: error " + error);
            }
            return in.readLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] batch(int records, ByteBuffer payload) {
        ByteBuffer body = ByteBuffer.allocate(40 + payload.remaining());
        long now = System.currentTimeMillis();
        body.putShort((short) ZSTD)
                .putInt(records - 1)
                .putLong(now)
                .putLong(now)
                .putLong(-1)
                .putShort((short) -1)
                .putInt(-1)
                .putInt(records)
                .put(payload)
                .flip();
        CRC32C crc = new CRC32C();
        crc.update(body.duplicate());
        ByteBuffer batch = ByteBuffer.allocate(21 + body.remaining());
        batch.putLong(0)
                .putInt(9 + body.remaining())
                .putInt(-1)
                .put(MAGIC)
                .putInt((int) crc.getValue())
                .put(body);
        return batch.array();
    }

    /// Attributes, differences to the batch's time and offset, the key (none), the value's length.
    private static byte[] head(int offset, int valueBytes) {
        ByteBuffer head = ByteBuffer.allocate(32);
        head.put((byte) 0).put(varint(0)).put(varint(offset)).put(varint(-1));
        head.put(varint(valueBytes)).flip();
        byte[] bytes = new byte[head.remaining()];
        head.get(bytes);
        return bytes;
    }

    private static byte[] varint(int number) {
        ByteBuffer bytes = ByteBuffer.allocate(5);
        int left = number << 1 ^ number >> 31;
        while ((left & ~0x7f) != 0) {
            bytes.put((byte) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        bytes.put((byte) left).flip();
        byte[] exact = new byte[bytes.remaining()];
        bytes.get(exact);
        return exact;
    }
}
