package dev.towpath.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The steps of the engine, each alone, by JMH in its own program.
final class Micro implements Section {
    static final String WHOLE_JOB = "whole job, order none";

    private static final String PROGRAM = "dev.towpath.bench.jmh.Micro";

    @Override
    public String name() {
        return "micro";
    }

    @Override
    public List<Step> steps(Sheet sheet) {
        return List.of(new Step("steps of the engine", () -> measure(sheet)));
    }

    private static void measure(Sheet sheet) throws IOException, InterruptedException {
        Path module = Path.of(System.getProperty("towpath.root"), "worker", "bench", "jmh");
        Path found = Files.createTempFile("towpath-micro", ".json");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-XX:+UseCompactObjectHeaders", "-cp"));
        command.add(
                module.resolve("target/classes")
                        + ":"
                        + Files.readString(module.resolve("target/classpath")).strip());
        command.add(PROGRAM);
        if (sheet.quick()) {
            command.add("--quick");
        }
        command.add(found.toString());
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException("JMH ended with " + process.exitValue());
        }
        for (JsonNode one : new JsonMapper().readTree(Files.readString(found))) {
            String name = one.get("name").stringValue();
            sheet.add(Measure.STEP_TIME, name, one.get("nanos").doubleValue());
            sheet.add(Measure.STEP_ALLOCATION, name, one.get("bytes").doubleValue());
        }
        Files.delete(found);
    }
}
