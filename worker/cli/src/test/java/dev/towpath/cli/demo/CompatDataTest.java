package dev.towpath.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompatDataTest {
    @TempDir Path folder;

    @Test
    void aFeatureIsNamedByItsPathAndTellsTheFirstPlainVersionOfEachBrowser() throws Exception {
        write(
                """
                {
                  "__meta": {"version": "1"},
                  "browsers": {"chrome": {"__compat": {"description": "not a feature"}}},
                  "api": {
                    "Door": {
                      "__compat": {
                        "mdn_url": "https://developer.mozilla.org/docs/Web/API/Door",
                        "status": {
                          "deprecated": true, "experimental": false, "standard_track": true
                        },
                        "support": {
                          "chrome": [
                            {"version_added": "20"},
                            {"version_added": "10"},
                            {"version_added": "5", "prefix": "webkit"},
                            {"version_added": "4", "flags": []}
                          ],
                          "firefox": {"version_added": false},
                          "safari": {"version_added": "≤4"},
                          "ie": {"version_added": "6"}
                        }
                      },
                      "open": {
                        "__compat": {"description": "<code>open()</code> &amp; `close`"}
                      }
                    }
                  }
                }
                """);
        assertThat(read())
                .containsExactly(
                        new Entry(
                                "api.Door",
                                "Door",
                                "https://developer.mozilla.org/docs/Web/API/Door",
                                true,
                                false,
                                true,
                                new TreeMap<>(Map.of("chrome", "10", "safari", "≤4"))),
                        new Entry(
                                "api.Door.open",
                                "open() & close",
                                "",
                                false,
                                false,
                                false,
                                new TreeMap<>()));
    }

    @Test
    void anotherFolderIsRefusedWithHowToGetThePackage() {
        TowpathException e = catchThrowableOfType(TowpathException.class, this::read);
        assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
        assertThat(e)
                .hasMessageStartingWith(
                        "expected the unpacked npm package @mdn/browser-compat-data in "
                                + folder
                                + ", but there is no data.json. Nothing was posted.")
                .hasMessageContaining("npm pack @mdn/browser-compat-data");
    }

    @Test
    void aTruncatedFileIsToldApart() throws Exception {
        write("{\"api\": {\"Door\": {\"__compat\": {\"mdn");
        TowpathException e = catchThrowableOfType(TowpathException.class, this::read);
        assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
        assertThat(e)
                .hasMessageContaining("data.json is not the data of @mdn/browser-compat-data:");
    }

    private List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        CompatData.read(folder, entries::add);
        return entries;
    }

    private void write(String json) throws Exception {
        Files.writeString(folder.resolve("data.json"), json);
    }
}
