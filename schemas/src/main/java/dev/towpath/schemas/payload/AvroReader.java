package dev.towpath.schemas.payload;

import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.Text;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/// Reads Avro binary that may come from anybody.
///
/// Unlike Avro's own reader it bounds the depth, the elements of an array or map and the values in
/// all, allocates by no length that the bytes left cannot hold, gives strings as [String], reads
/// every byte or fails, and keeps nothing by thread (virtual threads live for one job).
final class AvroReader {
    /// How many values that take no byte (nulls, empty records) a payload may have in all.
    private static final int MAX_EMPTY_VALUES = 100_000;

    private final byte[] bytes;
    private int at;
    private int depth;
    private long values;

    private AvroReader(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    /// Reads the record that starts at `from` and ends with the bytes.
    ///
    /// @throws MalformedException when the bytes are not a record of the schema
    static GenericRecord read(Schema record, byte[] bytes, int from) {
        AvroReader reader = new AvroReader(bytes, from);
        GenericRecord value = reader.readRecord(record);
        if (reader.at != bytes.length) {
            throw new MalformedException(
                    "payload: " + (bytes.length - reader.at) + " bytes are left behind the record");
        }
        return value;
    }

    private @Nullable Object readValue(Schema schema) {
        if (++values > (long) bytes.length + MAX_EMPTY_VALUES) {
            throw malformed("more values than its " + bytes.length + " bytes may hold");
        }
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> readBoolean();
            case INT -> (int) readLong("an int", Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> readLong("a long", Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> take(4).getFloat();
            case DOUBLE -> take(8).getDouble();
            case STRING -> readString();
            case BYTES -> ByteBuffer.wrap(readBytes(length()));
            case FIXED -> new GenericData.Fixed(schema, readBytes(schema.getFixedSize()));
            case ENUM -> {
                List<String> symbols = schema.getEnumSymbols();
                int symbol = (int) readLong("an enum symbol", 0, symbols.size() - 1L);
                yield new GenericData.EnumSymbol(schema, symbols.get(symbol));
            }
            case UNION -> {
                List<Schema> branches = schema.getTypes();
                yield readValue(
                        branches.get((int) readLong("a union branch", 0, branches.size() - 1L)));
            }
            case RECORD -> readRecord(schema);
            case ARRAY -> readArray(schema);
            case MAP -> readMap(schema);
        };
    }

    private GenericRecord readRecord(Schema schema) {
        deeper();
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), readValue(field.schema()));
        }
        depth--;
        return record;
    }

    private GenericData.Array<@Nullable Object> readArray(Schema schema) {
        deeper();
        List<@Nullable Object> elements = new ArrayList<>();
        for (long left = blockLength(0); left > 0; left = blockLength(elements.size())) {
            for (; left > 0; left--) {
                elements.add(readValue(schema.getElementType()));
            }
        }
        depth--;
        return new GenericData.Array<>(schema, elements);
    }

    private Map<String, @Nullable Object> readMap(Schema schema) {
        deeper();
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        long read = 0;
        for (long left = blockLength(0); left > 0; left = blockLength(read)) {
            for (; left > 0; left--) {
                String key = readString();
                entries.put(key, readValue(schema.getValueType()));
                read++;
            }
        }
        depth--;
        return entries;
    }

    /// The number of elements in the next block, 0 at the end. A negative one is followed by the
    /// block's length in bytes.
    private long blockLength(long before) {
        long most = JsonToAvro.MAX_ELEMENTS - before;
        long count = readLong("a number of elements", -most, most);
        if (count < 0) {
            readLong("a length of a block", 0, bytes.length);
            return -count;
        }
        return count;
    }

    private boolean readBoolean() {
        byte value = take(1).get();
        if (value != 0 && value != 1) {
            throw malformed("expected a boolean of 0 or 1, got " + value);
        }
        return value == 1;
    }

    private String readString() {
        int length = length();
        String text =
                Text.utf8(bytes, at, length)
                        .orElseThrow(() -> malformed("expected a string in UTF-8"));
        at += length;
        return text;
    }

    private byte[] readBytes(int length) {
        if (length > bytes.length - at) {
            throw tooFew(length);
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    private int length() {
        long length = readLong("a length", 0, Integer.MAX_VALUE);
        if (length > bytes.length - at) {
            throw tooFew(length);
        }
        return (int) length;
    }

    private long readLong(String what, long least, long most) {
        long raw = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at == bytes.length) {
                throw malformed("the bytes end inside a number");
            }
            byte next = bytes[at++];
            raw |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                long value = (raw >>> 1) ^ -(raw & 1);
                if (value < least || value > most) {
                    throw malformed(
                            "expected " + what + " of " + least + " to " + most + ", got " + value);
                }
                return value;
            }
        }
        throw malformed("a number has more than ten bytes");
    }

    private ByteBuffer take(int length) {
        if (length > bytes.length - at) {
            throw tooFew(length);
        }
        at += length;
        return ByteBuffer.wrap(bytes, at - length, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void deeper() {
        if (++depth > 2 * StrictJson.MAX_DEPTH) {
            throw malformed("expected at most " + 2 * StrictJson.MAX_DEPTH + " levels of nesting");
        }
    }

    private MalformedException tooFew(long expected) {
        return malformed("expected " + expected + " bytes, got " + (bytes.length - at));
    }

    private MalformedException malformed(String what) {
        return new MalformedException("payload, at byte " + at + ": " + what);
    }
}
