package dev.towpath.cli.demo;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The npm package `@mdn/browser-compat-data` (CC0), read feature by feature from its `data.json`.
///
/// A feature is an object with a member `__compat`; its name is the path to it. Of the statements
/// about a browser, newest first, the earliest without flag, prefix or other name counts.
final class CompatData {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> NOT_FEATURES = List.of("__meta", "browsers");
    private static final List<String> BROWSERS =
            List.of(
                    "bun",
                    "chrome",
                    "chrome_android",
                    "deno",
                    "edge",
                    "firefox",
                    "firefox_android",
                    "nodejs",
                    "safari",
                    "safari_ios");
    private static final Pattern TAG = Pattern.compile("<[^>]*>|`");

    private CompatData() {}

    /// Hands over every feature, in the order of the file, never holding more than one.
    ///
    /// @param folder the unpacked package
    /// @throws TowpathException USAGE when the folder is not that package
    static void read(Path folder, Consumer<Entry> consumer) {
        Path file = folder.resolve("data.json");
        if (!Files.isRegularFile(file)) {
            throw new TowpathException(
                    ErrorCode.USAGE,
                    "expected the unpacked npm package @mdn/browser-compat-data in "
                            + folder
                            + ", but there is no data.json. Nothing was posted. Get it with `npm"
                            + " pack @mdn/browser-compat-data` and `tar xzf`, and name the folder"
                            + " `package` that this makes.");
        }
        try (JsonParser parser = JSON.createParser(Files.newInputStream(file))) {
            parser.nextToken();
            walk(parser, "", consumer);
        } catch (JacksonException | IOException e) {
            throw new TowpathException(
                    ErrorCode.USAGE,
                    "the file "
                            + file
                            + " is not the data of @mdn/browser-compat-data: "
                            + e.getMessage()
                            + ". What was read before that may have been posted, which is safe to"
                            + " do again. Get the package anew.",
                    e);
        }
    }

    private static void walk(JsonParser parser, String path, Consumer<Entry> consumer) {
        for (JsonToken token = parser.nextToken();
                token == JsonToken.PROPERTY_NAME;
                token = parser.nextToken()) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("__compat")) {
                JsonNode compat = parser.readValueAsTree();
                consumer.accept(entry(path, compat));
            } else if (value == JsonToken.START_OBJECT
                    && !(path.isEmpty() && NOT_FEATURES.contains(name))) {
                walk(parser, path.isEmpty() ? name : path + "." + name, consumer);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static Entry entry(String path, JsonNode compat) {
        String description = plain(compat.path("description").asString(""));
        String title =
                description.isEmpty() ? path.substring(path.lastIndexOf('.') + 1) : description;
        JsonNode status = compat.path("status");
        SortedMap<String, String> support = new TreeMap<>();
        for (String browser : BROWSERS) {
            String version = firstVersion(compat.path("support").get(browser));
            if (!version.isEmpty()) {
                support.put(browser, version);
            }
        }
        return new Entry(
                path,
                title,
                compat.path("mdn_url").asString(""),
                status.path("deprecated").asBoolean(false),
                status.path("experimental").asBoolean(false),
                status.path("standard_track").asBoolean(false),
                support);
    }

    private static String firstVersion(@Nullable JsonNode statements) {
        if (statements == null) {
            return "";
        }
        String first = "";
        Iterator<JsonNode> each =
                statements.isArray() ? statements.iterator() : List.of(statements).iterator();
        while (each.hasNext()) {
            JsonNode statement = each.next();
            JsonNode added = statement.path("version_added");
            boolean plain =
                    !statement.has("flags")
                            && !statement.has("prefix")
                            && !statement.has("alternative_name");
            if (plain && added.isString()) {
                first = added.asString();
            }
        }
        return first;
    }

    private static String plain(String description) {
        return TAG.matcher(description)
                .replaceAll("")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
