package dev.towpath.schemas.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads a YAML file into nodes that know their lines. Takes plain YAML: one document, no aliases,
/// no tags. No message quotes the file, because it may hold secrets.
final class YamlFile {
    private static final int MOST_BYTES = 1 << 20;
    private static final int DEEPEST = 16;
    private static final YAMLFactory YAML = new YAMLFactory();

    /// How the YAML reader ends each part of its message; the last one says where it gave up.
    private static final Pattern MARK =
            Pattern.compile("(?m)^(.*)\\R in reader, line (\\d+), column (\\d+):$");

    private final YAMLParser parser;
    private final Problems problems;

    private YamlFile(YAMLParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /// The file as nodes; an empty mapping when there is no such file, when it is empty, or when it
    /// cannot be read, which is then a problem.
    static Node.Mapping read(Path file, Problems problems) {
        Node.Mapping nothing = new Node.Mapping(0, List.of());
        try {
            if (Files.size(file) > MOST_BYTES) {
                problems.inFile(0, "", "a file of at most 1MiB", Files.size(file) + " bytes", "");
                return nothing;
            }
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                            .toString();
            return parse(text.startsWith("\uFEFF") ? text.substring(1) : text, problems, nothing);
        } catch (NoSuchFileException e) {
            return nothing;
        } catch (CharacterCodingException e) {
            problems.inFile(0, "", "UTF-8", "bytes that are not", "save the file as UTF-8");
        } catch (IOException e) {
            String kind = Files.isDirectory(file) ? "a folder" : "a file that cannot be read";
            problems.inFile(0, "", "a file that can be read", kind, "");
        }
        return nothing;
    }

    private static Node.Mapping parse(String text, Problems problems, Node.Mapping nothing) {
        try (YAMLParser parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), text)) {
            YamlFile file = new YamlFile(parser, problems);
            JsonToken first = parser.nextToken();
            if (first == null) {
                return nothing;
            }
            Node top = file.node(first, 0);
            int end = file.line();
            if (parser.nextToken() != null) {
                problems.inFile(
                        file.line(),
                        "",
                        "one document",
                        "a second one after line " + end,
                        "remove the line ---");
            }
            return switch (top) {
                case Node.Mapping mapping -> mapping;
                case Node.Scalar(int line, String scalar, Node.Look look)
                        when look == Node.Look.NOTHING && scalar.isEmpty() && line > 0 ->
                        nothing;
                case Node.Scalar _, Node.Sequence _ -> {
                    problems.inFile(
                            top.line(), "", "keys such as queues: and types:", top.outline(), "");
                    yield nothing;
                }
            };
        } catch (JacksonException e) {
            fault(e, problems);
            return nothing;
        }
    }

    private Node node(JsonToken token, int depth) {
        int line = line();
        if (depth > DEEPEST) {
            problems.inFile(line, "", "at most " + DEEPEST + " levels", "more", "");
            parser.skipChildren();
            return new Node.Scalar(line, "", Node.Look.NOTHING);
        }
        if (parser.isCurrentAlias() || parser.getRawTag() != null) {
            problems.inFile(
                    line,
                    "",
                    "plain values",
                    parser.isCurrentAlias() ? "an alias (*name)" : "a tag (!name)",
                    "put a value that begins with * or ! in quotes");
        }
        return switch (token) {
            case START_OBJECT -> mapping(line, depth);
            case START_ARRAY -> sequence(line, depth);
            case VALUE_NULL -> new Node.Scalar(line, "", Node.Look.NOTHING);
            case VALUE_TRUE, VALUE_FALSE -> scalar(line, Node.Look.FLAG);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(line, Node.Look.NUMBER);
            case VALUE_STRING,
                    VALUE_EMBEDDED_OBJECT,
                    PROPERTY_NAME,
                    END_OBJECT,
                    END_ARRAY,
                    NOT_AVAILABLE ->
                    scalar(line, Node.Look.TEXT);
        };
    }

    private Node.Scalar scalar(int line, Node.Look look) {
        return new Node.Scalar(line, parser.getString(), look);
    }

    private Node.Mapping mapping(int line, int depth) {
        List<Node.Entry> entries = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            int nameLine = line();
            entries.add(new Node.Entry(name, nameLine, node(parser.nextToken(), depth + 1)));
        }
        return new Node.Mapping(line, List.copyOf(entries));
    }

    private Node.Sequence sequence(int line, int depth) {
        List<Node> items = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            items.add(node(token, depth + 1));
            token = parser.nextToken();
        }
        return new Node.Sequence(line, List.copyOf(items));
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static void fault(JacksonException e, Problems problems) {
        int line = Math.max(0, e.getLocation() == null ? 0 : e.getLocation().getLineNr());
        String fault = e.getOriginalMessage();
        Matcher mark = MARK.matcher(fault);
        while (mark.find()) {
            fault = mark.group(1);
            line = Integer.parseInt(mark.group(2));
        }
        problems.inFile(line, "", "YAML", "something else", advice(fault));
    }

    /// What to do about a fault. Only our own words: the reader's quote the file.
    private static String advice(String fault) {
        if (fault.contains("TAB")) {
            return "indent with spaces, not with tabs";
        }
        if (fault.contains("mapping values are not allowed")) {
            return "a text with ': ' in it needs quotes, and keys of one section the same indent";
        }
        if (fault.contains("cannot start any token")) {
            return "a text that begins with @ % or ` needs quotes";
        }
        if (fault.contains("unexpected end of stream") || fault.contains("<stream end>")) {
            return "a quote or a bracket is not closed";
        }
        if (fault.contains("expected ','")) {
            return "a comma or the closing bracket is missing";
        }
        if (fault.contains("escape")) {
            return "in double quotes a backslash is written twice";
        }
        if (fault.contains("<block end>")) {
            return "keys of one section need the same indent";
        }
        return "look at this line and the one before it";
    }
}
