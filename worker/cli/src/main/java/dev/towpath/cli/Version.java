package dev.towpath.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The version of this build.
public final class Version implements IVersionProvider {
    static String number() {
        try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new IllegalStateException("the version of this build cannot be read", e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {number()};
    }
}
