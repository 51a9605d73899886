package dev.towpath.schemas.id;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The name of one job, which also says where the job lives: `<queue>_<partition>_<26 characters>`.
///
/// The 26 characters are 128 bits in Crockford's base 32, most significant first. The top bit tells
/// the kind: 0 for an id of time and chance, 1 for one derived from a dedup key. The low 24 bits
/// are a keyed check ([JobIdIssuer]).
///
/// @param queue the queue, 1 to 64 of `a-z 0-9 . -`
/// @param partition the partition of the queue's topics, from 0
/// @param high the upper 64 bits
/// @param low the lower 64 bits
public record JobId(String queue, int partition, long high, long low) {
    /// How many characters the part after the partition has.
    public static final int TAIL_LENGTH = 26;

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int MAX_QUEUE_LENGTH = 64;
    private static final byte[] VALUE_OF = new byte[128];

    static {
        Arrays.fill(VALUE_OF, (byte) -1);
        for (int value = 0; value < ALPHABET.length(); value++) {
            VALUE_OF[ALPHABET.charAt(value)] = (byte) value;
        }
    }

    public JobId {
        if (!isQueueName(queue)) {
            throw new IllegalArgumentException(
                    "expected a queue name of 1 to 64 of a-z 0-9 . -, got '" + queue + "'");
        }
        if (partition < 0) {
            throw new IllegalArgumentException("expected a partition from 0, got " + partition);
        }
    }

    /// Whether a name may be a queue's: 1 to 64 of `a-z 0-9 . -`, beginning and ending with a
    /// letter or digit.
    public static boolean isQueueName(String name) {
        int length = name.length();
        if (length == 0 || length > MAX_QUEUE_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            boolean inner = (c == '-' || c == '.') && i > 0 && i < length - 1;
            if (!plain && !inner) {
                return false;
            }
        }
        return true;
    }

    /// Reads an id as [#toString()] wrote it; empty when the text is not one.
    public static Optional<JobId> parse(String text) {
        int tailAt = text.lastIndexOf('_');
        int partitionAt = tailAt < 0 ? -1 : text.lastIndexOf('_', tailAt - 1);
        if (partitionAt < 0 || text.length() - tailAt - 1 != TAIL_LENGTH) {
            return Optional.empty();
        }
        String queue = text.substring(0, partitionAt);
        int partition = parsePartition(text, partitionAt + 1, tailAt);
        if (partition < 0 || !isQueueName(queue)) {
            return Optional.empty();
        }
        return parseTail(queue, partition, text, tailAt + 1);
    }

    /// Reads the 26 characters that start at `from`; empty when they are not 128 bits of base 32.
    public static Optional<JobId> parseTail(
            String queue, int partition, CharSequence text, int from) {
        if (text.length() - from != TAIL_LENGTH) {
            return Optional.empty();
        }
        byte[] tail = new byte[TAIL_LENGTH];
        for (int i = 0; i < TAIL_LENGTH; i++) {
            char c = text.charAt(from + i);
            tail[i] = c < 128 ? (byte) c : -1;
        }
        return isTail(tail)
                ? Optional.of(new JobId(queue, partition, highOf(tail), lowOf(tail)))
                : Optional.empty();
    }

    /// Whether the bytes are an id of this queue and partition, as [#toString()] wrote it. Makes no
    /// object of it.
    public static boolean isIn(String queue, int partition, byte[] id) {
        int at = queue.length();
        int tail = id.length - TAIL_LENGTH;
        if (tail < at + 3 || id[at] != '_' || id[tail - 1] != '_') {
            return false;
        }
        for (int i = 0; i < at; i++) {
            if (id[i] != queue.charAt(i)) {
                return false;
            }
        }
        // From behind, so that each number has one way to be written.
        int left = partition;
        int digit = tail - 2;
        do {
            if (digit <= at || id[digit] != '0' + left % 10) {
                return false;
            }
            left /= 10;
            digit--;
        } while (left > 0);
        return digit == at && isTail(id);
    }

    /// Whether the last 26 bytes are 128 bits of base 32.
    private static boolean isTail(byte[] id) {
        int tail = id.length - TAIL_LENGTH;
        for (int i = tail; i < id.length; i++) {
            int value = id[i] < 0 ? -1 : VALUE_OF[id[i]];
            if (value < 0 || (i == tail && value > 7)) {
                return false;
            }
        }
        return true;
    }

    /// The upper 64 bits of an id's last 26 bytes, which must be one's.
    public static long highOf(byte[] id) {
        int tail = id.length - TAIL_LENGTH;
        long high = 0;
        for (int i = 0; i < 13; i++) {
            high = high << 5 | VALUE_OF[id[tail + i]];
        }
        // Of the next character's five bits the first.
        return high << 1 | VALUE_OF[id[tail + 13]] >>> 4;
    }

    /// The lower 64 bits of an id's last 26 bytes, which must be one's.
    public static long lowOf(byte[] id) {
        int tail = id.length - TAIL_LENGTH;
        long low = 0;
        for (int i = 13; i < TAIL_LENGTH; i++) {
            low = low << 5 | VALUE_OF[id[tail + i]];
        }
        return low;
    }

    private static int parsePartition(String text, int from, int to) {
        int digits = to - from;
        if (digits < 1 || digits > 6 || (digits > 1 && text.charAt(from) == '0')) {
            return -1;
        }
        int partition = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            partition = partition * 10 + (c - '0');
        }
        return partition;
    }

    /// Whether the id was derived from a dedup key.
    public boolean derived() {
        return high < 0;
    }

    /// The 26 characters.
    public String tail() {
        return new String(tailBytes(high, low), StandardCharsets.ISO_8859_1);
    }

    /// The 26 characters of an id's 128 bits, as bytes.
    public static byte[] tailBytes(long high, long low) {
        byte[] tail = new byte[TAIL_LENGTH];
        long upper = high;
        long lower = low;
        for (int i = TAIL_LENGTH - 1; i >= 0; i--) {
            tail[i] = (byte) ALPHABET.charAt((int) (lower & 31));
            lower = (lower >>> 5) | (upper << 59);
            upper >>>= 5;
        }
        return tail;
    }

    @Override
    public String toString() {
        return queue + '_' + partition + '_' + tail();
    }
}
