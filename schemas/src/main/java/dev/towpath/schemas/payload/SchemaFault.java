package dev.towpath.schemas.payload;

/// One thing that is wrong with a schema file.
///
/// @param file the file, relative to the folder
/// @param line from 1
/// @param what what is wrong there, and what to do
public record SchemaFault(String file, int line, String what) implements Comparable<SchemaFault> {
    /// The fault as compilers write it: `article.publish.avsc:12: no type 'Autor' …`.
    public String text() {
        return Shown.printable(file + ":" + line + ": " + what);
    }

    @Override
    public int compareTo(SchemaFault other) {
        int byFile = file.compareTo(other.file);
        return byFile != 0 ? byFile : Integer.compare(line, other.line);
    }
}
