package dev.towpath.schemas.payload;

import org.jspecify.annotations.Nullable;

/// A place in a JSON text. Cheap to make on the way down; becomes text only when a problem is told.
final class Pointer {
    private static final int LONGEST = 1_000;

    static final Pointer ROOT = new Pointer(null, "", 0);

    private final @Nullable Pointer parent;
    private final @Nullable String name;
    private final int index;

    private Pointer(@Nullable Pointer parent, @Nullable String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    Pointer child(String field) {
        return new Pointer(this, field, 0);
    }

    Pointer child(int element) {
        return new Pointer(this, null, element);
    }

    /// As RFC 6901 writes it: `/a~1b/0`, and nothing for the whole. Cut after 1,000 characters.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text);
        return text.length() <= LONGEST ? text.toString() : text.substring(0, LONGEST) + "…";
    }

    private void append(StringBuilder text) {
        if (parent == null) {
            return;
        }
        parent.append(text);
        text.append('/');
        if (name == null) {
            text.append(index);
        } else {
            text.append(name.replace("~", "~0").replace("/", "~1"));
        }
    }
}
