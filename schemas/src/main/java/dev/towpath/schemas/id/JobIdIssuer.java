package dev.towpath.schemas.id;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes job ids for one installation, and tells whether an id was made by it.
///
/// An id without dedup key is 48 bits of milliseconds (top bit 0), 56 random bits and a 24-bit
/// check. An id with dedup key has its top bit set, then 103 bits of an HMAC-SHA-256 over client,
/// type, group and dedup key, then the check. The check is an HMAC-SHA-256 over queue, partition
/// and the other 104 bits, cut to 24 bits: one guess in 16.7 million passes it. Safe for use by
/// many threads.
public final class JobIdIssuer {
    /// The least length of an installation's secret, in bytes.
    public static final int MIN_SECRET_BYTES = 16;

    private static final int CHECK_BITS = 24;
    private static final long CHECK_MASK = (1L << CHECK_BITS) - 1;

    private final SecretKeySpec key;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ThreadLocal<Mac> macs;

    /// @param secret the installation's secret, at least 16 bytes; every gateway and worker of the
    ///     installation has the same
    public JobIdIssuer(byte[] secret, InstantSource clock, RandomGenerator random) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "expected an installation secret of at least "
                            + MIN_SECRET_BYTES
                            + " bytes, got "
                            + secret.length);
        }
        this.key = new SecretKeySpec(secret, "HmacSHA256");
        this.clock = clock;
        this.random = random;
        this.macs = ThreadLocal.withInitial(this::newMac);
    }

    /// A new id of time and chance.
    public JobId random(String queue, int partition) {
        long time = clock.millis() & ((1L << 47) - 1);
        long chance = random.nextLong();
        long high = (time << 16) | (chance >>> 48);
        long low = (chance << 16) & ~CHECK_MASK;
        return checked(queue, partition, high, low);
    }

    /// The id that this client, type, group and dedup key always have.
    public JobId derived(
            String queue,
            int partition,
            String client,
            String type,
            String group,
            String dedupKey) {
        Mac mac = mac();
        update(mac, "id");
        update(mac, client);
        update(mac, type);
        update(mac, group);
        update(mac, dedupKey);
        ByteBuffer hash = ByteBuffer.wrap(mac.doFinal());
        long high = hash.getLong() | Long.MIN_VALUE;
        long low = hash.getLong() & ~CHECK_MASK;
        return checked(queue, partition, high, low);
    }

    /// Whether this installation made the id.
    public boolean issued(JobId id) {
        return check(id.queue(), id.partition(), id.high(), id.low() & ~CHECK_MASK)
                == (id.low() & CHECK_MASK);
    }

    /// A 128-bit hash of some parts under the installation's secret, for ids of jobs that are made
    /// from other jobs.
    public byte[] hash(byte[]... parts) {
        Mac mac = mac();
        for (byte[] part : parts) {
            update(mac, part);
        }
        return Arrays.copyOf(mac.doFinal(), 16);
    }

    private JobId checked(String queue, int partition, long high, long low) {
        return new JobId(queue, partition, high, low | check(queue, partition, high, low));
    }

    private long check(String queue, int partition, long high, long low) {
        Mac mac = mac();
        update(mac, "check");
        update(mac, queue);
        mac.update(ByteBuffer.allocate(20).putInt(partition).putLong(high).putLong(low).flip());
        return ByteBuffer.wrap(mac.doFinal()).getLong() & CHECK_MASK;
    }

    private static void update(Mac mac, String part) {
        update(mac, part.getBytes(StandardCharsets.UTF_8));
    }

    /// Each part goes in behind its length, so that no two lists of parts give the same bytes.
    private static void update(Mac mac, byte[] part) {
        mac.update(ByteBuffer.allocate(4).putInt(part.length).flip());
        mac.update(part);
    }

    private Mac mac() {
        return macs.get();
    }

    private Mac newMac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
