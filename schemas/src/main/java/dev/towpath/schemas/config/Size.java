package dev.towpath.schemas.config;

import java.util.Optional;

/// A number of bytes.
record Size(long least, long most) implements Kind {
    static Size of(String least, String most) {
        return new Size(Units.bytes(least).orElseThrow(), Units.bytes(most).orElseThrow());
    }

    @Override
    public String word() {
        return "size";
    }

    @Override
    public String range() {
        return Units.text(least) + " to " + Units.text(most);
    }

    @Override
    public String expected() {
        return "a size from " + range() + ", as a number and one of B KiB MiB GiB TiB";
    }

    @Override
    public Optional<Object> read(String text) {
        return Units.bytes(text).<Object>map(bytes -> bytes).filter(this::allows);
    }

    @Override
    public boolean allows(Object value) {
        return value instanceof Long bytes && bytes >= least && bytes <= most;
    }

    @Override
    public String hint(String text) {
        if (text.matches("[0-9]{1,12}")) {
            return "say the unit, such as " + text + "B or " + text + "KiB";
        }
        String plain = text.replaceAll("\\s+", "");
        String guess =
                plain.replaceFirst("(?<=[0-9])([kKmMgGtT])(i?[bB])?$", "$1iB")
                        .replace("kiB", "KiB")
                        .replace("miB", "MiB")
                        .replace("giB", "GiB")
                        .replace("tiB", "TiB");
        return !guess.equals(text) && read(guess).isPresent() ? "did you mean " + guess + "?" : "";
    }

    @Override
    public String show(Object value) {
        return Units.text((Long) value);
    }
}
