package dev.towpath.schemas.config;

import java.nio.file.Path;
import java.util.Map;

/// Reads towpath.yaml and the environment into a [TowpathConfig], or tells all that is wrong with
/// them at once.
///
/// Texts of the file may hold `${NAME}`, an environment variable; `$${` stands for `${`. Each value
/// can be overridden by an environment variable that is called like its key: `TOWPATH_GATEWAY_PORT`
/// for `gateway.port`, `TOWPATH_TYPES_ARTICLE_PUBLISH_MAX_IN_FLIGHT` for
/// `types["article.publish"].maxInFlight`, with `ANY` for `"*"`. A variable that is empty is as one
/// that is not set.
public final class ConfigReader {
    private ConfigReader() {}

    /// Reads a configuration. Without the file all is default or from the environment.
    ///
    /// @throws ConfigException with all problems
    public static TowpathConfig read(Path yaml, Map<String, String> environment) {
        return readEffective(yaml, environment, SchemaCheck.FILE_IS_THERE).config();
    }

    /// Reads a configuration together with where each value came from.
    ///
    /// @param schemas how schemas of types with `payload: avro` are judged
    /// @throws ConfigException with all problems
    public static EffectiveConfig readEffective(
            Path yaml, Map<String, String> environment, SchemaCheck schemas) {
        Problems problems = new Problems(yaml.toString());
        FileWalk walk = new FileWalk(problems);
        walk.walk(YamlFile.read(yaml, problems));
        Settings settings = Settings.read(walk, environment, problems);
        ConfigNames names = ConfigNames.of(walk);
        Path folder = yaml.toAbsolutePath().resolveSibling("");
        ConfigRecords records = new ConfigRecords(settings);
        CrossChecks checks = new CrossChecks(settings, walk, problems);
        if (settings.find("schemas").isPresent()) {
            checks.run(records.schemas(folder), schemas);
        }
        problems.throwIfAny();
        return EffectiveConfig.of(records.config(names, folder), settings);
    }
}
